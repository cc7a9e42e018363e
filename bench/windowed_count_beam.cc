// How many events each key has in each window of a second; opponent: handwritten/windowed_count_hand.cc.

#include <chrono>
#include <ranges>

#include "beam/beam.h"
#include "bench/data/timed_events.h"
#include "bench/program/flags.h"
#include "bench/program/run_pipeline.h"
#include "transforms/count.h"

namespace beam::bench {
namespace {

Checksum DigestOf(Window window, int64_t key, int64_t count) {
  return {CountDigest(window.start().millis(), key, count), 1, 0};
}

struct FoldDigests {
  Checksum sum;
  void StartBundle() { sum = {}; }
  void ProcessElement(const Checksum& digest, Emitter<Checksum>) { sum += digest; }
  void FinishBundle(Emitter<Checksum> emit) { emit(sum); }
};

}  // namespace
}  // namespace beam::bench

int main(int argc, char** argv) {
  using namespace beam::bench;
  beam::InitStandardFlags(argc, argv);
  Flags flags(argc, argv);
  const auto n = static_cast<uint64_t>(flags.Count("n", 100'000'000));
  const auto keys = static_cast<uint64_t>(flags.Count("keys", 10'000));
  flags.Finish();

  const Stopwatch watch;
  beam::Pipeline pipeline;
  const auto indexes = beam::Create(pipeline, std::views::iota(uint64_t{0}, n));
  const auto events = beam::ParDo(indexes, TimedEvents(keys));
  const auto timed =
      beam::WithTimestamps(events, [](const TimedEvent& event) { return beam::Timestamp::Millis(event.millis); });
  const auto by_second =
      beam::WindowInto(timed, beam::FixedWindows(std::chrono::milliseconds(TimedEvents::kWindowMillis)));
  const auto counts = beam::Count(beam::ParDo(by_second, &TimedEvent::key));
  const auto digests = beam::WindowInto(beam::ParDo(counts, &DigestOf), beam::GlobalWindows());
  const auto checksums = beam::Collect(beam::ParDo(digests, FoldDigests()));
  return RunAndReport(pipeline, checksums, watch, n);
}
