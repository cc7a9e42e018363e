#pragma once

#include <vector>

#include "bench/handwritten/parallel.h"
#include "bench/program/report.h"
#include "examples/nexmark/generator.h"

namespace beam::bench {

inline void AddDigest(Checksum& sum, uint64_t digest) { sum += Checksum{digest, 1, 0}; }

inline Checksum Total(const std::vector<Checksum>& sums) {
  Checksum total;
  for (const Checksum& sum : sums) total += sum;
  return total;
}

/// Calls visit(thread, event) for each event and finish(thread) at the end of each thread. Each thread sees its events in the order
/// of time.
template <class Visit, class Finish>
void ForEachEvent(uint64_t n, int threads, Visit visit, Finish finish) {
  constexpr uint64_t kChunk = 1 << 15;
  const nexmark::Generator generator;
  Chunks chunks(n, kChunk);
  RunOnThreads(threads, [&](int thread) {
    Chunks::Range range;
    while (chunks.Next(range)) {
      for (uint64_t i = range.begin; i < range.end; ++i) {
        nexmark::Event event = generator.At(static_cast<int64_t>(i));
        visit(static_cast<size_t>(thread), event);
      }
    }
    finish(static_cast<size_t>(thread));
  });
}

template <class Visit>
void ForEachEvent(uint64_t n, int threads, Visit visit) {
  ForEachEvent(n, threads, visit, [](size_t) {});
}

}  // namespace beam::bench
