// OperatorBundle: the BundleProcessor that runs the typed operators of a pipeline of this process, the same that the direct
// runner runs.
#pragma once

#include <cstddef>
#include <memory>

#include "runners/harness/bundle_processor.h"
#include "runners/harness/data_samples.h"
#include "runners/harness/state_cache.h"

namespace beam::runners {

/// Makes processors for stages whose functions belong to pipelines that this process runs (live_graphs.h). Thread-safe.
///
/// Side inputs and user state are kept over bundles where nothing can have changed (step_side_inputs.h, state_cache.h).
class OperatorBundleFactory final : public BundleProcessorFactory {
 public:
  static constexpr std::size_t kCachedStateBytes = std::size_t{64} << 20;

  explicit OperatorBundleFactory(std::size_t cached_state_bytes = kCachedStateBytes)
      : cache_(std::make_shared<StateCache>(cached_state_bytes)), samples_(std::make_shared<DataSamples>()) {}
  std::unique_ptr<BundleProcessor> Make(const fn::ProcessBundleDescriptor& descriptor) override;
  fn::SampleDataResponse SampleData(const fn::SampleDataRequest& request) override;

 private:
  std::shared_ptr<StateCache> cache_;
  std::shared_ptr<DataSamples> samples_;
};

}  // namespace beam::runners
