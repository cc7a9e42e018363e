// What an update of a user metric costs in the loop of a function, beside an increment of a plain thread_local counter.

#include <cstdint>
#include <cstdio>

#include "beam/beam.h"
#include "bench/program/flags.h"
#include "bench/program/report.h"

namespace beam::bench {
namespace {

thread_local std::int64_t plain_counter = 0;

// Nanoseconds a call. The compiler may not merge what consecutive rounds do to memory.
template <class Update>
double NanosecondsOf(std::int64_t rounds, Update&& update) {
  const Stopwatch watch;
  for (std::int64_t i = 0; i < rounds; ++i) {
    update(i);
    asm volatile("" : : : "memory");
  }
  return watch.Seconds() * 1e9 / static_cast<double>(rounds);
}

struct Updates {
  std::int64_t rounds;
  Counter counter{"bench", "counter"};
  Distribution distribution{"bench", "distribution"};
  Gauge gauge{"bench", "gauge"};
  StringSet strings{"bench", "strings"};

  void ProcessElement(int run) const {
    const auto report = [run](const char* what, double nanoseconds) {
      std::printf("run=%d update=%s nanoseconds=%.2f\n", run, what, nanoseconds);
    };
    report("nothing", NanosecondsOf(rounds, [](std::int64_t) {}));
    report("plain_thread_local", NanosecondsOf(rounds, [](std::int64_t) { plain_counter += 1; }));
    report("counter", NanosecondsOf(rounds, [&](std::int64_t) { counter.Add(1); }));
    report("distribution", NanosecondsOf(rounds, [&](std::int64_t i) { distribution.Update(i & 1023); }));
    report("gauge", NanosecondsOf(rounds / 20, [&](std::int64_t i) { gauge.Set(i); }));
    report("string_set", NanosecondsOf(rounds / 20, [&](std::int64_t i) { strings.Add(i % 2 == 0 ? "even" : "odd"); }));
  }
};

}  // namespace
}  // namespace beam::bench

int main(int argc, char** argv) {
  using namespace beam::bench;
  beam::InitStandardFlags(argc, argv);
  Flags flags(argc, argv);
  const std::int64_t rounds = flags.Count("rounds", 200'000'000);
  flags.Finish();

  beam::Pipeline pipeline;
  beam::ParDo(beam::Create(pipeline, {1, 2, 3}), Updates{rounds});
  return beam::RunMain(pipeline);
}
