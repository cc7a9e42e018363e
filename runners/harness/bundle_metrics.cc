#include "runners/harness/bundle_metrics.h"

#include "runners/model/metric_info.h"

namespace beam::runners {

void BundleMetrics::AddOutput(const std::string& collection, internal::OutputBase& output, const internal::Node* node,
                              std::unique_ptr<ElementSampler> sampler) {
  counts_.emplace(collection, std::make_unique<std::atomic<std::uint64_t>>(0));
  output.set_activity(&times_.activity(), node);
  output.set_tap(sampler.get());
  outputs_.push_back({collection, &output, 0, std::move(sampler)});
}

void BundleMetrics::Begin() {
  times_.Begin();
  for (CountedOutput& counted : outputs_) {
    counted.before = counted.output->element_count();
    if (counted.sampler != nullptr) counted.sampler->Begin();
  }
  Count();
}

void BundleMetrics::Count() {
  std::map<std::string, std::uint64_t> totals;
  for (const CountedOutput& counted : outputs_) {
    totals[counted.collection] += counted.output->element_count() - counted.before;
  }
  for (const auto& [collection, total] : totals) counts_[collection]->store(total, std::memory_order_relaxed);
}

std::vector<model::MonitoringInfo> BundleMetrics::Infos() const {
  std::vector<model::MonitoringInfo> infos;
  for (const auto& [collection, count] : counts_) {
    infos.push_back(MetricInfo("beam:metric:element_count:v1", {{"PCOLLECTION", collection}},
                               static_cast<std::int64_t>(count->load(std::memory_order_relaxed))));
  }
  std::map<std::string, DistributionValue> sizes;
  for (const CountedOutput& counted : outputs_) {
    if (counted.sampler != nullptr) sizes[counted.collection].Merge(counted.sampler->sizes());
  }
  for (const auto& [collection, size] : sizes) {
    if (size.count == 0) continue;
    infos.push_back(MetricInfo("beam:metric:sampled_byte_size:v1", {{"PCOLLECTION", collection}}, size));
  }
  times_.AddTo(infos);
  return infos;
}

}  // namespace beam::runners
