#include "beam/side_input.h"

#include <stdexcept>

#include "test/beam/sorted.h"
#include "test/transforms/in_windows.h"

namespace beam::testing {
namespace {

using Strings = std::vector<std::string>;
using Pair = KV<std::string, int>;

TEST_CASE("a side input is one value, a list, an iterable, a map or a multimap") {
  Pipeline p;
  const auto words = Create(p, {"to", "be"});
  const auto limit = Create(p, {7});
  const auto prices = Create<Pair>(p, {{"to", 1}, {"or", 2}});
  const auto many = Create<Pair>(p, {{"to", 1}, {"to", 2}, {"or", 3}});
  const auto one = Collect(ParDo(
      words, [](const std::string& w, const int& n) { return w + std::to_string(n); }, limit));
  const auto wider = Collect(ParDo(
      words, [](const std::string& w, std::int64_t n) { return w + std::to_string(n); }, limit));
  const auto list = Collect(ParDo(
      words, [](const std::string& w, const Strings& all) { return w + std::to_string(all.size()); }, words));
  const auto iter = Collect(ParDo(
      words,
      [](const std::string& w, Iter<std::string_view> all) {
        std::size_t size = 0;
        for (int pass = 0; pass < 2; ++pass) {
          for (const std::string_view s : all) size += s.size();
        }
        return w + std::to_string(size);
      },
      words));
  const auto map = Collect(ParDo(
      words,
      [](const std::string& w, MapView<std::string, int> price) {
        const int* found = price.Find(w);
        return w + (found != nullptr ? std::to_string(*found) : "?") + std::to_string(price.size());
      },
      prices));
  const auto multi = Collect(ParDo(
      words,
      [](const std::string& w, MultiMapView<std::string, int> values) {
        int sum = 0;
        for (const int v : values.Find(w)) sum += v;
        return w + std::to_string(sum);
      },
      many));
  p.Run().Check();
  CHECK(Sorted(one) == Strings{"be7", "to7"});
  CHECK(Sorted(wider) == Strings{"be7", "to7"});
  CHECK(Sorted(list) == Strings{"be2", "to2"});
  CHECK(Sorted(iter) == Strings{"be8", "to8"});
  CHECK(Sorted(map) == Strings{"be?2", "to12"});
  CHECK(Sorted(multi) == Strings{"be0", "to3"});
}

TEST_CASE("up to four side inputs follow the function, more go into a list") {
  Pipeline p;
  const auto n = Create(p, {1});
  const auto four = Collect(ParDo(
      n, [](int x, int a, int b, int c, int d) { return x + a + b + c + d; }, n, n, n, n));
  const auto five = Collect(ParDo(
      n, [](int x, int a, int b, int c, int d, int e) { return x + a + b + c + d + e; }, SideInputs(n, n, n, n, n)));
  p.Run().Check();
  CHECK(four.values() == std::vector<int>{5});
  CHECK(five.values() == std::vector<int>{6});
}

TEST_CASE("side inputs of bool are lists and iterables too") {
  Pipeline p;
  const auto bits = Create(p, std::vector<bool>(40, true));
  const auto n = Create(p, {1});
  const auto list = Collect(ParDo(
      n, [](int, const std::vector<bool>& all) { return all.size(); }, bits));
  const auto iter = Collect(ParDo(
      n,
      [](int, Iter<bool> all) {
        int count = 0;
        for (const bool bit : all) count += bit ? 1 : 0;
        return count;
      },
      bits));
  p.Run().Check();
  CHECK(list.values() == std::vector<std::size_t>{40});
  CHECK(iter.values() == std::vector<int>{40});
}

TEST_CASE("an element sees the side input of its own window, and all of it where that is not windowed") {
  Pipeline p;
  const auto input = WindowByTens(Create(p, {At(1, 1), At(12, 2), At(35, 3)}));
  const auto side = WindowByTens(Create(p, {At(2, 10), At(3, 20), At(13, 30)}));
  const auto global = Create(p, {100, 200});
  const auto sum = [](int n, const std::vector<int>& all) {
    for (const int x : all) n += x;
    return n;
  };
  const auto windowed = Collect(ParDo(input, sum, side));
  const auto whole = Collect(ParDo(input, sum, global));
  p.Run().Check();
  CHECK(SortedInWindows(windowed) == std::vector<InWindow<int>>{{0, 31}, {10, 32}, {30, 3}});
  CHECK(SortedInWindows(whole) == std::vector<InWindow<int>>{{0, 301}, {10, 302}, {30, 303}});
}

TEST_CASE("a side input taken as one value has to be one value") {
  for (const std::vector<int>& values : {std::vector<int>{}, std::vector<int>{1, 2}}) {
    Pipeline p;
    ParDo(Create(p, {5}), Named("limited", [](int, int, int) {}), Create(p, {1}), Create(p, values));
    const PipelineResult result = p.Run();
    const std::string error = result.status().ToString();
    CHECK(result.status().code() == StatusCode::kFailedPrecondition);
    CHECK_THAT(error, Catch::Contains("'limited'") && Catch::Contains("exactly one element"));
    CHECK_THAT(error, Catch::Contains("side input = 2, elements = " + std::to_string(values.size())));
  }
}

TEST_CASE("a side input taken as a map has one value for each key") {
  Pipeline p;
  ParDo(
      Create(p, {5}), [](int, MapView<std::string, int>) {}, Create<Pair>(p, {{"a", 1}, {"a", 2}}));
  const PipelineResult result = p.Run();
  CHECK(result.status().code() == StatusCode::kFailedPrecondition);
  CHECK_THAT(result.status().ToString(),
             Catch::Contains("take beam::MultiMapView") && Catch::Contains("side input = 1"));
}

TEST_CASE("a side input of another pipeline is refused when the step is made") {
  Pipeline p;
  Pipeline other;
  const auto mine = Create(p, {5});
  const auto theirs = Create(other, {6});
  CHECK_THROWS_AS(ParDo(
                      mine, [](int, int) {}, theirs),
                  Error);
}

}  // namespace
}  // namespace beam::testing
