// WithTimestamps: the forms of its function, and the moves in time that it refuses.
#include "beam/with_timestamps.h"

#include <catch2/catch.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "beam/beam.h"
#include "beam/testing/catch2.h"
#include "beam/testing/testing.h"

namespace beam::testing {
namespace {

struct Event {
  std::string name;
  Timestamp happened;
  std::int64_t micros = 0;
  Timestamp Doubled() const { return Timestamp::Millis(2 * happened.millis()); }
};

Event At(std::int64_t millis) { return {"event", Timestamp::Millis(millis), 1000 * millis}; }

std::int64_t TimeOf(EventTime time, const Event&) { return time.millis(); }

TEST_CASE("elements get the times that a function, a member or a method of theirs names") {
  TestPipeline p;
  const auto events = Create(p, std::vector<Event>{At(7), At(-3)});
  Expect(Map(WithTimestamps(events, [](const Event& event) { return event.happened; }), TimeOf))
      .ToContainInAnyOrder({7, -3});
  Expect(Map(WithTimestamps(events, &Event::happened), TimeOf)).ToContainInAnyOrder({7, -3});
  Expect(Map(WithTimestamps(events, &Event::Doubled), TimeOf)).ToContainInAnyOrder({14, -6});
  p.Run();
}

TEST_CASE("moments of the system clock are rounded down to milliseconds") {
  TestPipeline p;
  const auto events = Create(p, std::vector<Event>{{"a", {}, 7'999}, {"b", {}, -1}});
  const auto timed = WithTimestamps(events, [](const Event& event) {
    return std::chrono::sys_time<std::chrono::microseconds>(std::chrono::microseconds(event.micros));
  });
  Expect(Map(timed, TimeOf)).ToContainInAnyOrder({7, -1});
  p.Run();
}

TEST_CASE("the function may take the key and the value of a pair") {
  TestPipeline p;
  const auto pairs = Create(p, std::vector<KV<std::string, int>>{{"a", 5}});
  const auto timed = WithTimestamps(pairs, [](const std::string&, int millis) { return Timestamp::Millis(millis); });
  Expect(Map(timed, [](EventTime time, const KV<std::string, int>&) { return time.millis(); })).ToBe(5);
  p.Run();
}

TEST_CASE("elements that can only be moved are moved") {
  TestPipeline p;
  const auto pointers = Map(Create(p, {1, 2}), [](int n) { return std::make_unique<int>(n); });
  const auto timed = WithTimestamps(pointers, [](const std::unique_ptr<int>& n) { return Timestamp::Millis(*n); });
  Expect(Map(timed, [](EventTime time, const std::unique_ptr<int>& n) {
    return time.millis() * 10 + *n;
  })).ToContainInAnyOrder({11, 22});
  p.Run();
}

Status RunMoved(std::int64_t from, std::int64_t to, Duration skew) {
  TestPipeline p;
  const auto timed = Create(p, std::vector<Timestamped<std::string>>{{"late", Timestamp::Millis(from)}});
  WithTimestamps(timed, Named("back", [to](const std::string&) { return Timestamp::Millis(to); }), skew);
  return p.TryRun().status();
}

TEST_CASE("an element that moves back in time by more than the skew fails the run, with both times and what to do") {
  CHECK(RunMoved(100, 100, Duration(0)).ok());
  CHECK(RunMoved(100, 90, Duration(10)).ok());
  CHECK(RunMoved(100, Timestamp::Min().millis(), Duration::max()).ok());
  CHECK_THAT(RunMoved(100, 89, Duration(10)).ToString(),
             Catch::Contains("moved back in time by more than the allowed skew") &&
                 Catch::Contains("a skew of at least 11ms") && Catch::Contains("its timestamp = 100ms") &&
                 Catch::Contains("new timestamp = 89ms") && Catch::Contains("'back'") &&
                 Catch::Contains("with_timestamps_test.cc:") && Catch::Contains("late"));
}

TEST_CASE("a time outside of the time domain fails the run") {
  for (const std::int64_t millis : {Timestamp::Max().millis() + 1, Timestamp::Min().millis() - 1}) {
    CHECK_THAT(RunMoved(Timestamp::Min().millis(), millis, Duration(0)).ToString(),
               Catch::Contains("outside of Beam's time domain"));
  }
}

TEST_CASE("a negative skew is refused, and so is a null function") {
  Pipeline p;
  const auto events = Create(p, std::vector<Event>{At(1)});
  CHECK_THROWS_WITH(WithTimestamps(events, &Event::happened, Duration(-1)),
                    Catch::Contains("a negative skew") && Catch::Contains("with_timestamps_test.cc:"));
  Timestamp (*none)(const Event&) = nullptr;
  CHECK_THROWS_WITH(WithTimestamps(events, none), Catch::Contains("null function"));
}

}  // namespace
}  // namespace beam::testing
