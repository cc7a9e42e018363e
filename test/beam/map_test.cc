#include "beam/map.h"

#include <map>
#include <stdexcept>

#include "test/beam/sorted.h"
#include "test/transforms/in_windows.h"

namespace beam::testing {
namespace {

using Strings = std::vector<std::string>;
using Numbers = std::vector<std::int64_t>;

Numbers FirstNumbers(std::int64_t n) {
  Numbers numbers;
  for (std::int64_t i = 0; i < n; ++i) numbers.push_back(i);
  return numbers;
}

TEST_CASE("Map gives one value for each element") {
  Pipeline p;
  const auto squares = Collect(Map(Create(p, FirstNumbers(5'000)), [](std::int64_t n) { return n * n; }));
  const auto sizes = Collect(Map(Create(p, {"to", "four"}), &std::string::size));
  const auto sums = Collect(Map(Create<KV<std::string, int>>(p, {{"a", 1}}),
                                [](std::string_view k, int v) { return k.size() + static_cast<std::size_t>(v); }));
  const auto limited = Collect(Map(
      Create(p, {1, 2}), [](int n, int limit) { return n < limit ? n : limit; }, Create(p, {1})));
  p.Run().Check();
  const Numbers sorted = Sorted(squares);
  REQUIRE(sorted.size() == 5'000);
  for (std::int64_t i = 0; i < 5'000; ++i) CHECK(sorted[static_cast<std::size_t>(i)] == i * i);
  CHECK(Sorted(sizes) == std::vector<std::size_t>{2, 4});
  CHECK(sums.values() == std::vector<std::size_t>{2});
  CHECK(Sorted(limited) == std::vector<int>{1, 1});
}

TEST_CASE("a returned std::pair is a KV") {
  TestPipeline p;
  const auto words = Create(p, {"to", "four"});
  const auto sizes = Map(words, [](const std::string& word) { return std::pair(word, word.size()); });
  const auto again =
      ParDo(sizes, [](const std::string& word, std::size_t n) { return std::pair<std::size_t, std::string>(n, word); });
  static_assert(std::is_same_v<decltype(sizes), const PCollection<KV<std::string, std::size_t>>>);
  Expect(again).ToContainInAnyOrder({{2, "to"}, {4, "four"}});
  p.Run();
}

TEST_CASE("ten maps in a row compute what one does") {
  Pipeline p;
  auto numbers = Create(p, FirstNumbers(3'000));
  for (int i = 0; i < 10; ++i) numbers = Map(numbers, [i](std::int64_t n) { return n * 3 + i; });
  const auto results = Collect(numbers);
  p.Run().Check();
  Numbers expected = FirstNumbers(3'000);
  for (std::int64_t& n : expected) {
    for (int i = 0; i < 10; ++i) n = n * 3 + i;
  }
  CHECK(Sorted(results) == expected);
}

TEST_CASE("Filter keeps plain values and strings that the predicate accepts") {
  Pipeline p;
  const auto numbers = Create(p, FirstNumbers(5'000));
  const auto odd = Collect(Filter(numbers, [](std::int64_t n) { return n % 2 == 1; }));
  const auto none = Collect(Filter(numbers, [](std::int64_t) { return false; }));
  const auto words = Map(numbers, [](std::int64_t n) { return "a word of some length " + std::to_string(n); });
  const auto ends = Collect(Filter(words, [](std::string_view w) { return w.ends_with("77"); }));
  const auto all = Collect(words);
  p.Run().Check();
  const Numbers sorted = Sorted(odd);
  REQUIRE(sorted.size() == 2'500);
  for (std::int64_t i = 0; i < 2'500; ++i) CHECK(sorted[static_cast<std::size_t>(i)] == 2 * i + 1);
  CHECK(none.size() == 0);
  CHECK(ends.size() == 50);
  for (const std::string& word : ends) CHECK_THAT(word, Catch::EndsWith("77"));
  // The words have two readers: that one of them keeps a few takes nothing from the other.
  CHECK(all.size() == 5'000);
  for (const std::string& word : all) CHECK_THAT(word, Catch::StartsWith("a word of some length "));
}

TEST_CASE("Filter keeps event times and windows") {
  Pipeline p;
  const auto input = WindowByTens(Create(p, {At(1, 1), At(2, 2), At(12, 3), At(35, 4)}));
  const auto kept = Collect(Filter(input, [](int n) { return n != 2; }));
  const auto texts = Map(input, [](int n) { return std::to_string(n); });
  const auto kept_texts = Collect(Filter(texts, [](EventTime time, std::string_view) { return time.millis() > 1; }));
  p.Run().Check();
  CHECK(SortedInWindows(kept) == std::vector<InWindow<int>>{{0, 1}, {10, 3}, {30, 4}});
  CHECK(SortedInWindows(kept_texts) == std::vector<InWindow<std::string>>{{0, "2"}, {10, "3"}, {30, "4"}});
}

TEST_CASE("Filter passes groups and move-only elements on") {
  Pipeline p;
  const auto pairs = Create<KV<std::string, int>>(p, {{"a", 1}, {"b", 2}, {"a", 3}});
  const auto big =
      Filter(GroupByKey(pairs), [](const std::string&, Iter<int> values) { return values.ToVector().size() > 1; });
  const auto keys = Collect(Map(big, [](const std::string& key, Iter<int> values) {
    int sum = 0;
    for (const int v : values) sum += v;
    return key + std::to_string(sum);
  }));
  const auto owners = Map(Create(p, {1, 2, 3}), [](int n) { return std::make_unique<int>(n); });
  const auto odd = Filter(owners, [](const std::unique_ptr<int>& n) { return *n % 2 == 1; });
  const auto numbers = Collect(Map(odd, [](const std::unique_ptr<int>& n) { return *n; }));
  p.Run().Check();
  CHECK(keys.values() == Strings{"a4"});
  CHECK(Sorted(numbers) == std::vector<int>{1, 3});
}

TEST_CASE("a move-only collection with two readers cannot be filtered, and the run says so") {
  Pipeline p;
  const auto owners = Map(Create(p, {1}), [](int n) { return std::make_unique<int>(n); });
  Filter(owners, [](const std::unique_ptr<int>&) { return true; });
  Filter(owners, [](const std::unique_ptr<int>&) { return true; });
  const PipelineResult result = p.Run();
  CHECK(result.status().code() == StatusCode::kFailedPrecondition);
  CHECK_THAT(result.status().ToString(), Catch::Contains("one consumer"));
}

TEST_CASE("FlatMap gives the values of a range") {
  Pipeline p;
  const auto words = Create(p, {"to", "be"});
  const auto letters = Collect(FlatMap(words, [](const std::string& word) { return word; }));
  const auto copies = Collect(FlatMap(words, [](std::string_view w) { return Strings(w.size(), std::string(w)); }));
  const auto none = Collect(FlatMap(words, [](const std::string&) { return Strings(); }));
  const auto flags = Collect(FlatMap(words, [](const std::string&) { return std::vector<bool>{true, false}; }));
  const auto entries = Collect(FlatMap(words, [](const std::string& w) {
    return std::map<std::string, int>{{w, 1}, {"x", 2}};
  }));
  p.Run().Check();
  CHECK(Sorted(letters) == std::vector<char>{'b', 'e', 'o', 't'});
  CHECK(Sorted(copies) == Strings{"be", "be", "to", "to"});
  CHECK(none.size() == 0);
  CHECK(Sorted(flags) == std::vector<bool>{false, false, true, true});
  CHECK(Sorted(entries) == std::vector<KV<std::string, int>>{{"be", 1}, {"to", 1}, {"x", 2}, {"x", 2}});
}

TEST_CASE("FlatMap copies out of a range that it is shown by reference") {
  struct Document {
    Strings lines;
  };
  Pipeline p;
  const auto documents = Map(Create(p, {1}), [](int) { return Document{{"a long line of text, long enough", "b"}}; });
  const auto lines = Collect(FlatMap(documents, [](const Document& d) -> const Strings& { return d.lines; }));
  const auto again = Collect(FlatMap(documents, &Document::lines));
  p.Run().Check();
  CHECK(Sorted(lines) == Strings{"a long line of text, long enough", "b"});
  CHECK(Sorted(again) == Sorted(lines));
}

TEST_CASE("errors in functions name the step and the element") {
  const auto fails = [](int n) -> int { throw std::runtime_error("no " + std::to_string(n)); };
  const auto error_of = [&](auto add) {
    Pipeline p;
    add(Create(p, {8}));
    return p.Run().status().ToString();
  };
  CHECK_THAT(error_of([&](auto in) { Map(in, Named("m", fails)); }),
             Catch::Contains("'m'") && Catch::Contains("no 8; element = 8"));
  CHECK_THAT(error_of([&](auto in) { Filter(in, Named("f", [=](int n) { return fails(n) > 0; })); }),
             Catch::Contains("'f'") && Catch::Contains("no 8; element = 8"));
  CHECK_THAT(error_of([&](auto in) {
               FlatMap(in, Named("g", [=](int n) { return Strings(static_cast<std::size_t>(fails(n))); }));
             }),
             Catch::Contains("'g'") && Catch::Contains("no 8; element = 8"));
}

}  // namespace
}  // namespace beam::testing
