// Queries of the Nexmark suite over generated events, by hand. The events come from the generator of examples/nexmark.
#include "bench/data/nexmark_logs.h"
#include "bench/handwritten/nexmark/queries.h"
#include "bench/program/flags.h"

namespace beam::bench {
namespace {

using Query = Checksum (*)(uint64_t n, int threads);

Query QueryOf(int64_t number, const Flags& flags) {
  constexpr Query kQueries[] = {NexmarkEvents, NexmarkQuery0, NexmarkQuery1,  NexmarkQuery2, NexmarkQuery3,
                                NexmarkQuery4, NexmarkQuery5, NexmarkQuery6,  NexmarkQuery7, NexmarkQuery8,
                                NexmarkQuery9, nullptr,       NexmarkQuery11, NexmarkQuery12};
  if (number < -1 || number > 12) flags.Fail("--query is 0 to 12, or none for the events alone");
  return kQueries[number + 1];
}

// Reading the files again is no part of the work.
void ReportFiles(uint64_t n, int threads) {
  const LogFolder folder;
  const Stopwatch watch;
  NexmarkQuery10(n, threads, folder.path());
  const double seconds = watch.Seconds();
  const double cpu_seconds = CpuSeconds();
  Checksum sum = folder.SumOfLines();
  sum.elements = n;
  Report(sum, seconds, cpu_seconds);
}

}  // namespace
}  // namespace beam::bench

int main(int argc, char** argv) {
  using namespace beam::bench;
  Flags flags(argc, argv);
  const auto n = static_cast<uint64_t>(flags.Count("n", 10'000'000));
  const auto threads = static_cast<int>(flags.Count("threads", 2));
  const int64_t number = flags.Count("query", -1);
  flags.Finish();
  if (number == 10) {
    ReportFiles(n, threads);
    return 0;
  }
  const Query query = QueryOf(number, flags);
  const Stopwatch watch;
  Checksum sum = query(n, threads);
  sum.elements = n;
  Report(sum, watch.Seconds());
}
