// Windows and timestamps through every operator, by a window function that exists for tests only.
#include <string>
#include <vector>

#include "beam/window_into.h"
#include "test/runners/suite/on_every_runner.h"
#include "transforms/values.h"

namespace beam::testing {
namespace {

// [0, 10), [10, 20), ... and, for even timestamps, the whole [0, 1000) besides: some elements live in two windows.
class TensAndAll final : public beam::internal::WindowFn {
 public:
  std::string_view urn() const override { return "test:tens_and_all"; }
  void Assign(Timestamp t, std::vector<Window>& windows) const override {
    if (t.millis() % 2 == 0) windows.push_back(All());
    windows.push_back(Ten(t.millis() / 10));
  }
  static Window Ten(std::int64_t n) { return Window(Timestamp::Millis(n * 10), Timestamp::Millis(n * 10 + 10)); }
  static Window All() { return Window(Timestamp::Millis(0), Timestamp::Millis(1000)); }
};
// The tens alone, and nothing but the large window.
const FixedWindows kTens(Duration(10));
const FixedWindows kThousands(Duration(1000));

const Window kFirst = TensAndAll::Ten(0);
const Window kSecond = TensAndAll::Ten(1);
const Window kAll = TensAndAll::All();

// 1 at 1 ms, 2 at 2 ms, 11 at 11 ms, 12 at 12 ms.
PCollection<int> Windowed(TestPipeline& p, beam::internal::WindowFnRef fn) {
  std::vector<Timestamped<int>> values;
  for (const int n : {1, 2, 11, 12}) values.push_back({n, Timestamp::Millis(n)});
  return WindowInto(Create(p, values), std::move(fn));
}

TEST_CASE("an element goes into each window that its timestamp has", "[windows]") {
  OnEveryRunner([](TestPipeline& p) {
    const auto numbers = Windowed(p, std::make_shared<TensAndAll>());
    Expect(numbers).ToHaveSize(6);
    Expect(numbers).InWindow(kFirst).ToContainInAnyOrder({1, 2});
    Expect(numbers).InWindow(kSecond).ToContainInAnyOrder({11, 12});
    Expect(numbers).InWindow(kAll).ToContainInAnyOrder({2, 12});
  });
}

TEST_CASE("windows and timestamps survive Map, Filter, FlatMap, Partition, Flatten and Reshuffle", "[windows]") {
  OnEveryRunner([](TestPipeline& p) {
    const auto numbers = Windowed(p, std::make_shared<TensAndAll>());
    const auto through =
        FlatMap(Filter(Map(Reshuffle(numbers), [](int n) { return n; }), [](int) { return true; }), [](int n) {
          return std::vector<int>{n, n};
        });
    const auto parts = Partition<2>(Flatten(through, numbers), [](int n) { return n % 2; });
    const auto all = Flatten(Reshuffle(parts[0]), parts[1]);
    Expect(all).InWindow(kFirst).ToContainInAnyOrder({1, 1, 1, 2, 2, 2});
    Expect(all).InWindow(kAll).ToContainInAnyOrder({2, 2, 2, 12, 12, 12});
    Expect(ParDo(all, [](EventTime t, int n) { return t.millis() == n; })).AllToSatisfy([](bool right) {
      return right;
    });
  });
}

TEST_CASE("a DoFn sees the window of its element", "[windows]") {
  OnEveryRunner([](TestPipeline& p) {
    const auto seen =
        ParDo(Windowed(p, std::make_shared<TensAndAll>()), [](EventTime t, Window w, PaneInfo pane, int n) {
          return n * 10'000 + w.start().millis() * 100 + (t == Timestamp::Millis(n) && pane == PaneInfo() ? 1 : 0);
        });
    Expect(seen).ToContainInAnyOrder({10'001, 20'001, 20'001, 111'001, 121'001, 120'001});
  });
}

TEST_CASE("GroupByKey groups within windows, at their ends", "[windows]") {
  OnEveryRunner([](TestPipeline& p) {
    const auto numbers = Windowed(p, std::make_shared<TensAndAll>());
    const auto keyed = Map(numbers, [](int n) { return KV<std::string, int>{"k", n}; });
    const auto groups = GroupByKey(keyed);
    Expect(groups).InWindow(kFirst).ToBe({"k", {1, 2}});
    Expect(groups).InWindow(kSecond).ToBe({"k", {11, 12}});
    Expect(groups).InWindow(kAll).ToBe({"k", {2, 12}});
    Expect(ParDo(groups, [](EventTime t, Window w, const KV<std::string, Iter<int>>&) {
      return t == w.max_timestamp();
    })).ToContainInAnyOrder({true, true, true});
  });
}

TEST_CASE("integer keys group within windows too", "[windows]") {
  OnEveryRunner([](TestPipeline& p) {
    const auto keyed = Map(Windowed(p, kTens), [](int n) { return KV<int, int>{n % 2, n}; });
    Expect(GroupByKey(keyed)).InWindow(kFirst).ToContainInAnyOrder({{1, {1}}, {0, {2}}});
    Expect(GroupByKey(keyed)).InWindow(kSecond).ToContainInAnyOrder({{1, {11}}, {0, {12}}});
  });
}

TEST_CASE("CombinePerKey and Combine combine within windows", "[windows]") {
  OnEveryRunner([](TestPipeline& p) {
    const auto numbers = Windowed(p, std::make_shared<TensAndAll>());
    const auto add = [](int a, int b) { return a + b; };
    const auto per_key = CombinePerKey(Map(numbers, [](int n) { return KV<int, int>{0, n}; }), add);
    Expect(per_key).InWindow(kFirst).ToBe({0, 3});
    Expect(per_key).InWindow(kSecond).ToBe({0, 23});
    Expect(per_key).InWindow(kAll).ToBe({0, 14});
    const auto all = Combine(numbers, add);
    Expect(all).InWindow(kFirst).ToBe(3);
    Expect(all).InWindow(kAll).ToBe(14);
    Expect(all).ToHaveSize(3);
  });
}

TEST_CASE("CoGroupByKey joins within windows, and refuses inputs of different windows", "[windows]") {
  OnEveryRunner([](TestPipeline& p) {
    const auto key = [](int n) { return KV<int, int>{0, n}; };
    const auto a = Map(Windowed(p, kTens), key);
    const auto b = Map(Filter(Windowed(p, kTens), [](int n) { return n > 10; }), key);
    const auto joined = CoGroupByKey(a, b);
    Expect(joined).InWindow(kFirst).ToBe({0, {{1, 2}, {}}});
    Expect(joined).InWindow(kSecond).ToBe({0, {{11, 12}, {11, 12}}});
    const auto other = Map(Windowed(p, kThousands), key);
    CHECK_THROWS_WITH(CoGroupByKey(a, other), Catch::Contains("different windows"));
  });
}

TEST_CASE("a side input is looked up in the window of the element", "[windows]") {
  OnEveryRunner([](TestPipeline& p) {
    const auto numbers = Windowed(p, kTens);
    const auto sums = Combine(numbers, [](int a, int b) { return a + b; });
    Expect(Map(
               numbers, [](int n, int sum) { return n * 100 + sum; }, sums))
        .ToContainInAnyOrder({103, 203, 1123, 1223});
    const auto listed = Map(
        numbers, [](int, const std::vector<int>& all) { return all.size(); }, numbers);
    Expect(listed).ToContainInAnyOrder({2, 2, 2, 2});
  });
}

TEST_CASE("Partition looks its side inputs up in the window of the element", "[windows]") {
  OnEveryRunner([](TestPipeline& p) {
    const auto numbers = Windowed(p, kTens);
    const auto sums = Combine(numbers, [](int a, int b) { return a + b; });  // 3 and 23
    const auto parts = Partition<2>(
        numbers, [](int n, int sum) { return 2 * n > sum ? 1 : 0; }, sums);
    Expect(parts[0]).ToContainInAnyOrder({1, 11});
    Expect(parts[1]).ToContainInAnyOrder({2, 12});
  });
}

TEST_CASE("windows of main and side input are matched by the last moment of the main window", "[windows]") {
  OnEveryRunner([](TestPipeline& p) {
    // Each side input is a collection of its own, since no step can wait for a side input that waits for the step.
    const auto tens = [&] { return Windowed(p, kTens); };
    const auto all = [&] { return Windowed(p, kThousands); };
    const auto global = [&] { return Create(p, {1000}); };
    // Every ten lies in the large window; the large window's last moment lies in a ten without elements.
    Expect(Map(
               tens(), [](int, const std::vector<int>& side) { return side.size(); }, all()))
        .ToContainInAnyOrder({4, 4, 4, 4});
    Expect(Map(
               all(), [](int, const std::vector<int>& side) { return side.size(); }, tens()))
        .ToContainInAnyOrder({0, 0, 0, 0});
    Expect(Map(
               tens(), [](int n, int side) { return n + side; }, global()))
        .ToContainInAnyOrder({1001, 1002, 1011, 1012});
    Expect(Map(
               global(), [](int, const std::vector<int>& side) { return side.size(); }, tens()))
        .ToBe(0);
  });
}

TEST_CASE("windows may be assigned again, and an element of two windows then counts twice", "[windows]") {
  OnEveryRunner([](TestPipeline& p) {
    const auto twice = WindowInto(Windowed(p, std::make_shared<TensAndAll>()), kThousands);
    Expect(twice).InWindow(kAll).ToContainInAnyOrder({1, 2, 2, 11, 12, 12});
    const auto back = WindowInto(twice, GlobalWindows());
    Expect(back).InWindow(Window::Global()).ToHaveSize(6);
    Expect(CombinePerKey(Map(back,
                             [](int n) {
                               return KV<int, int>{0, n};
                             }),
                         [](int a, int b) { return a + b; }))
        .ToBe({0, 40});
  });
}

struct EmitsIntoWindows {
  void ProcessElement(int, Emitter<int>) {}
  void FinishBundle(Emitter<int> emit) { emit(Timestamp::Millis(3), TensAndAll::Ten(0), 7); }
};
struct EmitsWithoutWindow {
  void ProcessElement(int, Emitter<int>) {}
  void FinishBundle(Emitter<int> emit) { emit(7); }
};

TEST_CASE("FinishBundle names time and window where the input has windows", "[windows]") {
  OnEveryRunner([](TestPipeline& p) {
    const auto emitted = ParDo(Windowed(p, kTens), EmitsIntoWindows());
    Expect(emitted).InWindow(kFirst).AllToSatisfy([](int n) { return n == 7; });
    Expect(emitted).InWindow(kSecond).ToBeEmpty();
  });
  FailsOnEveryRunner(
      [](TestPipeline& p) { ParDo(Windowed(p, kTens), EmitsWithoutWindow()); },
      [](const Status& status) { CHECK_THAT(status.ToString(), Catch::Contains("EmitsWithoutWindow")); });
}

// A window function that fails where it is asked.
class Broken final : public beam::internal::WindowFn {
 public:
  std::string_view urn() const override { return "test:broken"; }
  void Assign(Timestamp, std::vector<Window>&) const override { throw std::runtime_error("no windows today"); }
};

TEST_CASE("a combine function gets the side input of its element's window, also within one batch", "[windows]") {
  struct Weigh {
    std::int64_t CreateAccumulator() { return 0; }
    void AddInput(std::int64_t& sum, int n, int weight) { sum += std::int64_t{n} * weight; }
    void MergeAccumulators(std::int64_t& sum, std::int64_t other) { sum += other; }
  };
  OnEveryRunner([](TestPipeline& p) {
    const auto input = Map(Windowed(p, kTens), [](int n) { return KV<std::string, int>{"k", n}; });
    const std::vector<Timestamped<int>> weights{{100, Timestamp::Millis(0)}, {7, Timestamp::Millis(10)}};
    const auto side = WindowInto(Create(p, weights), kTens);
    const auto sums = CombinePerKey(input, Weigh(), SideInputs(side));
    Expect(Values(sums)).ToContainInAnyOrder({300, 161});
  });
}

TEST_CASE("a window function that throws fails the run", "[windows]") {
  FailsOnEveryRunner([](TestPipeline& p) { Windowed(p, std::make_shared<Broken>()); },
                     [](const Status& status) {
                       CHECK_THAT(status.ToString(), Catch::Contains("no windows today") &&
                                                         Catch::Contains("WindowInto") &&
                                                         Catch::Contains("while assigning windows"));
                     });
}

}  // namespace
}  // namespace beam::testing
