// Groups records of a 10-byte key and a 90-byte value by key and reads all bytes of each group's values, as fast as we
// can write it by hand: records are split by hash into partitions that fit a cache, and a partition is grouped by
// counting and scattering indexes; there is no container for a key. With --memory_limit: partitions go to files and
// come back one at a time. With --naive: one absl::flat_hash_map from key to vector of values, on one thread whatever --threads says.

#include <absl/container/flat_hash_map.h>

#include <array>
#include <cstring>

#include "bench/data/records.h"
#include "bench/handwritten/group_records.h"
#include "bench/handwritten/parallel.h"
#include "bench/handwritten/partition_files.h"
#include "bench/handwritten/partition_writer.h"
#include "bench/program/flags.h"
#include "bench/program/report.h"

namespace beam::bench {
namespace {

constexpr uint64_t kChunk = 1 << 14;
constexpr int kPartitionBits = 8;
constexpr size_t kStagedRecords = 32;

Checksum Total(const std::vector<Checksum>& sums, uint64_t n) {
  Checksum total{0, 0, n};
  for (const Checksum& sum : sums) total += sum;
  return total;
}

// Makes the records of [0, n), each straight into the place that next_of(partition) gives.
template <class Writer>
void WriteRecords(Chunks& chunks, uint64_t keys, Writer& writer) {
  Chunks::Range range;
  while (chunks.Next(range)) {
    for (uint64_t i = range.begin; i < range.end; ++i) {
      char key[kRecordKeyBytes];
      MakeRecordKey(i, keys, key);
      const size_t partition = RecordKey(key).Hash() >> (64 - kPartitionBits);
      Record* record = writer.Next(partition);
      std::memcpy(record->key, key, kRecordKeyBytes);
      MakeRecordValue(i, record->value);
      writer.Commit(partition);
    }
  }
}

Checksum GroupInMemory(uint64_t n, uint64_t keys, int threads) {
  using Writer = PartitionWriter<Record, kStagedRecords>;
  std::vector<Writer> writers;
  for (int t = 0; t < threads; ++t) writers.emplace_back(size_t{1} << kPartitionBits);
  Chunks chunks(n, kChunk);
  RunOnThreads(threads, [&](int t) { WriteRecords(chunks, keys, writers[static_cast<size_t>(t)]); });

  std::vector<Checksum> sums(static_cast<size_t>(threads));
  Chunks partitions(uint64_t{1} << kPartitionBits, 1);
  RunOnThreads(threads, [&](int t) {
    RecordGrouper grouper(kPartitionBits);
    Chunks::Range range;
    Checksum sum;
    while (partitions.Next(range)) {
      grouper.Clear();
      for (const Writer& writer : writers) {
        writer.VisitRuns(range.begin, [&](const Record* run, size_t count) { grouper.Add(run, count); });
      }
      sum += grouper.FoldGroups();
    }
    sums[static_cast<size_t>(t)] = sum;
  });
  return Total(sums, n);
}

Checksum GroupThroughFiles(uint64_t n, uint64_t keys, int threads, const std::string& directory) {
  PartitionFiles files(directory, size_t{1} << kPartitionBits);
  Chunks chunks(n, kChunk);
  RunOnThreads(threads, [&](int) {
    PartitionFileWriter<Record> writer(files);
    WriteRecords(chunks, keys, writer);
    writer.FlushAll();
  });

  std::vector<Checksum> sums(static_cast<size_t>(threads));
  Chunks partitions(uint64_t{1} << kPartitionBits, 1);
  RunOnThreads(threads, [&](int t) {
    RecordGrouper grouper(kPartitionBits);
    HugePages buffer;
    Chunks::Range range;
    Checksum sum;
    while (partitions.Next(range)) {
      const size_t bytes = files.Read(range.begin, buffer);
      grouper.Clear();
      grouper.Add(buffer.As<Record>(), bytes / sizeof(Record));
      sum += grouper.FoldGroups();
    }
    sums[static_cast<size_t>(t)] = sum;
  });
  return Total(sums, n);
}

Checksum GroupNaively(uint64_t n, uint64_t keys) {
  using Key = std::array<char, kRecordKeyBytes>;
  using Value = std::array<char, kRecordValueBytes>;
  absl::flat_hash_map<Key, std::vector<Value>> groups;
  for (uint64_t i = 0; i < n; ++i) {
    Key key;
    Value value;
    MakeRecordKey(i, keys, key.data());
    MakeRecordValue(i, value.data());
    groups[key].push_back(value);
  }
  Checksum total{0, groups.size(), n};
  for (const auto& [key, values] : groups) {
    uint64_t digest = 0;
    for (const Value& value : values) digest += BytesDigest(value.data(), value.size());
    total.digest += GroupDigest(BytesDigest(key.data(), key.size()), digest, values.size());
  }
  return total;
}

}  // namespace
}  // namespace beam::bench

int main(int argc, char** argv) {
  using namespace beam::bench;
  Flags flags(argc, argv);
  const auto n = static_cast<uint64_t>(flags.Count("n", 20'000'000));
  const auto keys = static_cast<uint64_t>(flags.Count("keys", 1'000'000));
  const auto threads = static_cast<int>(flags.Count("threads", 2));
  const bool spill = !flags.Text("memory_limit", "").empty();
  const std::string directory = flags.Text("spill_dir", "/tmp");
  const bool naive = flags.Switch("naive");
  flags.Finish();

  const Stopwatch watch;
  const Checksum sum = naive   ? GroupNaively(n, keys)
                       : spill ? GroupThroughFiles(n, keys, threads, directory)
                               : GroupInMemory(n, keys, threads);
  Report(sum, watch.Seconds());
}
