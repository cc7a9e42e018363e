// ShortIds: names metrics by short strings, so that a bundle's response need not spell out their labels every time.
//
// Thread-safe. An id means the same for as long as this object lives, which is as long as the control stream.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "runners/harness/bundle_processor.h"

namespace beam::runners {

class ShortIds {
 public:
  /// The id of the metric with this URN, type and labels, whatever its value is.
  std::string IdOf(const model::MonitoringInfo& info);
  /// The metric without its value. Throws beam::Error for an id that was never given out.
  model::MonitoringInfo InfoOf(const std::string& id) const;

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::string> ids_;
  std::map<std::string, model::MonitoringInfo> infos_;
};

/// Puts the metrics into a response in both forms: some runners read one of them, some the other.
template <class Response>
void AddMetrics(std::vector<model::MonitoringInfo> infos, ShortIds& short_ids, Response& response) {
  for (model::MonitoringInfo& info : infos) {
    (*response.mutable_monitoring_data())[short_ids.IdOf(info)] = info.payload();
    *response.add_monitoring_infos() = std::move(info);
  }
}

}  // namespace beam::runners
