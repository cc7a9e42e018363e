#include "runners/harness/bundle_sampler.h"

namespace beam::runners {

BundleSampler::BundleSampler(Bundles& bundles, std::chrono::milliseconds period) : bundles_(bundles), period_(period) {}

BundleSampler::~BundleSampler() { Stop(); }

void BundleSampler::Start() {
  thread_ = std::thread([this] { Run(); });
}

void BundleSampler::Stop() {
  {
    std::lock_guard lock(mutex_);
    stopped_ = true;
    stopping_.notify_all();
  }
  if (thread_.joinable()) thread_.join();
}

// The time that has passed in truth, which is longer than the period on a machine with much to do.
void BundleSampler::Run() {
  using Clock = std::chrono::steady_clock;
  Clock::time_point before = Clock::now();
  std::unique_lock lock(mutex_);
  while (!stopping_.wait_for(lock, period_, [this] { return stopped_; })) {
    const Clock::time_point now = Clock::now();
    lock.unlock();
    bundles_.Passed(now - before);
    lock.lock();
    before = now;
  }
}

}  // namespace beam::runners
