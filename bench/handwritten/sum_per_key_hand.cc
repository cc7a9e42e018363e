// Sum per key over generated pairs, as fast as we can write it by hand. Where keys repeat soon, as a sample shows: one
// table for each thread, fed in batches, merged by ranges of the hash. Where they do not: pairs sorted into partitions
// whose tables fit into a cache. With --naive: one absl::flat_hash_map for each thread, merged one after the other.

#include <absl/container/flat_hash_map.h>

#include "bench/data/key_value_pairs.h"
#include "bench/handwritten/hash.h"
#include "bench/handwritten/parallel.h"
#include "bench/handwritten/partitioned_sums.h"
#include "bench/handwritten/summing_table.h"
#include "bench/program/flags.h"
#include "bench/program/report.h"

namespace beam::bench {
namespace {

constexpr uint64_t kChunk = 1 << 16;

using Table = SummingTable<int64_t, HashInteger>;

Checksum SumByBatches(const KeyValuePairs& pair_at, uint64_t n, int threads) {
  std::vector<Table> tables(static_cast<size_t>(threads));
  Chunks chunks(n, kChunk);
  RunOnThreads(threads, [&](int thread) {
    Table table;
    Chunks::Range range;
    while (chunks.Next(range)) {
      for (uint64_t begin = range.begin; begin < range.end; begin += Table::kBatch) {
        int64_t keys[Table::kBatch];
        int64_t values[Table::kBatch];
        const size_t size = std::min<uint64_t>(Table::kBatch, range.end - begin);
        for (size_t i = 0; i < size; ++i) {
          const KeyValuePair pair = pair_at(begin + i);
          keys[i] = pair.key;
          values[i] = pair.value;
        }
        table.AddBatch(keys, size, [&](size_t i) { return values[i]; });
      }
    }
    tables[static_cast<size_t>(thread)] = std::move(table);
  });
  std::vector<Checksum> sums(static_cast<size_t>(threads));
  VisitMerged(tables, [&](int thread, int64_t key, int64_t sum) {
    sums[static_cast<size_t>(thread)] += Checksum{SumDigest(key, sum), 1, 0};
  });
  Checksum total{0, 0, n};
  for (const Checksum& sum : sums) total += sum;
  return total;
}

Checksum SumByPartitions(const KeyValuePairs& pair_at, uint64_t n, int threads) {
  using Sums = PartitionedSums<int64_t, HashInteger>;
  Sums sums;
  Chunks chunks(n, kChunk);
  RunOnThreads(threads, [&](int) {
    Sums::Feeder feeder(sums);
    Chunks::Range range;
    while (chunks.Next(range)) {
      for (uint64_t i = range.begin; i < range.end; ++i) {
        const KeyValuePair pair = pair_at(i);
        feeder.Add(pair.key, pair.value);
      }
    }
  });
  Checksum total{0, 0, n};
  for (size_t partition = 0; partition < Sums::kPartitions; ++partition) {
    sums.PartitionTable(partition).VisitAll([&](int64_t key, int64_t sum) {
      total += Checksum{SumDigest(key, sum), 1, 0};
    });
  }
  return total;
}

// Whether keys repeat soon: fewer than half of the first pairs bring a new one.
bool KeysRepeatSoon(const KeyValuePairs& pair_at, uint64_t n) {
  const uint64_t sample = std::min(n, kChunk);
  Table table;
  for (uint64_t i = 0; i < sample; ++i) table.Add(pair_at(i).key, 1);
  uint64_t different = 0;
  table.VisitAll([&](int64_t, int64_t) { ++different; });
  return different < sample / 2;
}

Checksum SumNaively(const KeyValuePairs& pair_at, uint64_t n, int threads) {
  std::vector<absl::flat_hash_map<int64_t, int64_t>> maps(static_cast<size_t>(threads));
  Chunks chunks(n, kChunk);
  RunOnThreads(threads, [&](int thread) {
    auto& map = maps[static_cast<size_t>(thread)];
    Chunks::Range range;
    while (chunks.Next(range)) {
      for (uint64_t i = range.begin; i < range.end; ++i) {
        const KeyValuePair pair = pair_at(i);
        map[pair.key] += pair.value;
      }
    }
  });
  for (size_t other = 1; other < maps.size(); ++other) {
    for (const auto& [key, sum] : maps[other]) maps[0][key] += sum;
  }
  Checksum total{0, maps[0].size(), n};
  for (const auto& [key, sum] : maps[0]) total.digest += SumDigest(key, sum);
  return total;
}

}  // namespace
}  // namespace beam::bench

int main(int argc, char** argv) {
  using namespace beam::bench;
  Flags flags(argc, argv);
  const auto n = static_cast<uint64_t>(flags.Count("n", 50'000'000));
  const auto keys = static_cast<uint64_t>(flags.Count("keys", 1'000'000));
  const auto threads = static_cast<int>(flags.Count("threads", 2));
  const bool skewed = flags.Switch("skewed");
  const bool naive = flags.Switch("naive");
  flags.Finish();

  const KeyValuePairs pair_at(keys, skewed);
  const Stopwatch watch;
  const Checksum sum = naive                        ? SumNaively(pair_at, n, threads)
                       : KeysRepeatSoon(pair_at, n) ? SumByBatches(pair_at, n, threads)
                                                    : SumByPartitions(pair_at, n, threads);
  Report(sum, watch.Seconds());
}
