// Sum per key over generated pairs; opponent: handwritten/sum_per_key_hand.cc.

#include <ranges>

#include "beam/beam.h"
#include "bench/data/key_value_pairs.h"
#include "bench/program/flags.h"
#include "bench/program/run_pipeline.h"

namespace beam::bench {
namespace {

struct FoldSums {
  Checksum sum;
  void StartBundle() { sum = {}; }
  void ProcessElement(int64_t key, int64_t total, Emitter<Checksum>) { sum += Checksum{SumDigest(key, total), 1, 0}; }
  void FinishBundle(Emitter<Checksum> emit) { emit(sum); }
};

}  // namespace
}  // namespace beam::bench

int main(int argc, char** argv) {
  using namespace beam::bench;
  beam::InitStandardFlags(argc, argv);
  Flags flags(argc, argv);
  const auto n = static_cast<uint64_t>(flags.Count("n", 50'000'000));
  const auto keys = static_cast<uint64_t>(flags.Count("keys", 1'000'000));
  const bool skewed = flags.Switch("skewed");
  flags.Finish();

  const Stopwatch watch;
  beam::Pipeline pipeline;
  const auto indexes = beam::Create(pipeline, std::views::iota(uint64_t{0}, n));
  const auto pairs = beam::ParDo(indexes, [pair_at = KeyValuePairs(keys, skewed)](uint64_t index) {
    const KeyValuePair pair = pair_at(index);
    return beam::KV(pair.key, pair.value);
  });
  const auto sums = beam::CombinePerKey(pairs, [](int64_t a, int64_t b) { return a + b; });
  const auto checksums = beam::Collect(beam::ParDo(sums, FoldSums()));
  return RunAndReport(pipeline, checksums, watch, n);
}
