// OperatorBundle: the BundleProcessor that runs the typed operators of a pipeline of this process, the same that the direct
// runner runs.
#pragma once

#include <cstddef>
#include <memory>
#include <utility>

#include "beam/exec/staged_files.h"
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
      : OperatorBundleFactory(nullptr, cached_state_bytes) {}
  /// The functions of these processors find these files; null where they are those of the process.
  explicit OperatorBundleFactory(std::shared_ptr<const internal::StagedFiles> files,
                                 std::size_t cached_state_bytes = kCachedStateBytes)
      : cache_(std::make_shared<StateCache>(cached_state_bytes)),
        samples_(std::make_shared<DataSamples>()),
        files_(std::move(files)) {}
  std::unique_ptr<BundleProcessor> Make(const fn::ProcessBundleDescriptor& descriptor) override;
  fn::SampleDataResponse SampleData(const fn::SampleDataRequest& request) override;

 private:
  std::shared_ptr<StateCache> cache_;
  std::shared_ptr<DataSamples> samples_;
  std::shared_ptr<const internal::StagedFiles> files_;
};

}  // namespace beam::runners
