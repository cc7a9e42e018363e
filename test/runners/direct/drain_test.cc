// Draining: sources without an end are given one, and nothing that they gave is lost, on the direct runner.
#include <signal.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "beam/base/cancellation.h"
#include "beam/beam.h"
#include "beam/splittable.h"
#include "beam/testing/catch2.h"
#include "beam/testing/test_stream.h"
#include "beam/testing/testing.h"
#include "transforms/count.h"
#include "transforms/generate_sequence.h"

namespace beam::testing {
namespace {

using std::chrono::seconds;

/// A clock that goes from 0 to 100 in steps of a second.
void AddClock(TestPipeline& p) {
  TestStream<int> clock;
  for (int i = 0; i < 100; ++i) clock.AdvanceClock(seconds(1));
  clock.Create(p);
}

TEST_CASE("a drained sequence ends, and its last window closes") {
  TestPipeline p;
  p.options().drain_after = seconds(25);
  AddClock(p);
  const auto numbers = GenerateSequence(p, {.every = seconds(1), .start = Timestamp()});
  const auto counts = CountAll(WindowInto(numbers, FixedWindows(seconds(10))));
  Expect(counts).ToContainInAnyOrder({std::int64_t{10}, std::int64_t{10}, std::int64_t{5}});
  p.Run();
}

/// Emits where it stands and when, every ten seconds.
struct Steps {
  OffsetRange InitialRestriction(const std::int64_t& end) const { return {0, end}; }
  ProcessContinuation ProcessElement(Context& context, OffsetRangeTracker& tracker, const std::int64_t&,
                                     Emitter<std::string> out) {
    const std::int64_t next = tracker.CurrentRestriction().from;
    if (!tracker.TryClaim(next)) return ProcessContinuation::Stop();
    out(std::to_string(next) + " at " + std::to_string(context.processing_time().millis() / 1000));
    return ProcessContinuation::Resume(seconds(10));
  }
};

TEST_CASE("what may have no end is given up when the run is drained") {
  TestPipeline p;
  p.options().drain_after = seconds(25);
  AddClock(p);
  Expect(ParDo(Create(p, {OffsetRange::kEndless}), Steps())).ToContainInAnyOrder({"0 at 0", "1 at 10", "2 at 20"});
  p.Run();
}

struct StepsToAnEnd : Steps {
  static constexpr bool kUnbounded = false;
};

TEST_CASE("what has an end is processed to it although the run is drained") {
  TestPipeline p;
  p.options().drain_after = seconds(5);
  AddClock(p);
  Expect(ParDo(Create(p, {std::int64_t{3}}), StepsToAnEnd())).ToContainInAnyOrder({"0 at 0", "1 at 5", "2 at 15"});
  p.Run();
}

struct TwoMoreSteps : Steps {
  std::optional<OffsetRange> TruncateRestriction(const std::int64_t& element, const OffsetRange& left) const {
    if (element == 0) return std::nullopt;
    return OffsetRange{left.from, left.from + 2};
  }
};

TEST_CASE("a DoFn says itself what of a restriction is still processed, once") {
  TestPipeline p;
  p.options().drain_after = seconds(15);
  AddClock(p);
  Expect(ParDo(Create(p, {OffsetRange::kEndless}), TwoMoreSteps()))
      .ToContainInAnyOrder({"0 at 0", "1 at 10", "2 at 15", "3 at 25"});
  p.Run();
}

TEST_CASE("elements that come while the run is drained are truncated too") {
  TestPipeline p;
  p.options().drain_after = seconds(5);
  const auto ends = TestStream<std::int64_t>()
                        .AdvanceClock(seconds(10))
                        .Add(OffsetRange::kEndless, Timestamp())
                        .AdvanceClock(seconds(50))
                        .Create(p);
  Expect(ParDo(ends, TwoMoreSteps())).ToContainInAnyOrder({"0 at 10", "1 at 60"});
  p.Run();
}

TEST_CASE("a run whose inputs end anyway is done, drained or not") {
  TestPipeline p;
  p.options().drain_after = seconds(0);
  Expect(CountAll(GenerateSequence(p, {.to = 1000}))).ToContainInAnyOrder({std::int64_t{1000}});
  p.Run();
}

TEST_CASE("SIGUSR1 drains a run that lets signals reach it") {
  const bool let_before = beam::internal::InterruptsCancelRuns();
  beam::internal::LetInterruptsCancelRuns(true);
  Pipeline p;
  ParDo(GenerateSequence(p), [](const std::int64_t& n) {
    if (n == 1000) raise(SIGUSR1);
  });
  const PipelineResult result = p.Run();
  beam::internal::LetInterruptsCancelRuns(let_before);
  CHECK(result.state() == PipelineState::kDone);
  CHECK_FALSE(beam::internal::DrainRequested());
}

TEST_CASE("a negative time to drain after is refused") {
  Pipeline p;
  RunOptions options;
  options.drain_after = seconds(-1);
  GenerateSequence(p);
  CHECK_THROWS_WITH(p.Run(options), Catch::Matchers::Contains("--drain_after must not be negative"));
}

}  // namespace
}  // namespace beam::testing
