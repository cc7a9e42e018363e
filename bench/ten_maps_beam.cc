// Ten maps over the integers [0, n), then their sum; opponent: handwritten/ten_maps_hand.cc.

#include <ranges>
#include <utility>

#include "beam/beam.h"
#include "bench/data/mix.h"
#include "bench/data/ten_maps.h"
#include "bench/program/flags.h"
#include "bench/program/run_pipeline.h"

namespace beam::bench {
namespace {

template <int kMap>
struct MapNumber {
  int64_t ProcessElement(int64_t value) const { return ApplyMap<kMap>(value); }
};

struct Sum {
  uint64_t sum = 0;
  void StartBundle() { sum = 0; }
  void ProcessElement(int64_t value, Emitter<uint64_t>) { sum += static_cast<uint64_t>(value); }
  void FinishBundle(Emitter<uint64_t> emit) { emit(sum); }
};

template <int... kMaps>
PCollection<int64_t> MapAll(PCollection<int64_t> values, std::integer_sequence<int, kMaps...>) {
  ((values = ParDo(values, MapNumber<kMaps>())), ...);
  return values;
}

}  // namespace
}  // namespace beam::bench

int main(int argc, char** argv) {
  using namespace beam::bench;
  beam::InitStandardFlags(argc, argv);
  Flags flags(argc, argv);
  const int64_t n = flags.Count("n", 1'000'000'000);
  flags.Finish();

  const Stopwatch watch;
  beam::Pipeline pipeline;
  const auto numbers = beam::Create(pipeline, std::views::iota(int64_t{0}, n));
  const auto mapped = MapAll(numbers, std::make_integer_sequence<int, 10>());
  const auto sums = beam::Collect(beam::ParDo(mapped, Sum()));
  if (const int code = beam::RunMain(pipeline); code != 0) return code;
  uint64_t total = 0;
  for (const uint64_t sum : sums) total += sum;
  Report(Checksum{Mix(total), 1, static_cast<uint64_t>(n)}, watch.Seconds());
}
