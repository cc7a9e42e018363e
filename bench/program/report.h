#pragma once

#include <chrono>
#include <cinttypes>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <ctime>

namespace beam::bench {

/// What a bench program computed: a sum of digests that does not depend on order, and two counts for people.
struct Checksum {
  uint64_t digest = 0;
  uint64_t groups = 0;    // words, keys, joined rows: what the work yields
  uint64_t elements = 0;  // words, pairs, records: what went in

  Checksum& operator+=(const Checksum& other) {
    digest += other.digest;
    groups += other.groups;
    elements += other.elements;
    return *this;
  }
};

/// The highest resident set of this process so far. It is read from the kernel's VmHWM because getrusage() also counts
/// the process that forked us.
inline double PeakRssMb() {
  double kib = 0;
  if (std::FILE* status = std::fopen("/proc/self/status", "r")) {
    char line[256];
    while (std::fgets(line, sizeof line, status) != nullptr) {
      if (std::strncmp(line, "VmHWM:", 6) == 0) std::sscanf(line + 6, "%lf", &kib);
    }
    std::fclose(status);
  }
  return kib / 1024;
}

class Stopwatch {
 public:
  double Seconds() const { return std::chrono::duration<double>(Clock::now() - start_).count(); }

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point start_ = Clock::now();
};

/// Processor seconds of all threads of this process so far, in user code and in the kernel.
inline double CpuSeconds() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

/// Prints the one line that bench/compare reads.
inline void Report(const Checksum& sum, double seconds, double cpu_seconds = CpuSeconds()) {
  std::printf("checksum=%016" PRIx64 ":%" PRIu64 ":%" PRIu64 " seconds=%.4f cpu_seconds=%.4f peak_rss_mb=%.1f\n",
              sum.digest, sum.groups, sum.elements, seconds, cpu_seconds, PeakRssMb());
}

}  // namespace beam::bench
