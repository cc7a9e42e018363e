// BundleMetrics: what a bundle tells its runner of its elements and of the time that its steps take. The bundle's thread feeds it;
// any thread may ask meanwhile.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "beam/exec/output.h"
#include "runners/harness/bundle_processor.h"
#include "runners/harness/element_sampler.h"
#include "runners/harness/step_times.h"

namespace beam::runners {

class BundleMetrics {
 public:
  /// What leaves `output`, which must outlive this, is of the collection. `node`: the step that the output belongs to, if any;
  /// `sampler` may be null.
  void AddOutput(const std::string& collection, internal::OutputBase& output, const internal::Node* node,
                 std::unique_ptr<ElementSampler> sampler);
  StepTimes& times() { return times_; }

  /// A bundle begins: what is told is the bundle's own.
  void Begin();
  /// Adds up what has passed by now.
  void Count();

  /// For any thread.
  std::vector<model::MonitoringInfo> Infos() const;

 private:
  struct CountedOutput {
    std::string collection;
    internal::OutputBase* output;
    std::size_t before = 0;  // the bundle
    std::unique_ptr<ElementSampler> sampler;
  };

  StepTimes times_;
  std::vector<CountedOutput> outputs_;
  std::map<std::string, std::unique_ptr<std::atomic<std::uint64_t>>> counts_;  // of elements, by collection
};

}  // namespace beam::runners
