// OperatorBundle: the BundleProcessor that runs the typed operators of a pipeline of this process, the same that the direct
// runner runs.
#pragma once

#include <memory>

#include "runners/harness/bundle_processor.h"

namespace beam::runners {

/// Makes processors for stages whose functions belong to pipelines that this process runs (live_graphs.h). Thread-safe.
///
/// Side inputs are read once for a processor, when its first bundle starts: those of bounded pipelines are complete by then and do
/// not change.
class OperatorBundleFactory final : public BundleProcessorFactory {
 public:
  std::unique_ptr<BundleProcessor> Make(const fn::ProcessBundleDescriptor& descriptor) override;
};

}  // namespace beam::runners
