// Splittable DoFns in runs without an end: resuming, checkpoints, and the watermark, on the direct runner.
#include <atomic>
#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "beam/beam.h"
#include "beam/splittable.h"
#include "beam/testing/catch2.h"
#include "beam/testing/test_stream.h"
#include "beam/testing/testing.h"
#include "transforms/count.h"

namespace beam::testing {
namespace {

using std::chrono::seconds;

std::string Second(Timestamp time) { return std::to_string(time.millis() / 1000); }

/// Emits one number at a time and asks to be resumed ten seconds later.
struct OneAtATime {
  OffsetRange InitialRestriction(const int& count) const { return {0, count}; }
  ProcessContinuation ProcessElement(Context& context, OffsetRangeTracker& tracker, const int&,
                                     Emitter<std::string> out) {
    const std::int64_t next = tracker.CurrentRestriction().from;
    if (!tracker.TryClaim(next)) return ProcessContinuation::Stop();
    out(std::to_string(next) + " at " + Second(context.processing_time()));
    return ProcessContinuation::Resume(seconds(10));
  }
};

TEST_CASE("the rest of a restriction is resumed when its time has come") {
  TestPipeline p;
  TestStream<int>()
      .AdvanceClock(seconds(4))
      .AdvanceClock(seconds(6))
      .AdvanceClock(seconds(15))
      .AdvanceClock(seconds(10))
      .Create(p);
  const auto said = ParDo(Create(p, {3}), OneAtATime());
  CHECK_FALSE(said.state().graph().collection(said.id()).bounded);
  Expect(said).ToContainInAnyOrder({"0 at 0", "1 at 10", "2 at 25"});
  p.Run();
}

struct SaysItEnds : OneAtATime {
  static constexpr bool kUnbounded = false;
};

TEST_CASE("where every input ends nothing waits for the clock") {
  TestPipeline p;
  const auto said = ParDo(Create(p, {3}), SaysItEnds());
  CHECK(said.state().graph().collection(said.id()).bounded);
  Expect(CountAll(said)).ToContainInAnyOrder({std::int64_t{3}});
  p.Run();
}

TEST_CASE("elements that come while others wait are processed at once") {
  TestPipeline p;
  const auto counts = TestStream<int>()
                          .Add(2, Timestamp())
                          .AdvanceClock(seconds(5))
                          .Add(1, Timestamp())
                          .AdvanceClock(seconds(20))
                          .Create(p);
  Expect(ParDo(counts, OneAtATime())).ToContainInAnyOrder({"0 at 0", "0 at 5", "1 at 25"});
  p.Run();
}

/// The same, with event times: the number's own second.
template <class Watermark>
struct Timed {
  OffsetRange InitialRestriction(const int& count) const { return {0, count}; }
  ProcessContinuation ProcessElement(OffsetRangeTracker& tracker, Watermark& watermark, const int&, Emitter<int> out) {
    const std::int64_t next = tracker.CurrentRestriction().from;
    if (!tracker.TryClaim(next)) return ProcessContinuation::Stop();
    out(Timestamp(seconds(next)), static_cast<int>(next));
    if constexpr (std::is_same_v<Watermark, ManualWatermark>) watermark.Set(Timestamp(seconds(next + 1)));
    return ProcessContinuation::Resume(seconds(10));
  }
};
struct Untimed {
  OffsetRange InitialRestriction(const int& count) const { return {0, count}; }
  ProcessContinuation ProcessElement(OffsetRangeTracker& tracker, const int&, Emitter<int> out) {
    const std::int64_t next = tracker.CurrentRestriction().from;
    if (!tracker.TryClaim(next)) return ProcessContinuation::Stop();
    out(Timestamp(seconds(next)), static_cast<int>(next));
    return ProcessContinuation::Resume(seconds(10));
  }
};

/// When windows of two seconds over 0, 1, 2, ... come out, one number each ten seconds, of `count` in all.
template <class Fn>
void ExpectCounts(const Fn& fn, const std::vector<std::string>& expected) {
  TestPipeline p;
  TestStream<int> clock;
  for (int i = 0; i < 10; ++i) clock.AdvanceClock(seconds(10));
  clock.Create(p);
  const auto numbers = WindowInto(ParDo(Create(p, {Timestamped{4, Timestamp()}}), fn), FixedWindows(seconds(2)));
  Expect(ParDo(CountAll(numbers), [](Context& context, Window window, const std::int64_t& n) {
    return std::to_string(n) + " of " + Second(window.start()) + " at " + Second(context.processing_time());
  })).ToContainInAnyOrder(expected);
  p.Run();
}

TEST_CASE("a manual watermark closes windows as it moves") {
  ExpectCounts(Timed<ManualWatermark>(), {"2 of 0 at 10", "2 of 2 at 30"});
}

TEST_CASE("the watermark of the outputs' times closes a window when a later one comes") {
  ExpectCounts(Timed<MonotonicWatermark>(), {"2 of 0 at 20", "2 of 2 at 30"});
}

TEST_CASE("the watermark of the clock closes what is behind the clock") {
  // The clock has passed the windows of 2 and 3 before they come: they are dropped.
  ExpectCounts(Timed<WallTimeWatermark>(), {"2 of 0 at 10"});
}

TEST_CASE("without an estimator nothing closes until the restriction is done") {
  ExpectCounts(Untimed(), {"2 of 0 at 30", "2 of 2 at 30"});
}

struct SaysItIsOver {
  OffsetRange InitialRestriction(const int& count) const { return {0, count}; }
  ProcessContinuation ProcessElement(OffsetRangeTracker& tracker, ManualWatermark& watermark, const int&,
                                     Emitter<int> out) {
    const std::int64_t next = tracker.CurrentRestriction().from;
    if (!tracker.TryClaim(next)) return ProcessContinuation::Stop();
    out(static_cast<int>(next));
    watermark.Set(Timestamp::Max());
    return ProcessContinuation::Resume(seconds(10));
  }
};

TEST_CASE("a run does not end before its restrictions, whatever the watermark says") {
  TestPipeline p;
  TestStream<int>().AdvanceClock(seconds(10)).AdvanceClock(seconds(10)).AdvanceClock(seconds(10)).Create(p);
  Expect(ParDo(Create(p, {3}), SaysItIsOver())).ToContainInAnyOrder({0, 1, 2});
  p.Run();
}

/// Never returns on its own before everything is claimed.
struct InOneGo {
  static constexpr bool kUnbounded = true;
  std::shared_ptr<std::atomic<int>> calls;
  OffsetRange InitialRestriction(const std::int64_t& count) const { return {0, count}; }
  void ProcessElement(OffsetRangeTracker& tracker, const std::int64_t&, Emitter<std::int64_t> out) {
    ++*calls;
    for (std::int64_t i = tracker.CurrentRestriction().from; tracker.TryClaim(i); ++i) out(i);
  }
};

TEST_CASE("a restriction that produces much is left in between, and nothing is lost or repeated") {
  TestPipeline p;
  const auto calls = std::make_shared<std::atomic<int>>(0);
  const auto numbers = ParDo(Create(p, {std::int64_t{100'000}}), InOneGo{calls});
  const auto windowed = WindowInto(numbers, FixedWindows(seconds(1)));
  const auto sums = CombinePerKey(ParDo(windowed,
                                        [](std::int64_t n) {
                                          return KV{n % 2, n};
                                        }),
                                  [](std::int64_t a, std::int64_t b) { return a + b; });
  Expect(sums).ToContainInAnyOrder(
      {KV<std::int64_t, std::int64_t>{0, 2'499'950'000}, KV<std::int64_t, std::int64_t>{1, 2'500'000'000}});
  p.Run();
  CHECK(calls->load() > 5);
}

TEST_CASE("restrictions without an end take turns with those that have one") {
  Pipeline p;
  const auto calls = std::make_shared<std::atomic<int>>(0);
  const auto numbers =
      ParDo(Create(p, {OffsetRange::kEndless, OffsetRange::kEndless, std::int64_t{1}}), InOneGo{calls});
  ParDo(WindowInto(numbers, FixedWindows(seconds(1))), [calls](std::int64_t n) {
    // Several calls of each, so that all three have had their turn.
    if (n == 0) return;
    if (calls->load() > 20) throw std::runtime_error("enough");
  });
  CHECK_THAT(p.Run().status().message(), Catch::Matchers::Contains("enough"));
}

TEST_CASE("restrictions of one partition take turns") {
  Pipeline p;
  RunOptions options;
  options.threads = 1;
  const auto numbers = ParDo(Create(p, {OffsetRange::kEndless, OffsetRange::kEndless - 1, OffsetRange::kEndless - 2}),
                             InOneGo{std::make_shared<std::atomic<int>>(0)});
  // Each of the three begins with a 0.
  ParDo(WindowInto(numbers, FixedWindows(seconds(1))), [zeros = 0, all = 0](std::int64_t n) mutable {
    if (n == 0) ++zeros;
    if (zeros == 3) throw std::runtime_error("all three had their turn");
    if (++all == 1'000'000) throw std::runtime_error("not all had their turn");
  });
  CHECK_THAT(p.Run(options).status().message(), Catch::Matchers::Contains("all three had their turn"));
}

struct SideNames {
  OffsetRange InitialRestriction(const int& count) const { return {0, count}; }
  ProcessContinuation ProcessElement(OffsetRangeTracker& tracker, const int&, const std::vector<std::string>& names,
                                     Emitter<std::string> out) {
    const std::int64_t next = tracker.CurrentRestriction().from;
    if (!tracker.TryClaim(next)) return ProcessContinuation::Stop();
    out(names.at(0) + std::to_string(next));
    return ProcessContinuation::Resume();
  }
};

TEST_CASE("a side input is there each time") {
  TestPipeline p;
  Expect(ParDo(Create(p, {3}), SideNames(), Create(p, {std::string("n")}))).ToContainInAnyOrder({"n0", "n1", "n2"});
  p.Run();
}

}  // namespace
}  // namespace beam::testing
