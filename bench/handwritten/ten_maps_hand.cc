// Ten arithmetic maps over the integers [0, n), as a chain of operators that do not know each other: batches of 1024
// values, one virtual call for each map and batch. With --fused: the maps inlined into one loop, the limit for a
// compiler that sees all of them. With
// --naive: one std::function call for each map and value.

#include <array>
#include <functional>
#include <memory>
#include <vector>

#include "bench/data/mix.h"
#include "bench/data/ten_maps.h"
#include "bench/handwritten/parallel.h"
#include "bench/program/flags.h"
#include "bench/program/report.h"

namespace beam::bench {
namespace {

constexpr uint64_t kChunk = 1 << 18;
constexpr size_t kBatch = 1024;

class BatchMap {
 public:
  virtual ~BatchMap() = default;
  virtual void Apply(int64_t* values, size_t size) const = 0;
};

template <int kMap>
class BatchMapNumber final : public BatchMap {
 public:
  void Apply(int64_t* values, size_t size) const override {
    for (size_t i = 0; i < size; ++i) values[i] = ApplyMap<kMap>(values[i]);
  }
};

template <int... kMaps>
std::vector<std::unique_ptr<BatchMap>> MakeChain(std::integer_sequence<int, kMaps...>) {
  std::vector<std::unique_ptr<BatchMap>> chain;
  (chain.push_back(std::make_unique<BatchMapNumber<kMaps>>()), ...);
  return chain;
}

template <int... kMaps>
int64_t ApplyAll(int64_t value, std::integer_sequence<int, kMaps...>) {
  ((value = ApplyMap<kMaps>(value)), ...);
  return value;
}

template <int... kMaps>
std::vector<std::function<int64_t(int64_t)>> MakeFunctions(std::integer_sequence<int, kMaps...>) {
  return {ApplyMap<kMaps>...};
}

using TenMaps = std::make_integer_sequence<int, 10>;

uint64_t SumBatches(uint64_t begin, uint64_t end, const std::vector<std::unique_ptr<BatchMap>>& chain) {
  uint64_t sum = 0;
  alignas(64) int64_t values[kBatch];
  for (uint64_t at = begin; at < end; at += kBatch) {
    const size_t size = std::min<uint64_t>(kBatch, end - at);
    for (size_t i = 0; i < size; ++i) values[i] = static_cast<int64_t>(at + i);
    for (const auto& map : chain) map->Apply(values, size);
    for (size_t i = 0; i < size; ++i) sum += static_cast<uint64_t>(values[i]);
  }
  return sum;
}

uint64_t SumFused(uint64_t begin, uint64_t end) {
  uint64_t sum = 0;
  for (uint64_t i = begin; i < end; ++i) sum += static_cast<uint64_t>(ApplyAll(static_cast<int64_t>(i), TenMaps()));
  return sum;
}

uint64_t SumNaively(uint64_t begin, uint64_t end, const std::vector<std::function<int64_t(int64_t)>>& chain) {
  uint64_t sum = 0;
  for (uint64_t i = begin; i < end; ++i) {
    auto value = static_cast<int64_t>(i);
    for (const auto& map : chain) value = map(value);
    sum += static_cast<uint64_t>(value);
  }
  return sum;
}

/// The sum over [0, n) in chunks on all threads; sum_range(begin, end) sums one chunk.
template <class SumRange>
Checksum SumAll(uint64_t n, int threads, SumRange sum_range) {
  std::vector<uint64_t> sums(static_cast<size_t>(threads));
  Chunks chunks(n, kChunk);
  RunOnThreads(threads, [&](int t) {
    uint64_t sum = 0;
    Chunks::Range range;
    while (chunks.Next(range)) sum += sum_range(range.begin, range.end);
    sums[static_cast<size_t>(t)] = sum;
  });
  uint64_t total = 0;
  for (const uint64_t sum : sums) total += sum;
  return {Mix(total), 1, n};
}

}  // namespace
}  // namespace beam::bench

int main(int argc, char** argv) {
  using namespace beam::bench;
  Flags flags(argc, argv);
  const auto n = static_cast<uint64_t>(flags.Count("n", 1'000'000'000));
  const auto threads = static_cast<int>(flags.Count("threads", 2));
  const bool fused = flags.Switch("fused");
  const bool naive = flags.Switch("naive");
  flags.Finish();

  const auto chain = MakeChain(TenMaps());
  const auto functions = MakeFunctions(TenMaps());
  const Stopwatch watch;
  const Checksum sum = SumAll(n, threads, [&](uint64_t begin, uint64_t end) {
    return fused ? SumFused(begin, end) : naive ? SumNaively(begin, end, functions) : SumBatches(begin, end, chain);
  });
  Report(sum, watch.Seconds());
}
