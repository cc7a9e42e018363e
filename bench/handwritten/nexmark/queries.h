#pragma once

#include <string>

#include "bench/program/report.h"

namespace beam::bench {

/// The answers to the queries of the Nexmark suite over the first n events of examples/nexmark, by hand: one pass in which each
/// thread keeps what it needs of its events, and a merge by windows or keys.
Checksum NexmarkEvents(uint64_t n, int threads);
Checksum NexmarkQuery0(uint64_t n, int threads);
Checksum NexmarkQuery1(uint64_t n, int threads);
Checksum NexmarkQuery2(uint64_t n, int threads);
Checksum NexmarkQuery3(uint64_t n, int threads);
Checksum NexmarkQuery4(uint64_t n, int threads);
Checksum NexmarkQuery5(uint64_t n, int threads);
Checksum NexmarkQuery6(uint64_t n, int threads);
Checksum NexmarkQuery7(uint64_t n, int threads);
Checksum NexmarkQuery8(uint64_t n, int threads);
Checksum NexmarkQuery9(uint64_t n, int threads);
/// Leaves its answer in the folder: see LogFolder.
void NexmarkQuery10(uint64_t n, int threads, const std::string& folder);
Checksum NexmarkQuery11(uint64_t n, int threads);
Checksum NexmarkQuery12(uint64_t n, int threads);

}  // namespace beam::bench
