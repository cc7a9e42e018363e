// Queries of examples/nexmark over generated events; opponent: handwritten/nexmark_hand.cc.

#include "beam/beam.h"
#include "bench/data/nexmark_digest.h"
#include "bench/program/flags.h"
#include "bench/program/run_pipeline.h"
#include "examples/nexmark/generator.h"

namespace beam::bench {
namespace {

template <class Result>
struct FoldDigests {
  Checksum sum;
  void StartBundle() { sum = {}; }
  void ProcessElement(const Result& result, Emitter<Checksum>) { sum += Checksum{Digest(result), 1, 0}; }
  void FinishBundle(Emitter<Checksum> emit) { emit(sum); }
};

Collected<Checksum> ChecksumsOf(int64_t query, const PCollection<nexmark::Event>& events, const Flags& flags) {
  const auto fold = []<class Result>(const PCollection<Result>& results) {
    return Collect(ParDo(results, FoldDigests<Result>()));
  };
  const auto of_windows = [&fold](const auto& results) { return fold(WindowInto(results, GlobalWindows())); };
  switch (query) {
    case -1:
      return fold(events);
    case 0:
      return fold(nexmark::Query0(events));
    case 1:
      return fold(nexmark::Query1(events));
    case 2:
      return fold(nexmark::Query2(events));
    case 3:
      return fold(nexmark::Query3(events));
    case 5:
      return of_windows(nexmark::Query5(events));
    case 7:
      return of_windows(nexmark::Query7(events));
    default:
      flags.Fail("--query is 0, 1, 2, 3, 5 or 7, or none for the events alone");
  }
}

}  // namespace
}  // namespace beam::bench

int main(int argc, char** argv) {
  using namespace beam::bench;
  beam::InitStandardFlags(argc, argv);
  Flags flags(argc, argv);
  const int64_t n = flags.Count("n", 10'000'000);
  const int64_t query = flags.Count("query", -1);
  flags.Finish();

  const Stopwatch watch;
  beam::Pipeline pipeline;
  const auto checksums = ChecksumsOf(query, nexmark::GenerateEvents(pipeline, n), flags);
  return RunAndReport(pipeline, checksums, watch, static_cast<uint64_t>(n));
}
