// Joins two generated tables on their keys and reads every joined pair, as fast as we can write it by hand: both sides
// are split by hash into partitions that fit the second-level cache, and a partition is joined by sorting its left rows
// into buckets, by counting, and looking up the right rows. With --naive: one absl::flat_hash_map from key to two
// vectors, on one thread whatever --threads says.

#include <absl/container/flat_hash_map.h>

#include <algorithm>
#include <bit>

#include "bench/data/join_rows.h"
#include "bench/handwritten/hash.h"
#include "bench/handwritten/parallel.h"
#include "bench/handwritten/partition_writer.h"
#include "bench/program/flags.h"
#include "bench/program/report.h"

namespace beam::bench {
namespace {

constexpr uint64_t kChunk = 1 << 15;
constexpr int kPartitionBits = 9;
constexpr size_t kPartitions = size_t{1} << kPartitionBits;

using Writer = PartitionWriter<JoinRow, 32>;

struct Sides {
  Writer left{kPartitions};
  Writer right{kPartitions};
};

template <JoinRow (*kRowAt)(uint64_t, uint64_t)>
void WriteRows(Chunks& chunks, uint64_t keys, Writer& writer) {
  Chunks::Range range;
  while (chunks.Next(range)) {
    for (uint64_t i = range.begin; i < range.end; ++i) {
      const JoinRow row = kRowAt(i, keys);
      const size_t partition = HashInteger(row.key) >> (64 - kPartitionBits);
      *writer.Next(partition) = row;
      writer.Commit(partition);
    }
  }
}

/// Joins partitions one after the other; its arrays are used again.
class PartitionJoiner {
 public:
  Checksum Join(const std::vector<Sides>& sides, size_t partition) {
    size_t rows = 0;
    for (const Sides& side : sides) rows += side.left.Rows(partition);
    bits_ = std::max(4, static_cast<int>(std::bit_width(rows)));
    BucketLeftRows(sides, partition, rows);

    Checksum sum;
    for (const Sides& side : sides) {
      side.right.VisitRuns(partition, [&](const JoinRow* run, size_t count) {
        for (size_t i = 0; i < count; ++i) LookUp(run[i], sum);
      });
    }
    return sum;
  }

 private:
  size_t BucketOf(int64_t key) const { return HashInteger(key) << kPartitionBits >> (64 - bits_); }

  // Counts the rows of each bucket, then places them bucket by bucket: begins_[b] counts up to the end of bucket b.
  void BucketLeftRows(const std::vector<Sides>& sides, size_t partition, size_t rows) {
    ends_.assign((size_t{1} << bits_) + 1, 0);
    left_.resize(rows);
    for (const Sides& side : sides) {
      side.left.VisitRuns(partition, [&](const JoinRow* run, size_t count) {
        for (size_t i = 0; i < count; ++i) ++ends_[BucketOf(run[i].key) + 1];
      });
    }
    for (size_t bucket = 1; bucket < ends_.size(); ++bucket) ends_[bucket] += ends_[bucket - 1];
    for (const Sides& side : sides) {
      side.left.VisitRuns(partition, [&](const JoinRow* run, size_t count) {
        for (size_t i = 0; i < count; ++i) left_[ends_[BucketOf(run[i].key)]++] = run[i];
      });
    }
  }

  // Bucket b now ends at ends_[b] and starts where the one before it ends.
  void LookUp(const JoinRow& right, Checksum& sum) const {
    const size_t bucket = BucketOf(right.key);
    const size_t end = ends_[bucket];
    for (size_t at = bucket == 0 ? 0 : ends_[bucket - 1]; at < end; ++at) {
      const bool match = left_[at].key == right.key;
      sum.digest += match ? MatchDigest(left_[at].value, right.value) : 0;
      sum.groups += match;
    }
  }

  int bits_ = 0;
  std::vector<uint32_t> ends_;
  std::vector<JoinRow> left_;
};

Checksum JoinByPartitions(uint64_t n, uint64_t keys, int threads) {
  std::vector<Sides> sides(static_cast<size_t>(threads));
  Chunks left(n, kChunk);
  Chunks right(n, kChunk);
  RunOnThreads(threads, [&](int t) {
    WriteRows<LeftRow>(left, keys, sides[static_cast<size_t>(t)].left);
    WriteRows<RightRow>(right, keys, sides[static_cast<size_t>(t)].right);
  });

  std::vector<Checksum> sums(static_cast<size_t>(threads));
  Chunks partitions(kPartitions, 1);
  RunOnThreads(threads, [&](int t) {
    PartitionJoiner joiner;
    Checksum sum;
    Chunks::Range range;
    while (partitions.Next(range)) sum += joiner.Join(sides, range.begin);
    sums[static_cast<size_t>(t)] = sum;
  });
  Checksum total{0, 0, 2 * n};
  for (const Checksum& sum : sums) total += sum;
  return total;
}

Checksum JoinNaively(uint64_t n, uint64_t keys) {
  struct Values {
    std::vector<int64_t> left;
    std::vector<int64_t> right;
  };
  absl::flat_hash_map<int64_t, Values> groups;
  for (uint64_t i = 0; i < n; ++i) {
    const JoinRow row = LeftRow(i, keys);
    groups[row.key].left.push_back(row.value);
  }
  for (uint64_t i = 0; i < n; ++i) {
    const JoinRow row = RightRow(i, keys);
    groups[row.key].right.push_back(row.value);
  }
  Checksum total{0, 0, 2 * n};
  for (const auto& [key, values] : groups) {
    for (const int64_t left : values.left) {
      for (const int64_t right : values.right) total.digest += MatchDigest(left, right);
    }
    total.groups += values.left.size() * values.right.size();
  }
  return total;
}

}  // namespace
}  // namespace beam::bench

int main(int argc, char** argv) {
  using namespace beam::bench;
  Flags flags(argc, argv);
  const auto n = static_cast<uint64_t>(flags.Count("n", 10'000'000));
  const auto keys = static_cast<uint64_t>(flags.Count("keys", 10'000'000));
  const auto threads = static_cast<int>(flags.Count("threads", 2));
  const bool naive = flags.Switch("naive");
  flags.Finish();

  const Stopwatch watch;
  const Checksum sum = naive ? JoinNaively(n, keys) : JoinByPartitions(n, keys, threads);
  Report(sum, watch.Seconds());
}
