// ReifyTimestamps and ReifyWindows.
#include "transforms/reify.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "test/transforms/in_windows.h"

namespace beam::testing {
namespace {

TEST_CASE("ReifyTimestamps puts the event time into the element, which a grouping keeps") {
  TestPipeline p;
  const auto words = Create(p, std::vector<Timestamped<std::string>>{At(7, std::string("a")), At(3, std::string("b"))});
  const auto reified = ReifyTimestamps(words);
  Expect(Map(reified, [](EventTime time, const Timestamped<std::string>& word) {
    return word.value + (time == word.timestamp ? "=" : "!") + std::to_string(word.timestamp.millis());
  })).ToContainInAnyOrder({"a=7", "b=3"});
  const auto grouped = GroupByKey(Map(reified, [](const Timestamped<std::string>& word) { return KV{0, word}; }));
  const auto sum = [](int, Iter<Timestamped<std::string>> all) {
    std::int64_t total = 0;
    for (const Timestamped<std::string>& word : all) total += word.timestamp.millis();
    return total;
  };
  Expect(Map(grouped, sum)).ToBe(10);
  p.Run();
}

TEST_CASE("a Map that returns a timestamped element sets the time back") {
  TestPipeline p;
  const auto words = Create(p, std::vector<Timestamped<std::string>>{At(7, std::string("a"))});
  const auto shuffled = Reshuffle(ReifyTimestamps(words));
  const auto back = Map(shuffled, [](const Timestamped<std::string>& word) { return word; });
  Expect(Map(back, [](EventTime time, const std::string& word) {
    return word + std::to_string(time.millis());
  })).ToBe("a7");
  p.Run();
}

TEST_CASE("ReifyWindows puts time, window and pane into the element") {
  TestPipeline p;
  const auto words = Create(p, std::vector<Timestamped<std::string>>{At(17, std::string("a"))});
  const auto reified = Reshuffle(ReifyWindows(WindowByTens(words)));
  Expect(Map(reified, [](Window window, const ValueInWindow<std::string>& word) {
    const bool same = word.window == window && word.pane == PaneInfo();
    return word.value + std::to_string(word.timestamp.millis()) + "[" + std::to_string(word.window.start().millis()) +
           (same ? "" : "!");
  })).ToBe("a17[10");
  p.Run();
}

}  // namespace
}  // namespace beam::testing
