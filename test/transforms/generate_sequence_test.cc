#include "transforms/generate_sequence.h"

#include <chrono>
#include <numeric>
#include <string>
#include <vector>

#include "beam/beam.h"
#include "beam/testing/catch2.h"
#include "beam/testing/test_stream.h"
#include "beam/testing/testing.h"
#include "transforms/count.h"

namespace beam::testing {
namespace {

using std::chrono::seconds;

std::string AtSecond(EventTime time, const std::int64_t& n) {
  return std::to_string(n) + "@" + std::to_string(time.millis() / 1000);
}
/// The number, and what the clock says when it comes out.
std::string OnClock(Context& context, const std::int64_t& n) {
  return std::to_string(n) + " at " + std::to_string(context.processing_time().millis() / 1000);
}

TEST_CASE("a sequence with an end is bounded, and complete") {
  TestPipeline p;
  const auto numbers = GenerateSequence(p, {.from = -3, .to = 4});
  CHECK(numbers.state().graph().collection(numbers.id()).bounded);
  Expect(numbers).ToContainInAnyOrder({-3, -2, -1, 0, 1, 2, 3});
  Expect(CountAll(GenerateSequence(p, {.to = 300'000}))).ToContainInAnyOrder({std::int64_t{300'000}});
  Expect(GenerateSequence(p, {.from = 5, .to = 5})).ToBeEmpty();
  p.Run();
}

TEST_CASE("at a pace each number comes when it is due, at that time, and what is overdue comes at once") {
  TestPipeline p;
  TestStream<int>().AdvanceClock(seconds(25)).AdvanceClock(seconds(5)).AdvanceClock(seconds(30)).Create(p);
  const auto numbers = GenerateSequence(p, {.to = 7, .every = seconds(10), .per_period = 2, .start = Timestamp()});
  CHECK_FALSE(numbers.state().graph().collection(numbers.id()).bounded);
  Expect(ParDo(numbers, AtSecond)).ToContainInAnyOrder({"0@0", "1@0", "2@10", "3@10", "4@20", "5@20", "6@30"});
  Expect(ParDo(numbers, OnClock))
      .ToContainInAnyOrder({"0 at 0", "1 at 0", "2 at 25", "3 at 25", "4 at 25", "5 at 25", "6 at 30"});
  p.Run();
}

TEST_CASE("a sequence without a start begins when the run does") {
  TestPipeline p;
  TestStream<int>().AdvanceClock(seconds(9)).Create(p);
  Expect(ParDo(GenerateSequence(p, {.from = 1, .to = 3, .every = seconds(4)}), AtSecond))
      .ToContainInAnyOrder({"1@0", "2@4"});
  p.Run();
}

TEST_CASE("windows of a sequence close while it goes on") {
  TestPipeline p;
  TestStream<int>().AdvanceClock(seconds(12)).AdvanceClock(seconds(100)).Create(p);
  const auto numbers = GenerateSequence(p, {.to = 30, .every = seconds(1), .start = Timestamp()});
  const auto counts = CountAll(WindowInto(numbers, FixedWindows(seconds(10))));
  Expect(ParDo(counts, [](Context& context, const std::int64_t& n) {
    return std::to_string(n) + " at " + std::to_string(context.processing_time().millis() / 1000);
  })).ToContainInAnyOrder({"10 at 12", "10 at 112", "10 at 112"});
  p.Run();
}

TEST_CASE("a sequence without an end goes on until the run ends") {
  Pipeline p;
  ParDo(GenerateSequence(p), [](const std::int64_t& n) {
    if (n == 100'000) throw std::runtime_error("enough");
  });
  const PipelineResult result = p.Run();
  CHECK_THAT(result.status().message(), Catch::Matchers::Contains("enough"));
}

TEST_CASE("sequences that cannot be are refused when the pipeline is built") {
  Pipeline p;
  CHECK_THROWS_AS(GenerateSequence(p, {.from = 2, .to = 1}), Error);
  CHECK_THROWS_AS(GenerateSequence(p, {.every = seconds(-1)}), Error);
  CHECK_THROWS_AS(GenerateSequence(p, {.per_period = 0}), Error);
}

}  // namespace
}  // namespace beam::testing
