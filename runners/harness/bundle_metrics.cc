#include "runners/harness/bundle_metrics.h"

#include "beam/base/error.h"
#include "runners/harness/system_metric_info.h"

namespace beam::runners {

namespace {
constexpr char kCollection[] = "PCOLLECTION";
}  // namespace

void BundleMetrics::AddOutput(const std::string& collection, internal::OutputBase& output, const internal::Node* node,
                              const std::optional<internal::WireElements>& elements) {
  CountedOutput& counted = outputs_.emplace_back();
  counted.collection = collection;
  counted.output = &output;
  counts_.emplace(collection, std::make_unique<std::atomic<std::uint64_t>>(0));
  output.set_activity(&times_.activity(), node);
  if (!elements.has_value() || !ElementSampler::CanSample(*elements)) return;
  try {
    counted.sampler = std::make_unique<ElementSampler>(collection, *elements, samples_);
  } catch (const Error&) {
    // Coders that do not fit are an error for whoever sends or reads the elements, and not for those who would only like to see them.
    return;
  }
  output.set_tap(counted.sampler.get());
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
    infos.push_back(
        SumInfo("beam:metric:element_count:v1", kCollection, collection, count->load(std::memory_order_relaxed)));
  }
  std::map<std::string, DistributionValue> sizes;
  for (const CountedOutput& counted : outputs_) {
    if (counted.sampler != nullptr) sizes[counted.collection].Merge(counted.sampler->sizes());
  }
  for (const auto& [collection, size] : sizes) {
    if (size.count > 0)
      infos.push_back(DistributionInfo("beam:metric:sampled_byte_size:v1", kCollection, collection, size));
  }
  times_.AddTo(infos);
  return infos;
}

}  // namespace beam::runners
