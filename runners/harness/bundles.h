// Bundles: what has become of each bundle that the runner has announced. Progress, splits and finalization ask here.
//
// Thread-safe. A bundle that has ended is remembered for a while, because the runner's questions about it may come late; what
// it keeps for its finalization is given up when it is forgotten.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "runners/harness/stages.h"

namespace beam::runners {

/// One bundle. Its thread runs it; other threads ask about it.
class Bundle {
 public:
  enum class State { kAnnounced, kRunning, kFinished, kFailed };

  Bundle(std::string instruction_id, std::string stage_id)
      : instruction_id_(std::move(instruction_id)), stage_id_(std::move(stage_id)) {}

  const std::string& instruction_id() const { return instruction_id_; }
  /// What it is doing, in a line.
  std::string Describe() const;
  State state() const;
  /// From here on the processor is asked about progress and splits. It must stay until Stopped.
  void Started(BundleProcessor& processor);
  /// Returns once nobody asks the processor any more.
  void Stopped();
  void Ended(State how);
  /// The metrics while the bundle runs; nothing before and after.
  std::vector<model::MonitoringInfo> MonitoringInfos() const;
  /// So much time has passed for whatever the bundle is doing, if it runs.
  void Passed(std::chrono::nanoseconds time);
  /// Gives a part of the running bundle back; an empty answer, which is the only one before and after, declines.
  fn::ProcessBundleSplitResponse Split(const fn::ProcessBundleSplitRequest& request);

  /// Keeps the processor until the runner says that the outputs are safe.
  void KeepForFinalization(std::shared_ptr<DescribedStage> stage, std::unique_ptr<BundleProcessor> processor);
  bool AwaitsFinalization() const;
  /// Null if there is none (any more).
  std::unique_ptr<BundleProcessor> TakeForFinalization();
  const std::shared_ptr<DescribedStage>& stage() const { return stage_; }

 private:
  const std::string instruction_id_;
  const std::string stage_id_;
  const std::chrono::steady_clock::time_point announced_ = std::chrono::steady_clock::now();
  mutable std::mutex mutex_;
  State state_ = State::kAnnounced;
  BundleProcessor* running_ = nullptr;
  std::shared_ptr<DescribedStage> stage_;
  std::unique_ptr<BundleProcessor> kept_;
};

class Bundles {
 public:
  /// `past` is the number of ended bundles that are remembered, `running` the most that may be under way at once.
  Bundles(std::size_t past, std::size_t running) : past_(past), limit_(running) {}

  /// Throws beam::Error if the id is known already or too many are running.
  std::shared_ptr<Bundle> Announce(const std::string& instruction_id, const std::string& stage_id = {});
  /// Throws beam::Error if no such bundle was ever announced, or if it failed.
  std::shared_ptr<Bundle> Find(const std::string& instruction_id) const;
  /// The bundle is over. Returns the bundle that is forgotten for it, or null.
  std::shared_ptr<Bundle> End(const Bundle& bundle);
  /// So much time has passed for all that are under way.
  void Passed(std::chrono::nanoseconds time);
  /// How many there were, and a line for each that is under way.
  std::string Describe() const;
  /// How many are under way.
  std::size_t running() const;

 private:
  std::vector<std::shared_ptr<Bundle>> UnderWay() const;

  const std::size_t past_;
  const std::size_t limit_;
  mutable std::mutex mutex_;
  std::map<std::string, std::shared_ptr<Bundle>> bundles_;
  std::deque<std::string> ended_;
  std::uint64_t announced_ = 0;
};

}  // namespace beam::runners
