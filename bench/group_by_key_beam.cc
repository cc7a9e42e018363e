// Groups records of a 10-byte key and a 90-byte value by key and reads all bytes of each group's values; opponent:
// handwritten/group_by_key_hand.cc. Keys and values are strings, as in most programs, where the opponent knows their
// sizes.

#include <ranges>
#include <string>
#include <string_view>

#include "beam/beam.h"
#include "bench/data/records.h"
#include "bench/program/flags.h"
#include "bench/program/run_pipeline.h"

namespace beam::bench {
namespace {

struct FoldGroups {
  Checksum sum;
  void StartBundle() { sum = {}; }
  void ProcessElement(const std::string& key, Iter<std::string_view> values, Emitter<Checksum>) {
    uint64_t digest = 0;
    uint64_t count = 0;
    for (const std::string_view value : values) {
      digest += BytesDigest(value.data(), value.size());
      ++count;
    }
    sum += Checksum{GroupDigest(BytesDigest(key.data(), key.size()), digest, count), 1, 0};
  }
  void FinishBundle(Emitter<Checksum> emit) { emit(sum); }
};

}  // namespace
}  // namespace beam::bench

int main(int argc, char** argv) {
  using namespace beam::bench;
  beam::InitStandardFlags(argc, argv);
  Flags flags(argc, argv);
  const auto n = static_cast<uint64_t>(flags.Count("n", 20'000'000));
  const auto keys = static_cast<uint64_t>(flags.Count("keys", 1'000'000));
  flags.Finish();

  const Stopwatch watch;
  beam::Pipeline pipeline;
  const auto indexes = beam::Create(pipeline, std::views::iota(uint64_t{0}, n));
  const auto records =
      beam::ParDo(indexes, [keys](uint64_t index, beam::Emitter<beam::KV<std::string, std::string>> emit) {
        char key[kRecordKeyBytes];
        char value[kRecordValueBytes];
        MakeRecordKey(index, keys, key);
        MakeRecordValue(index, value);
        emit(std::string_view(key, sizeof key), std::string_view(value, sizeof value));
      });
  const auto groups = beam::GroupByKey(records);
  const auto checksums = beam::Collect(beam::ParDo(groups, FoldGroups()));
  return RunAndReport(pipeline, checksums, watch, n);
}
