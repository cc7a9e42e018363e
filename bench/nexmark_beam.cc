// Queries of examples/nexmark over generated events; opponent: handwritten/nexmark_hand.cc.

#include "beam/beam.h"
#include "bench/data/nexmark_digest.h"
#include "bench/data/nexmark_logs.h"
#include "bench/program/flags.h"
#include "bench/program/run_pipeline.h"
#include "examples/nexmark/generator.h"

namespace beam::bench {
namespace {

/// `kCounted`: a result adds this much to the number of results.
template <class Result, uint64_t kCounted = 1>
struct FoldDigests {
  Checksum sum;
  void StartBundle() { sum = {}; }
  void ProcessElement(const Result& result, Emitter<Checksum>) { sum += Checksum{Digest(result), kCounted, 0}; }
  void FinishBundle(Emitter<Checksum> emit) { emit(sum); }
};

/// Counts all panes and looks at the last one of a key: the others depend on the order in which elements came.
template <class Result>
struct FoldLastPanes {
  Checksum sum;
  void StartBundle() { sum = {}; }
  void ProcessElement(PaneInfo pane, const Result& result, Emitter<Checksum>) {
    sum += Checksum{pane.is_last ? Digest(result) : 0, 1, 0};
  }
  void FinishBundle(Emitter<Checksum> emit) { emit(sum); }
};

Collected<Checksum> ChecksumsOf(int64_t query, const PCollection<nexmark::Event>& events, const Flags& flags) {
  const auto fold = []<class Result>(const PCollection<Result>& results) {
    return Collect(ParDo(results, FoldDigests<Result>()));
  };
  const auto of_windows = [&fold](const auto& results) {
    return fold(WindowInto(results, GlobalWindows(), {.trigger = DefaultTrigger()}));
  };
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
    case 4:
      return of_windows(nexmark::Query4(events));
    case 5:
      return of_windows(nexmark::Query5(events));
    case 6:
      return Collect(ParDo(nexmark::Query6(events), FoldLastPanes<nexmark::SellerPrice>()));
    case 7:
      return of_windows(nexmark::Query7(events));
    case 8:
      return of_windows(nexmark::Query8(events));
    case 9:
      return of_windows(nexmark::Query9(events));
    case 11:
      return of_windows(nexmark::Query11(events));
    case 12:
      // How many windows of the clock there are depends on how long this takes.
      return Collect(ParDo(nexmark::Query12(events), FoldDigests<nexmark::BidsPerSession, 0>()));
    default:
      flags.Fail("--query is 0 to 12, or none for the events alone");
  }
}

// Reading the files again is no part of the work.
int AnswerInFiles(int64_t n) {
  const LogFolder folder;
  const Stopwatch watch;
  Pipeline pipeline;
  nexmark::Query10(nexmark::GenerateEvents(pipeline, n), folder.path());
  if (const int code = RunMain(pipeline); code != 0) return code;
  const double seconds = watch.Seconds();
  const double cpu_seconds = CpuSeconds();
  Checksum sum = folder.SumOfLines();
  sum.elements = static_cast<uint64_t>(n);
  Report(sum, seconds, cpu_seconds);
  return 0;
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
  if (query == 10) return AnswerInFiles(n);

  const Stopwatch watch;
  beam::Pipeline pipeline;
  const auto checksums = ChecksumsOf(query, nexmark::GenerateEvents(pipeline, n), flags);
  return RunAndReport(pipeline, checksums, watch, static_cast<uint64_t>(n));
}
