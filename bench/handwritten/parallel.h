#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <thread>
#include <vector>

namespace beam::bench {

/// Runs work(0) .. work(threads - 1) at the same time, work(0) on the calling thread, and waits for all.
template <class Work>
void RunOnThreads(int threads, Work work) {
  std::vector<std::thread> others;
  for (int t = 1; t < threads; ++t) others.emplace_back([&work, t] { work(t); });
  work(0);
  for (auto& other : others) other.join();
}

/// Hands out [0, total) in chunks to whichever thread asks next, so that a thread that was disturbed does not hold up
/// the others.
class Chunks {
 public:
  struct Range {
    uint64_t begin;
    uint64_t end;
  };

  Chunks(uint64_t total, uint64_t chunk) : total_(total), chunk_(chunk) {}

  /// False when nothing is left.
  bool Next(Range& range) {
    range.begin = next_.fetch_add(chunk_, std::memory_order_relaxed);
    range.end = std::min(range.begin + chunk_, total_);
    return range.begin < total_;
  }

 private:
  const uint64_t total_;
  const uint64_t chunk_;
  std::atomic<uint64_t> next_{0};
};

}  // namespace beam::bench
