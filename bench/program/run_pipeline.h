#pragma once

#include <cstdio>

#include "beam/beam.h"
#include "bench/program/report.h"

namespace beam::bench {

/// Runs the pipeline, adds the checksums that it collected and prints the line that bench/compare reads. `watch` was
/// started before the pipeline was built. `elements` goes into the checksum where the pipeline did not count them
/// itself. Returns the exit code.
inline int RunAndReport(Pipeline& pipeline, const Collected<Checksum>& sums, const Stopwatch& watch,
                        std::uint64_t elements) {
  if (const int code = RunMain(pipeline); code != 0) return code;
  Checksum total{0, 0, elements};
  for (const Checksum& sum : sums) total += sum;
  Report(total, watch.Seconds());
  return 0;
}

}  // namespace beam::bench
