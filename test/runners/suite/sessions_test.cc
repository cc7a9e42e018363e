// Windows that merge, on every runner: sessions, and those of a user's function.
#include <string>
#include <vector>

#include "test/runners/suite/on_every_runner.h"
#include "test/runners/suite/timed_numbers.h"

namespace beam::testing {
namespace {

PCollection<KV<std::string, int>> NumbersByParity(TestPipeline& p, const std::vector<int>& numbers) {
  return Map(Numbers(p, numbers), ByParity);
}

TEST_CASE("GroupByKey merges the sessions of each key", "[windows][sessions]") {
  OnEveryRunner([](TestPipeline& p) {
    const auto sessions = WindowInto(NumbersByParity(p, {1, 5, 9, 21, 33, 6}), Sessions(Duration(10)));
    const auto groups = GroupByKey(sessions);
    Expect(groups).InWindow(Between(1, 19)).ToBe({"odd", {1, 5, 9}});
    Expect(groups).InWindow(Between(21, 31)).ToBe({"odd", {21}});
    Expect(groups).InWindow(Between(33, 43)).ToBe({"odd", {33}});
    Expect(groups).InWindow(Between(6, 16)).ToBe({"even", {6}});
    Expect(groups).ToHaveSize(4);
    Expect(ParDo(groups, [](EventTime time, Window window, const KV<std::string, Iter<int>>&) {
      return time == window.max_timestamp();
    })).ToContainInAnyOrder({true, true, true, true});
  });
}

TEST_CASE("CombinePerKey combines within the sessions of each key", "[windows][sessions]") {
  OnEveryRunner([](TestPipeline& p) {
    const auto sums = CombinePerKey(WindowInto(NumbersByParity(p, {1, 5, 19, 6, 14}), Sessions(Duration(10))), Add);
    Expect(sums).InWindow(Between(1, 15)).ToBe({"odd", 6});
    Expect(sums).InWindow(Between(19, 29)).ToBe({"odd", 19});
    Expect(sums).InWindow(Between(6, 24)).ToBe({"even", 20});
    Expect(sums).ToHaveSize(3);
  });
}

TEST_CASE("merged sessions are grouped once more as they are", "[windows][sessions]") {
  OnEveryRunner([](TestPipeline& p) {
    const auto sums = CombinePerKey(WindowInto(NumbersByParity(p, {1, 5, 13, 2, 8}), Sessions(Duration(10))), Add);
    // The sessions of the keys overlap, and are two all the same: [1, 23) and [2, 18).
    const auto counted = CombinePerKey(Map(sums,
                                           [](const KV<std::string, int>& sum) {
                                             return KV<std::string, int>{"all", sum.value};
                                           }),
                                       Add);
    Expect(counted).InWindow(Between(1, 23)).ToBe({"all", 19});
    Expect(counted).InWindow(Between(2, 18)).ToBe({"all", 10});
    Expect(counted).ToHaveSize(2);
  });
}

TEST_CASE("collections join within common sessions", "[windows][sessions]") {
  OnEveryRunner([](TestPipeline& p) {
    const auto a = WindowInto(NumbersByParity(p, {1, 21}), Sessions(Duration(10)));
    const auto b = WindowInto(NumbersByParity(p, {9}), Sessions(Duration(10)));
    const auto joined = CoGroupByKey(a, b);
    Expect(joined).InWindow(Between(1, 19)).ToBe({"odd", {{1}, {9}}});
    Expect(joined).InWindow(Between(21, 31)).ToBe({"odd", {{21}, {}}});
  });
}

// Tens, of which a key's first two become one where they touch.
struct PairsOfTens {
  Window AssignWindow(EventTime time) const {
    const std::int64_t start = time.millis() / 10 * 10;
    return Between(start, start + 10);
  }
  std::vector<WindowMerge> MergeWindows(const std::vector<Window>& windows) const {
    if (windows.size() < 2 || windows[0].end() != windows[1].start()) return {};
    if (windows[0].end() - windows[0].start() != Duration(10)) return {};
    return {{.into = {windows[0].start(), windows[1].end()}, .from = {windows[0], windows[1]}}};
  }
};

TEST_CASE("a user's window function merges windows", "[windows][custom_merging]") {
  OnEveryRunner([](TestPipeline& p) {
    const auto groups = GroupByKey(WindowInto(NumbersByParity(p, {1, 13, 35, 2, 24}), PairsOfTens()));
    Expect(groups).InWindow(Between(0, 20)).ToBe({"odd", {1, 13}});
    Expect(groups).InWindow(Between(30, 40)).ToBe({"odd", {35}});
    Expect(groups).InWindow(Between(0, 10)).ToBe({"even", {2}});
    Expect(groups).InWindow(Between(20, 30)).ToBe({"even", {24}});
  });
}

}  // namespace
}  // namespace beam::testing
