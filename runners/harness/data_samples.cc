#include "runners/harness/data_samples.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "beam/base/time.h"
#include "runners/model/proto_time.h"

namespace beam::runners {

void DataSamples::Add(const std::string& collection, std::string_view value) {
  if (value.size() > kMostBytes) return;
  std::lock_guard lock(mutex_);
  Elements& kept = kept_[collection];
  if (static_cast<std::size_t>(kept.elements_size()) == kMostOfCollection) {
    kept.mutable_elements()->DeleteSubrange(0, 1);
  }
  fn::SampledElement& sample = *kept.add_elements();
  sample.set_element(std::string(value));
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  SetTime(Timestamp::Millis(std::chrono::duration_cast<std::chrono::milliseconds>(now).count()),
          *sample.mutable_sample_timestamp());
}

fn::SampleDataResponse DataSamples::Take(const fn::SampleDataRequest& request) {
  fn::SampleDataResponse response;
  std::lock_guard lock(mutex_);
  wanted_.store(true, std::memory_order_relaxed);
  const auto& names = request.pcollection_ids();
  for (auto at = kept_.begin(); at != kept_.end();) {
    if (!names.empty() && std::find(names.begin(), names.end(), at->first) == names.end()) {
      ++at;
      continue;
    }
    (*response.mutable_element_samples())[at->first] = std::move(at->second);
    at = kept_.erase(at);
  }
  return response;
}

}  // namespace beam::runners
