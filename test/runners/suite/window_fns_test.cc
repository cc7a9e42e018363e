// The window functions of the library and of users, on every runner.
#include <string>
#include <vector>

#include "test/runners/suite/on_every_runner.h"
#include "test/runners/suite/timed_numbers.h"
#include "transforms/reify.h"

namespace beam::testing {
namespace {

TEST_CASE("groups and sums within fixed windows", "[windows]") {
  OnEveryRunner([](TestPipeline& p) {
    const auto fixed = WindowInto(Numbers(p, {1, 2, 3, 12, -5}), FixedWindows(Duration(10)));
    const auto groups = GroupByKey(Map(fixed, ByParity));
    Expect(groups).InWindow(Between(0, 10)).ToContainInAnyOrder({{"odd", {1, 3}}, {"even", {2}}});
    Expect(groups).InWindow(Between(10, 20)).ToBe({"even", {12}});
    Expect(groups).InWindow(Between(-10, 0)).ToBe({"odd", {-5}});
    const auto sums = CombinePerKey(Map(fixed, ByParity), Add);
    Expect(sums).InWindow(Between(0, 10)).ToContainInAnyOrder({{"odd", 4}, {"even", 2}});
    Expect(sums).InWindow(Between(10, 20)).ToBe({"even", 12});
  });
}

TEST_CASE("an offset moves fixed windows on every runner alike", "[windows]") {
  OnEveryRunner([](TestPipeline& p) {
    const auto fixed = WindowInto(Numbers(p, {2, 3, 12}), FixedWindows(Duration(10), Duration(3)));
    Expect(fixed).InWindow(Between(-7, 3)).ToBe(2);
    Expect(fixed).InWindow(Between(3, 13)).ToContainInAnyOrder({3, 12});
  });
}

TEST_CASE("an element counts in each of its sliding windows", "[windows]") {
  OnEveryRunner([](TestPipeline& p) {
    const auto sliding = WindowInto(Numbers(p, {1, 7}), SlidingWindows(Duration(10), Duration(5)));
    const auto sums = CombinePerKey(Map(sliding, [](int n) { return KV<std::string, int>{"k", n}; }), Add);
    Expect(sums).InWindow(Between(-5, 5)).ToBe({"k", 1});
    Expect(sums).InWindow(Between(0, 10)).ToBe({"k", 8});
    Expect(sums).InWindow(Between(5, 15)).ToBe({"k", 7});
    Expect(sums).ToHaveSize(3);
    Expect(GroupByKey(Map(sliding, ByParity))).InWindow(Between(0, 10)).ToBe({"odd", {1, 7}});
  });
}

TEST_CASE("days of a place are windows on every runner", "[windows]") {
  OnEveryRunner([](TestPipeline& p) {
    // Two hours around midnight of June 1st, 1970 in Kolkata, which is 18:30 in UTC.
    constexpr std::int64_t kMidnight = 151LL * 86'400'000 - 19'800'000;
    const auto moments = WithTimestamps(Create(p, {std::int64_t{-3'600'000}, std::int64_t{3'600'000}}),
                                        [](std::int64_t n) { return Timestamp::Millis(kMidnight + n); });
    const auto days = WindowInto(moments, CalendarDays().In("Asia/Kolkata"));
    Expect(days).InWindow(Between(kMidnight - 86'400'000, kMidnight)).ToBe(-3'600'000);
    const auto groups = GroupByKey(Map(days, [](std::int64_t n) { return KV<int, std::int64_t>{0, n}; }));
    Expect(groups).InWindow(Between(kMidnight, kMidnight + 86'400'000)).ToBe({0, {3'600'000}});
  });
}

// Windows of the length that it is made with.
struct Pieces {
  std::int64_t length = 1;
  Window AssignWindow(EventTime time) const {
    const std::int64_t start = time.millis() / length * length;
    return Between(start, start + length);
  }
};
// A window for each remainder of three.
struct ByRemainder {
  std::vector<Window> AssignWindows(EventTime, int n) const { return {Between(n % 3 * 100, n % 3 * 100 + 100)}; }
};

TEST_CASE("a user's window function is one on every runner, with its configuration", "[windows]") {
  OnEveryRunner([](TestPipeline& p) {
    const auto pieces = WindowInto(Numbers(p, {1, 2, 8}), Pieces{7});
    const auto sums = CombinePerKey(Map(pieces, [](int n) { return KV<std::string, int>{"k", n}; }), Add);
    Expect(sums).InWindow(Between(0, 7)).ToBe({"k", 3});
    Expect(sums).InWindow(Between(7, 14)).ToBe({"k", 8});
    const auto groups = GroupByKey(Map(WindowInto(Numbers(p, {1, 2, 4}), ByRemainder()), ByParity));
    Expect(groups).InWindow(Between(100, 200)).ToContainInAnyOrder({{"odd", {1}}, {"even", {4}}});
    Expect(groups).InWindow(Between(200, 300)).ToBe({"even", {2}});
  });
}

TEST_CASE("a side input of longer windows is read in the one around the element's", "[windows]") {
  OnEveryRunner([](TestPipeline& p) {
    const auto numbers = WindowInto(Numbers(p, {1, 11, 21}), FixedWindows(Duration(10)));
    const auto sums = Combine(WindowInto(Numbers(p, {5, 15, 25}), FixedWindows(Duration(20))), Add);
    Expect(Map(
               numbers, [](int n, int sum) { return 100 * n + sum; }, sums))
        .ToContainInAnyOrder({120, 1120, 2125});
    const auto sliding = WindowInto(Numbers(p, {3, 8}), SlidingWindows(Duration(10), Duration(5)));
    Expect(Map(
               numbers,
               [](int n, const std::vector<int>& side) {
                 return KV<int, int>{n, static_cast<int>(side.size())};
               },
               sliding))
        .ToContainInAnyOrder({{1, 2}, {11, 0}, {21, 0}});
  });
}

TEST_CASE("collections join in windows of equal parameters", "[windows]") {
  OnEveryRunner([](TestPipeline& p) {
    const auto a = Map(WindowInto(Numbers(p, {1, 12}), FixedWindows(Duration(10))), ByParity);
    const auto b = Map(WindowInto(Numbers(p, {3, 13}), FixedWindows(Duration(10))), ByParity);
    const auto joined = CoGroupByKey(a, b);
    Expect(joined).InWindow(Between(0, 10)).ToBe({"odd", {{1}, {3}}});
    Expect(joined).InWindow(Between(10, 20)).ToContainInAnyOrder({{"even", {{12}, {}}}, {"odd", {{}, {13}}}});
  });
}

TEST_CASE("what was grouped in windows may be divided into others", "[windows]") {
  OnEveryRunner([](TestPipeline& p) {
    const auto tens = WindowInto(Numbers(p, {1, 2, 11, 21}), FixedWindows(Duration(10)));
    const auto sums = CombinePerKey(Map(tens, [](int n) { return KV<std::string, int>{"k", n}; }), Add);
    // Sums stand at the ends of their windows: 9, 19 and 29.
    const auto twenties = CombinePerKey(WindowInto(sums, FixedWindows(Duration(20))), Add);
    Expect(twenties).InWindow(Between(0, 20)).ToBe({"k", 14});
    Expect(twenties).InWindow(Between(20, 40)).ToBe({"k", 21});
    const auto all = CombinePerKey(WindowInto(twenties, GlobalWindows()), Add);
    Expect(all).InWindow(Window::Global()).ToBe({"k", 35});
  });
}

TEST_CASE("a DoFn sees time and window, and both can be made a part of the element", "[windows]") {
  OnEveryRunner([](TestPipeline& p) {
    const auto fixed = Reshuffle(WindowInto(Numbers(p, {1, 12}), FixedWindows(Duration(10))));
    Expect(ParDo(fixed, [](EventTime time, Window window, int n) {
      return std::to_string(n) + "@" + std::to_string(time.millis()) + "[" + std::to_string(window.start().millis());
    })).ToContainInAnyOrder({"1@1[0", "12@12[10"});
    Expect(Map(ReifyWindows(fixed), [](const ValueInWindow<int>& number) {
      return std::to_string(number.value) + "@" + std::to_string(number.timestamp.millis()) + "[" +
             std::to_string(number.window.end().millis());
    })).ToContainInAnyOrder({"1@1[10", "12@12[20"});
    Expect(Map(ReifyTimestamps(fixed), [](const Timestamped<int>& number) {
      return number.value * 100 + static_cast<int>(number.timestamp.millis());
    })).ToContainInAnyOrder({101, 1212});
  });
}

TEST_CASE("elements of a time that moves back fail the run", "[windows]") {
  FailsOnEveryRunner(
      [](TestPipeline& p) { WithTimestamps(Numbers(p, {5}), [](int) { return Timestamp::Millis(4); }); },
      [](const Status& status) { CHECK_THAT(status.ToString(), Catch::Contains("moved back in time")); });
}

TEST_CASE("a DoFn that emits before the time of its element fails the run", "[windows]") {
  FailsOnEveryRunner(
      [](TestPipeline& p) {
        ParDo(Numbers(p, {5}), [](EventTime time, int n, Emitter<int> emit) { emit(time - Duration(1), n); });
      },
      [](const Status& status) { CHECK_THAT(status.ToString(), Catch::Contains("allow a skew of at least 1ms")); });
  FailsOnEveryRunner(
      [](TestPipeline& p) { ParDo(Numbers(p, {5}), [](int n) {
                              return Timestamped{n, Timestamp::Millis(0)};
                            }); },
      [](const Status& status) { CHECK_THAT(status.ToString(), Catch::Contains("kAllowedTimestampSkew of a DoFn")); });
}

// Moves each number back in time by itself, which may be ten milliseconds.
struct MoveBack {
  static constexpr Duration kAllowedTimestampSkew = Duration(10);
  Timestamped<int> ProcessElement(EventTime time, int n) const { return {n, time - Duration(n)}; }
};

TEST_CASE("a DoFn that says how far may move elements back in time", "[windows]") {
  OnEveryRunner([](TestPipeline& p) {
    const auto moved = WindowInto(ParDo(Numbers(p, {3, 10}), MoveBack{}), FixedWindows(Duration(10)));
    Expect(moved).InWindow(Between(0, 10)).ToContainInAnyOrder({3, 10});
    Expect(moved).ToHaveSize(2);
  });
  FailsOnEveryRunner(
      [](TestPipeline& p) { ParDo(Numbers(p, {11}), MoveBack{}); },
      [](const Status& status) { CHECK_THAT(status.ToString(), Catch::Contains("allowed skew = 10ms")); });
}

}  // namespace
}  // namespace beam::testing
