// Stages: the descriptors that this worker knows, and processors of them that wait for their next bundle.
//
// Thread-safe. The first bundle of a stage asks the runner for the descriptor, the others wait for its answer.
#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "runners/harness/stage_ends.h"

namespace beam::runners {

struct DescribedStage {
  fn::ProcessBundleDescriptor descriptor;
  StageEnds ends;

  std::mutex mutex;
  std::vector<std::unique_ptr<BundleProcessor>> idle;
};

class Stages {
 public:
  using Fetch = std::function<fn::ProcessBundleDescriptor(const std::string& id)>;
  Stages(Fetch fetch, std::shared_ptr<BundleProcessorFactory> factory);

  /// Throws beam::Error if the runner has no such stage or its descriptor makes no sense; the next bundle asks again.
  std::shared_ptr<DescribedStage> Get(const std::string& id);
  /// A descriptor that the runner sends unasked.
  void Register(const fn::ProcessBundleDescriptor& descriptor);

  /// One that has finished a bundle cleanly, or a new one.
  std::unique_ptr<BundleProcessor> TakeProcessor(DescribedStage& stage);
  void GiveBack(DescribedStage& stage, std::unique_ptr<BundleProcessor> processor);

 private:
  std::shared_ptr<DescribedStage> Read(const std::string& id, fn::ProcessBundleDescriptor descriptor) const;

  const Fetch fetch_;
  const std::shared_ptr<BundleProcessorFactory> factory_;
  std::mutex mutex_;
  std::condition_variable fetched_;
  std::set<std::string> fetching_;
  std::map<std::string, std::shared_ptr<DescribedStage>> stages_;
};

}  // namespace beam::runners
