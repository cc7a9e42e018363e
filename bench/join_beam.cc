// Joins two generated tables by CoGroupByKey and reads every joined pair; opponent: handwritten/join_hand.cc.

#include <ranges>

#include "beam/beam.h"
#include "bench/data/join_rows.h"
#include "bench/program/flags.h"
#include "bench/program/run_pipeline.h"

namespace beam::bench {
namespace {

struct FoldMatches {
  Checksum sum;
  void StartBundle() { sum = {}; }
  void ProcessElement(int64_t, Iter<int64_t> lefts, Iter<int64_t> rights, Emitter<Checksum>) {
    for (const int64_t left : lefts) {
      for (const int64_t right : rights) sum += Checksum{MatchDigest(left, right), 1, 0};
    }
  }
  void FinishBundle(Emitter<Checksum> emit) { emit(sum); }
};

}  // namespace
}  // namespace beam::bench

int main(int argc, char** argv) {
  using namespace beam::bench;
  beam::InitStandardFlags(argc, argv);
  Flags flags(argc, argv);
  const auto n = static_cast<uint64_t>(flags.Count("n", 10'000'000));
  const auto keys = static_cast<uint64_t>(flags.Count("keys", 10'000'000));
  flags.Finish();

  const Stopwatch watch;
  beam::Pipeline pipeline;
  const auto indexes = beam::Create(pipeline, std::views::iota(uint64_t{0}, n));
  const auto lefts = beam::ParDo(indexes, [keys](uint64_t index) {
    const JoinRow row = LeftRow(index, keys);
    return beam::KV(row.key, row.value);
  });
  const auto rights = beam::ParDo(indexes, [keys](uint64_t index) {
    const JoinRow row = RightRow(index, keys);
    return beam::KV(row.key, row.value);
  });
  const auto joined = beam::CoGroupByKey(lefts, rights);
  const auto checksums = beam::Collect(beam::ParDo(joined, FoldMatches()));
  return RunAndReport(pipeline, checksums, watch, 2 * n);
}
