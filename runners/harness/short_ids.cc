#include "runners/harness/short_ids.h"

#include "beam/base/error.h"

namespace beam::runners {

namespace {

// Lengths keep apart what would run together.
void AddPart(const std::string& part, std::string& key) { key += std::to_string(part.size()) + ":" + part; }

std::string KeyOf(const model::MonitoringInfo& info) {
  std::string key;
  AddPart(info.urn(), key);
  AddPart(info.type(), key);
  const std::map<std::string, std::string> labels(info.labels().begin(), info.labels().end());
  for (const auto& [label, value] : labels) {
    AddPart(label, key);
    AddPart(value, key);
  }
  return key;
}

}  // namespace

std::string ShortIds::IdOf(const model::MonitoringInfo& info) {
  std::string key = KeyOf(info);
  std::lock_guard lock(mutex_);
  std::string& id = ids_[std::move(key)];
  if (id.empty()) {
    id = std::to_string(ids_.size());
    model::MonitoringInfo& kept = infos_[id];
    kept.set_urn(info.urn());
    kept.set_type(info.type());
    *kept.mutable_labels() = info.labels();
  }
  return id;
}

model::MonitoringInfo ShortIds::InfoOf(const std::string& id) const {
  std::lock_guard lock(mutex_);
  const auto found = infos_.find(id);
  if (found != infos_.end()) return found->second;
  throw Error(StatusCode::kNotFound, "this worker has named no metric so; short id = " + id);
}

}  // namespace beam::runners
