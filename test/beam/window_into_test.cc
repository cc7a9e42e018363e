// WindowInto as users write it: the library's window functions, their own, and what is refused.
#include "beam/window_into.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "beam/beam.h"
#include "beam/graph/graph.h"
#include "beam/testing/catch2.h"
#include "beam/testing/testing.h"
#include "transforms/keys.h"

namespace beam::testing {
namespace {

Window Between(std::int64_t start, std::int64_t end) { return {Timestamp::Millis(start), Timestamp::Millis(end)}; }

// Each number at its own millisecond.
PCollection<int> Numbers(Pipeline& p, const std::vector<int>& numbers) {
  std::vector<Timestamped<int>> values;
  for (const int n : numbers) values.push_back({n, Timestamp::Millis(n)});
  return Create(p, values);
}

// What a construction is refused with.
template <class Build>
std::string RefusalOf(Build&& build) {
  try {
    build();
  } catch (const Error& error) {
    return error.what();
  }
  return "nothing is wrong";
}

template <class T>
const beam::internal::Windowing& WindowingOf(const PCollection<T>& collection) {
  return collection.state().graph().windowing_of(collection.id());
}

// One window for even numbers, one for odd ones.
struct ByParity {
  Window AssignWindow(EventTime, const int& n) const { return n % 2 == 0 ? Between(0, 100) : Between(100, 200); }
};
// The ten around a moment, and the one before.
struct TwoTens {
  std::int64_t shift = 0;
  std::vector<Window> AssignWindows(EventTime time) const {
    const std::int64_t start = time.millis() / 10 * 10 + shift;
    return {Between(start - 10, start), Between(start, start + 10)};
  }
};

TEST_CASE("elements go into fixed and sliding windows") {
  TestPipeline p;
  const auto numbers = Numbers(p, {1, 2, 11});
  const auto fixed = WindowInto(numbers, FixedWindows(Duration(10)));
  Expect(fixed).InWindow(Between(0, 10)).ToContainInAnyOrder({1, 2});
  Expect(fixed).InWindow(Between(10, 20)).ToBe(11);
  const auto sliding = WindowInto(numbers, SlidingWindows(Duration(10), Duration(5)));
  Expect(sliding).InWindow(Between(-5, 5)).ToContainInAnyOrder({1, 2});
  Expect(sliding).InWindow(Between(0, 10)).ToContainInAnyOrder({1, 2});
  Expect(sliding).InWindow(Between(5, 15)).ToBe(11);
  Expect(sliding).ToHaveSize(6);
  Expect(WindowInto(sliding, GlobalWindows())).InWindow(Window::Global()).ToHaveSize(6);
  p.Run();
}

TEST_CASE("a struct with AssignWindow or AssignWindows is a window function, with the element where it asks for it") {
  TestPipeline p;
  const auto numbers = Numbers(p, {1, 2, 13});
  Expect(WindowInto(numbers, ByParity())).InWindow(Between(0, 100)).ToBe(2);
  Expect(WindowInto(numbers, ByParity())).InWindow(Between(100, 200)).ToContainInAnyOrder({1, 13});
  Expect(WindowInto(numbers, TwoTens{5})).InWindow(Between(5, 15)).ToContainInAnyOrder({1, 2, 13});
  Expect(WindowInto(numbers, TwoTens{5})).ToHaveSize(6);
  p.Run();
}

TEST_CASE("the options of a WindowInto are those of its output, and groupings keep the windows") {
  Pipeline p;
  const auto early = WindowInto(Numbers(p, {1}), FixedWindows(Duration(10)),
                                {.trigger = Repeatedly(AfterCount(3)),
                                 .allowed_lateness = std::chrono::minutes(10),
                                 .accumulation = AccumulationMode::kAccumulating,
                                 .closing = ClosingBehavior::kFireAlways,
                                 .on_time = OnTimeBehavior::kFireIfNonEmpty,
                                 .timestamps = TimestampCombiner::kEarliest});
  const beam::internal::Windowing& windowing = WindowingOf(early);
  CHECK(windowing.trigger == Repeatedly(AfterCount(3)));
  CHECK(windowing.allowed_lateness == Duration(600'000));
  CHECK(windowing.accumulation == AccumulationMode::kAccumulating);
  CHECK(windowing.closing == ClosingBehavior::kFireAlways);
  CHECK(windowing.on_time == OnTimeBehavior::kFireIfNonEmpty);
  CHECK(windowing.timestamps == TimestampCombiner::kEarliest);
  CHECK(windowing.fn->SameAs(FixedWindows(Duration(10))));
  const auto again = WindowInto(early, FixedWindows(Duration(20)));
  CHECK(WindowingOf(again).trigger == DefaultTrigger());
  CHECK(WindowingOf(again).allowed_lateness == Duration(0));
}

TEST_CASE("options without a window function keep the windows and the other options") {
  TestPipeline p;
  const auto fixed =
      WindowInto(Numbers(p, {1, 2, 11}), FixedWindows(Duration(10)),
                 {.trigger = Repeatedly(AfterCount(1)), .accumulation = AccumulationMode::kAccumulating});
  const auto late = WindowInto(fixed, {.allowed_lateness = Duration(7)});
  CHECK(WindowingOf(late).fn == WindowingOf(fixed).fn);
  CHECK(WindowingOf(late).trigger == Repeatedly(AfterCount(1)));
  CHECK(WindowingOf(late).accumulation == AccumulationMode::kAccumulating);
  CHECK(WindowingOf(late).allowed_lateness == Duration(7));
  Expect(late).InWindow(Between(0, 10)).ToContainInAnyOrder({1, 2});
  p.Run();
}

TEST_CASE("a lateness longer than the time domain is for ever") {
  Pipeline p;
  const auto late = WindowInto(Numbers(p, {1}), FixedWindows(Duration(10)),
                               {.allowed_lateness = Duration::max(), .accumulation = AccumulationMode::kDiscarding});
  CHECK(WindowingOf(late).allowed_lateness == Timestamp::Max() - Timestamp::Min());
}

TEST_CASE("a trigger or a lateness without an accumulation is refused, at the user's line") {
  Pipeline p;
  const auto numbers = Numbers(p, {1});
  const FixedWindows fixed(Duration(10));
  for (const std::string& refusal :
       {RefusalOf([&] { WindowInto(numbers, fixed, {.trigger = Repeatedly(AfterCount(2))}); }),
        RefusalOf([&] { WindowInto(numbers, fixed, {.allowed_lateness = Duration(1)}); }),
        RefusalOf([&] { WindowInto(numbers, {.trigger = AfterWatermark()}); })}) {
    CHECK_THAT(refusal, Catch::Contains("WindowInto was given a trigger or an allowed lateness") &&
                            Catch::Contains(".accumulation = ") && Catch::Contains("window_into_test.cc:"));
  }
  CHECK_NOTHROW(WindowInto(numbers, fixed, {.trigger = DefaultTrigger(), .allowed_lateness = Duration(0)}));
}

TEST_CASE("a trigger that may lose data is refused, at the user's line") {
  Pipeline p;
  const auto numbers = Numbers(p, {1});
  const FixedWindows fixed(Duration(10));
  const AccumulationMode discarding = AccumulationMode::kDiscarding;
  CHECK_THAT(RefusalOf([&] { WindowInto(numbers, fixed, {.trigger = AfterCount(2), .accumulation = discarding}); }),
             Catch::Contains("WindowInto was given a trigger that may finish before its window is over") &&
                 Catch::Contains("write Repeatedly(...) around it") && Catch::Contains("window_into_test.cc:"));
  // The lateness may come later than the trigger.
  const auto on_time = WindowInto(numbers, fixed, {.trigger = AfterWatermark(), .accumulation = discarding});
  CHECK_THAT(RefusalOf([&] { WindowInto(on_time, {.allowed_lateness = Duration(5)}); }),
             Catch::Contains("add .LateFirings(...)") && Catch::Contains("allowed lateness = 5ms"));
}

TEST_CASE("a negative lateness is refused") {
  Pipeline p;
  CHECK_THROWS_WITH(WindowInto(Numbers(p, {1}), FixedWindows(Duration(10)),
                               {.allowed_lateness = Duration(-1), .accumulation = AccumulationMode::kDiscarding}),
                    Catch::Contains("a negative allowed lateness") && Catch::Contains("window_into_test.cc:"));
}

TEST_CASE("collections are windowed alike when their window functions have equal parameters") {
  Pipeline p;
  const auto numbers = Numbers(p, {1, 2});
  CHECK_NOTHROW(
      Flatten(WindowInto(numbers, FixedWindows(Duration(10))), WindowInto(numbers, FixedWindows(Duration(10)))));
  CHECK_NOTHROW(Flatten(WindowInto(numbers, ByParity()), WindowInto(numbers, ByParity())));
  CHECK_NOTHROW(Flatten(WindowInto(numbers, TwoTens{5}), WindowInto(numbers, TwoTens{5})));
  const auto refusal_of = [](const auto& a, const auto& b) { return RefusalOf([&] { Flatten(a, b); }); };
  const auto fixed = WindowInto(numbers, FixedWindows(Duration(10)));
  CHECK_THAT(refusal_of(WindowInto(numbers, TwoTens{5}), WindowInto(numbers, TwoTens{4})),
             Catch::Contains("different windows"));
  CHECK_THAT(refusal_of(fixed, WindowInto(numbers, FixedWindows(Duration(9)))), Catch::Contains("different windows"));
  CHECK_THAT(refusal_of(fixed, numbers), Catch::Contains("different windows"));
}

TEST_CASE("a side input in sessions is refused, and one whose windows depend on elements") {
  Pipeline p;
  const auto numbers = Numbers(p, {1});
  const auto count = [](int, const std::vector<int>& side) { return side.size(); };
  for (const auto& side : {WindowInto(numbers, Sessions(Duration(10))), WindowInto(numbers, ByParity())}) {
    CHECK_THAT(RefusalOf([&] { Map(numbers, count, side); }),
               Catch::Contains("was given a side input in windows that depend on more than the time") &&
                   Catch::Contains("window_into_test.cc:"));
  }
}

// Windows of an element's own making, of which a side input is read in the last.
struct SideByParity : ByParity {
  Window SideWindow(const Window&) const { return Between(100, 200); }
};

TEST_CASE("a window function may say which of its windows a side input is read in") {
  TestPipeline p;
  const auto side = WindowInto(Numbers(p, {1, 2, 3}), SideByParity());
  Expect(Map(
             Create(p, {0}), [](int, const std::vector<int>& odd) { return odd.size(); }, side))
      .ToBe(2);
  p.Run();
}

struct EmptyWindow {
  Window AssignWindow(EventTime time) const { return {time, time}; }
};
struct Refuses {
  Window AssignWindow(EventTime, int n) const { throw std::runtime_error("no window for " + std::to_string(n)); }
};

TEST_CASE("a window function that gives an empty window, or throws, fails the run with its step") {
  TestPipeline empty;
  WindowInto(Numbers(empty, {1}), EmptyWindow());
  CHECK_THAT(empty.TryRun().status().ToString(), Catch::Contains("a window that is empty") &&
                                                     Catch::Contains("WindowInto") && Catch::Contains("[1ms, 1ms)"));
  TestPipeline refuses;
  WindowInto(Numbers(refuses, {41}), Named("divide", Refuses()));
  CHECK_THAT(refuses.TryRun().status().ToString(), Catch::Contains("no window for 41") && Catch::Contains("'divide'") &&
                                                       Catch::Contains("window_into_test.cc:"));
}

// As Sessions of one element's length.
struct Touching {
  Duration length{10};
  Window AssignWindow(EventTime time) const { return {time, time + length}; }
  std::vector<WindowMerge> MergeWindows(const std::vector<Window>& windows) const {
    if (windows.size() < 2) return {};
    return {{.into = {windows.front().start(), windows.back().end()}, .from = windows}};
  }
};

TEST_CASE("a struct with MergeWindows merges") {
  Pipeline p;
  const beam::internal::Windowing windowing = WindowingOf(WindowInto(Numbers(p, {1}), Touching()));
  CHECK(windowing.merging());
  const std::vector<WindowMerge> merges = windowing.fn->Merge({Between(0, 10), Between(10, 20)});
  REQUIRE(merges.size() == 1);
  CHECK(merges[0].into == Between(0, 20));
  CHECK_FALSE(WindowingOf(WindowInto(Numbers(p, {1}), TwoTens())).merging());
}

}  // namespace
}  // namespace beam::testing
