// Event time on every runner: what happens to times and windows in the transforms that users put together.
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "beam/hot_key_fanout.h"
#include "beam/state.h"
#include "beam/timer.h"
#include "test/runners/suite/on_every_runner.h"
#include "test/runners/suite/timed_numbers.h"
#include "transforms/count.h"
#include "transforms/distinct.h"
#include "transforms/max.h"
#include "transforms/mean.h"
#include "transforms/sum.h"
#include "transforms/top.h"
#include "transforms/with_keys.h"

namespace beam::testing {
namespace {

const Window kFirst = Between(0, 10);
const Window kSecond = Between(10, 20);
const Window kThird = Between(20, 30);

PCollection<int> InTens(TestPipeline& p, const std::vector<int>& numbers) {
  return WindowInto(Numbers(p, numbers), FixedWindows(Duration(10)));
}
KV<std::string, std::int64_t> WithTime(EventTime time, const std::string& key, int) { return {key, time.millis()}; }

TEST_CASE("a value that a DoFn gives a time of its own goes into the window of that time", "[windows]") {
  OnEveryRunner([](TestPipeline& p) {
    const auto moved = ParDo(Numbers(p, {1, 2}), [](EventTime time, int n) {
      return Timestamped<int>{n, time + Duration(n == 2 ? 10 : 0)};
    });
    const auto tens = WindowInto(moved, FixedWindows(Duration(10)));
    Expect(tens).InWindow(kFirst).ToBe(1);
    Expect(tens).InWindow(kSecond).ToBe(2);
  });
}

TEST_CASE("elements keep the windows that they have when their time is moved on", "[windows]") {
  OnEveryRunner([](TestPipeline& p) {
    const auto moved = WithTimestamps(InTens(p, {1, 2}), [](int n) { return Timestamp::Millis(n + 5); });
    Expect(moved).InWindow(kFirst).ToContainInAnyOrder({1, 2});
    Expect(ParDo(moved, [](EventTime time, int) { return time.millis(); })).ToContainInAnyOrder({6, 7});
  });
}

TEST_CASE("times before 1970 have windows, too", "[windows]") {
  OnEveryRunner([](TestPipeline& p) {
    const auto sums = CombinePerKey(Map(InTens(p, {-1, -10, -11, 0}), ByParity), Add);
    Expect(sums).InWindow(Between(-20, -10)).ToBe({"odd", -11});
    Expect(sums).InWindow(Between(-10, 0)).ToContainInAnyOrder({{"odd", -1}, {"even", -10}});
    Expect(sums).InWindow(kFirst).ToBe({"even", 0});
  });
}

TEST_CASE("a group stands at the end of its window, or at its earliest or latest element", "[windows]") {
  OnEveryRunner([](TestPipeline& p) {
    const auto times = [&](TimestampCombiner combiner) {
      const auto tens = WindowInto(Numbers(p, {1, 3, 5, 12}), FixedWindows(Duration(10)), {.timestamps = combiner});
      return ParDo(GroupByKey(Map(tens, ByParity)),
                   [](EventTime time, const std::string&, Iter<int>) { return time.millis(); });
    };
    Expect(times(TimestampCombiner::kEndOfWindow)).ToContainInAnyOrder({9, 19});
    Expect(times(TimestampCombiner::kEarliest)).ToContainInAnyOrder({1, 12});
    Expect(times(TimestampCombiner::kLatest)).ToContainInAnyOrder({5, 12});
  });
}

TEST_CASE("a combined value has the time that its windowing says", "[windows]") {
  OnEveryRunner([](TestPipeline& p) {
    const auto tens =
        WindowInto(Numbers(p, {1, 3, 12}), FixedWindows(Duration(10)), {.timestamps = TimestampCombiner::kEarliest});
    Expect(ParDo(CombinePerKey(Map(tens, ByParity), Add), WithTime)).ToContainInAnyOrder({{"odd", 1}, {"even", 12}});
  });
}

TEST_CASE("sliding windows with gaps between them lose what lies in the gaps", "[windows]") {
  OnEveryRunner([](TestPipeline& p) {
    const auto sliding = WindowInto(Numbers(p, {1, 7, 12, 18}), SlidingWindows(Duration(5), Duration(10)));
    Expect(sliding).InWindow(Between(0, 5)).ToBe(1);
    Expect(sliding).InWindow(Between(10, 15)).ToBe(12);
    Expect(sliding).ToHaveSize(2);
  });
}

TEST_CASE("months are windows of different lengths", "[windows][calendar]") {
  OnEveryRunner([](TestPipeline& p) {
    constexpr std::int64_t kDay = 86'400'000;
    const auto days = WithTimestamps(Create(p, {0, 30, 31, 58, 59}), [](int n) { return Timestamp::Millis(n * kDay); });
    const auto sums = CombinePerKey(WithKeys(WindowInto(days, CalendarMonths()), std::string("k")), Add);
    Expect(sums).InWindow(Between(0, 31 * kDay)).ToBe({"k", 30});
    Expect(sums).InWindow(Between(31 * kDay, 59 * kDay)).ToBe({"k", 89});
    Expect(sums).InWindow(Between(59 * kDay, 90 * kDay)).ToBe({"k", 59});
  });
}

TEST_CASE("duplicates are duplicates within their window", "[windows]") {
  OnEveryRunner([](TestPipeline& p) {
    const auto tens = InTens(p, {1, 3, 11, 12});
    const auto distinct = Distinct(Map(tens, [](int n) { return n % 2; }));
    Expect(distinct).InWindow(kFirst).ToBe(1);
    Expect(distinct).InWindow(kSecond).ToContainInAnyOrder({0, 1});
  });
}

TEST_CASE("counts, sums, means and extremes are those of each window", "[windows]") {
  OnEveryRunner([](TestPipeline& p) {
    const auto tens = InTens(p, {1, 2, 3, 12});
    Expect(Count(Map(tens, [](int) { return std::string("n"); }))).InWindow(kFirst).ToBe({"n", 3});
    Expect(Sum(tens)).InWindow(kFirst).ToBe(6);
    Expect(Sum(tens)).InWindow(kSecond).ToBe(12);
    Expect(Mean(tens)).InWindow(kFirst).ToBe(2);
    Expect(Max(tens)).InWindow(kFirst).ToBe(3);
    Expect(MaxPerKey(Map(tens, ByParity))).InWindow(kFirst).ToContainInAnyOrder({{"odd", 3}, {"even", 2}});
  });
}

TEST_CASE("the top elements of a sliding window", "[windows]") {
  OnEveryRunner([](TestPipeline& p) {
    const auto sliding = WindowInto(Numbers(p, {1, 2, 7, 8}), SlidingWindows(Duration(10), Duration(5)));
    const auto top = TopPerKey(WithKeys(sliding, std::string("k")), 2);
    Expect(top).InWindow(Between(-5, 5)).ToBe({"k", {2, 1}});
    Expect(top).InWindow(Between(0, 10)).ToBe({"k", {8, 7}});
    Expect(top).InWindow(Between(5, 15)).ToBe({"k", {8, 7}});
  });
}

TEST_CASE("hot keys are combined within windows", "[windows]") {
  OnEveryRunner([](TestPipeline& p) {
    std::vector<int> numbers;
    for (int n = 0; n < 30; ++n) numbers.push_back(n);
    const auto sums = CombinePerKey(WithKeys(InTens(p, numbers), std::string("hot")), Add, HotKeyFanout(4));
    Expect(sums).InWindow(kFirst).ToBe({"hot", 45});
    Expect(sums).InWindow(kSecond).ToBe({"hot", 145});
    Expect(sums).InWindow(kThird).ToBe({"hot", 245});
  });
}

TEST_CASE("windows in which nothing happened have no results", "[windows]") {
  OnEveryRunner([](TestPipeline& p) {
    const auto sums = Combine(InTens(p, {1, 21}), Add);
    Expect(sums).InWindow(kFirst).ToBe(1);
    Expect(sums).InWindow(kThird).ToBe(21);
    Expect(sums).ToHaveSize(2);
  });
}

TEST_CASE("results of windows are combined over all of them", "[windows]") {
  OnEveryRunner([](TestPipeline& p) {
    const auto sums = Combine(InTens(p, {1, 2, 11, 21}), Add);
    Expect(Max(WindowInto(sums, GlobalWindows()))).ToBe(21);
    Expect(CountAll(WindowInto(sums, GlobalWindows()))).ToBe(3);
  });
}

TEST_CASE("collections in equal windows are flattened and grouped as one", "[windows]") {
  OnEveryRunner([](TestPipeline& p) {
    const auto both = Flatten(InTens(p, {1, 12}), InTens(p, {3, 14}));
    const auto sums = CombinePerKey(Map(both, ByParity), Add);
    Expect(sums).InWindow(kFirst).ToBe({"odd", 4});
    Expect(sums).InWindow(kSecond).ToBe({"even", 26});
  });
}

TEST_CASE("three collections join within windows", "[windows]") {
  OnEveryRunner([](TestPipeline& p) {
    const auto keyed = [&](const std::vector<int>& numbers) { return Map(InTens(p, numbers), ByParity); };
    const auto joined = CoGroupByKey(keyed({1, 11}), keyed({3}), keyed({13, 2}));
    Expect(joined).InWindow(kFirst).ToContainInAnyOrder({{"odd", {{1}, {3}, {}}}, {"even", {{}, {}, {2}}}});
    Expect(joined).InWindow(kSecond).ToBe({"odd", {{11}, {}, {13}}});
  });
}

TEST_CASE("a map as side input is that of the element's window", "[windows]") {
  OnEveryRunner([](TestPipeline& p) {
    const auto pairs = Map(InTens(p, {1, 2, 11}), ByParity);
    const auto numbers = InTens(p, {5, 15});
    Expect(ParDo(
               numbers,
               [](int n, MapView<std::string, int> by_parity, Emitter<int> out) {
                 const int* odd = by_parity.Find("odd");
                 out(100 * n + (odd == nullptr ? 0 : *odd));
                 out(by_parity.Find("even") == nullptr ? 0 : 1);
               },
               pairs))
        .ToContainInAnyOrder({501, 1, 1511, 0});
  });
}

TEST_CASE("a side input of the global window is every window's", "[windows]") {
  OnEveryRunner([](TestPipeline& p) {
    Expect(Map(
               InTens(p, {1, 11}), [](int n, int more) { return n + more; }, Create(p, {100})))
        .ToContainInAnyOrder({101, 111});
  });
}

TEST_CASE("a DoFn of many elements at once gets those of one time and window", "[windows]") {
  OnEveryRunner([](TestPipeline& p) {
    const auto same = WithTimestamps(Create(p, {1, 2, 11, 12}), [](int n) { return Timestamp::Millis(n / 10 * 10); });
    const auto tens = WindowInto(same, FixedWindows(Duration(10)));
    Expect(ParDo(tens, [](Window window, std::span<const int> numbers, Emitter<bool> out) {
      for (const int n : numbers) out(window.start().millis() == n / 10 * 10);
    })).ToContainInAnyOrder({true, true, true, true});
  });
}

TEST_CASE("panes that fire for every element hold all elements between them", "[windows][triggers]") {
  OnEveryRunner([](TestPipeline& p) {
    const auto tens = WindowInto(Numbers(p, {1, 2, 3, 12}), FixedWindows(Duration(10)),
                                 {.trigger = Repeatedly(AfterCount(1)), .accumulation = AccumulationMode::kDiscarding});
    const auto panes = GroupByKey(WithKeys(tens, std::string("k")));
    const auto all = FlatMap(panes, [](const std::string&, Iter<int> numbers) { return numbers.ToVector(); });
    Expect(all).InWindow(kFirst).ToContainInAnyOrder({1, 2, 3});
    Expect(all).InWindow(kSecond).ToBe(12);
  });
}

TEST_CASE("a trigger for the end of the window fires once where the input has an end", "[windows][triggers]") {
  OnEveryRunner([](TestPipeline& p) {
    const auto tens = WindowInto(Numbers(p, {1, 2, 12}), FixedWindows(Duration(10)),
                                 {.trigger = AfterWatermark(), .accumulation = AccumulationMode::kDiscarding});
    const auto sums = CombinePerKey(WithKeys(tens, std::string("k")), Add);
    Expect(sums).InWindow(kFirst).ToBe({"k", 3});
    Expect(sums).InWindow(kSecond).ToBe({"k", 12});
  });
}

struct SumInWindow {
  CombiningState<int, std::plus<int>, "sum"> sum;
  void ProcessElement(const std::string&, int n) { sum.Add(n); }
  void OnWindowExpiration(Window window, const std::string& key, Emitter<std::string> out) {
    out(key + std::to_string(window.start().millis()) + "=" + std::to_string(sum.Read().value_or(0)));
  }
};

TEST_CASE("a key has a state of its own in each window", "[windows][state]") {
  OnEveryRunner([](TestPipeline& p) {
    const auto sums = ParDo(Map(InTens(p, {1, 3, 2, 11, 13}), ByParity), SumInWindow());
    Expect(sums).InWindow(kFirst).ToContainInAnyOrder({"odd0=4", "even0=2"});
    Expect(sums).InWindow(kSecond).ToBe("odd10=24");
  });
}

struct FiresAtEnd {
  EventTimer<"end"> end;
  void ProcessElement(Window window, const std::string&, int) { end.Set(window.max_timestamp()); }
  void OnTimer(EventTimer<"end">&, EventTime time, Window window, const std::string& key, Emitter<std::string> out) {
    out(key + "@" + std::to_string(time.millis()) + "<" + std::to_string(window.end().millis()));
  }
};

TEST_CASE("a timer belongs to the window in which it was set", "[windows][state]") {
  OnEveryRunner([](TestPipeline& p) {
    const auto ends = ParDo(Map(InTens(p, {1, 3, 11}), ByParity), FiresAtEnd());
    Expect(ends).InWindow(kFirst).ToBe("odd@9<10");
    Expect(ends).InWindow(kSecond).ToBe("odd@19<20");
  });
}

TEST_CASE("elements in several windows have a state in each", "[windows][state]") {
  OnEveryRunner([](TestPipeline& p) {
    const auto sliding = WindowInto(Numbers(p, {1, 7}), SlidingWindows(Duration(10), Duration(5)));
    Expect(ParDo(Map(sliding, ByParity), SumInWindow())).ToContainInAnyOrder({"odd-5=1", "odd0=8", "odd5=7"});
  });
}

}  // namespace
}  // namespace beam::testing
