#include "transforms/periodic_impulse.h"

#include <chrono>
#include <string>

#include "beam/beam.h"
#include "beam/testing/catch2.h"
#include "beam/testing/test_stream.h"
#include "beam/testing/testing.h"

namespace beam::testing {
namespace {

using std::chrono::seconds;

TEST_CASE("there is an element at each tick, which has the tick as its time and comes when the clock is there") {
  TestPipeline p;
  TestStream<int>().AdvanceClock(seconds(10)).AdvanceClock(seconds(5)).AdvanceClock(seconds(25)).Create(p);
  const auto ticks =
      PeriodicImpulse(p, {.start = Timestamp(seconds(5)), .stop = Timestamp(seconds(20)), .every = seconds(5)});
  Expect(ParDo(ticks, [](Context& context, EventTime time, const std::int64_t& n) {
    return std::to_string(n) + "@" + std::to_string(time.millis() / 1000) + " at " +
           std::to_string(context.processing_time().millis() / 1000);
  })).ToContainInAnyOrder({"0@5 at 10", "1@10 at 10", "2@15 at 15"});
  p.Run();
}

TEST_CASE("a stop between two ticks is behind the first of them; a stop at the start leaves nothing") {
  TestPipeline p;
  TestStream<int>().AdvanceClock(seconds(100)).Create(p);
  const Timestamp start;
  Expect(PeriodicImpulse(p, {.start = start, .stop = start + seconds(11), .every = seconds(5)}))
      .ToContainInAnyOrder({0, 1, 2});
  Expect(PeriodicImpulse(p, {.start = start, .stop = start, .every = seconds(5)})).ToBeEmpty();
  p.Run();
}

TEST_CASE("ticks that have passed come at once by the machine's clock") {
  TestPipeline p;
  Expect(PeriodicImpulse(p, {.start = Timestamp(), .stop = Timestamp(seconds(3)), .every = seconds(1)}))
      .ToContainInAnyOrder({0, 1, 2});
  p.Run();
}

TEST_CASE("ticks without a distance are refused when the pipeline is built") {
  Pipeline p;
  CHECK_THROWS_AS(PeriodicImpulse(p, {.every = seconds(0)}), Error);
}

}  // namespace
}  // namespace beam::testing
