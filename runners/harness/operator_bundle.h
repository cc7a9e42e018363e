// OperatorBundle: the BundleProcessor that runs the typed operators of a pipeline of this process, the same that the direct
// runner runs.
#pragma once

#include <cstddef>
#include <memory>

#include "runners/harness/bundle_processor.h"
#include "runners/harness/state_cache.h"

namespace beam::runners {

/// Makes processors for stages whose functions belong to pipelines that this process runs (live_graphs.h). Thread-safe.
///
/// Side inputs are read once for a processor, when its first bundle starts: those of bounded pipelines are complete by then and do
/// not change. User state is kept over bundles where the runner's tokens allow it.
class OperatorBundleFactory final : public BundleProcessorFactory {
 public:
  static constexpr std::size_t kCachedStateBytes = std::size_t{64} << 20;

  explicit OperatorBundleFactory(std::size_t cached_state_bytes = kCachedStateBytes)
      : cache_(std::make_shared<StateCache>(cached_state_bytes)) {}
  std::unique_ptr<BundleProcessor> Make(const fn::ProcessBundleDescriptor& descriptor) override;

 private:
  std::shared_ptr<StateCache> cache_;
};

}  // namespace beam::runners
