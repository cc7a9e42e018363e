// BundleSampler: looks from time to time at what each running bundle is doing, on a thread of its own, which is how steps get
// their times. Nothing is paid for each element: outputs note the step that they enter, once for a batch.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "runners/harness/bundles.h"

namespace beam::runners {

class BundleSampler {
 public:
  /// The bundles must outlive this.
  BundleSampler(Bundles& bundles, std::chrono::milliseconds period);
  BundleSampler(const BundleSampler&) = delete;
  BundleSampler& operator=(const BundleSampler&) = delete;
  ~BundleSampler();

  void Start();
  void Stop();

 private:
  void Run();

  Bundles& bundles_;
  const std::chrono::milliseconds period_;
  std::mutex mutex_;
  std::condition_variable stopping_;
  bool stopped_ = false;
  std::thread thread_;
};

}  // namespace beam::runners
