#include "runners/portable/user_metrics.h"

#include <optional>
#include <string>
#include <string_view>

#include "runners/model/graph_to_proto.h"
#include "runners/model/user_metric_info.h"

namespace beam::runners {

namespace {

// True if `text` is `whole`, or that and the name of a part behind it.
bool IsPartOf(std::string_view whole, std::string_view text) {
  if (!text.starts_with(whole)) return false;
  return text.size() == whole.size() || text[whole.size()] == '/' || text[whole.size()] == '_';
}

// The user's name for what a service calls `label`.
std::string StepOf(std::string_view label, const internal::Graph& graph) {
  const internal::Node* found = nullptr;
  std::size_t matched = 0;
  for (const internal::Node& node : graph.nodes()) {
    const std::string id = TransformName(node.id);
    // Prism puts an e in front of the ids that it makes for the parts of a lifted combine.
    const bool by_id = IsPartOf(id, label) || IsPartOf("e" + id, label);
    if (!by_id && !IsPartOf(node.name, label)) continue;
    // Of nested names the longest is meant.
    const std::size_t length = by_id ? label.size() : node.name.size();
    if (found != nullptr && length <= matched) continue;
    found = &node;
    matched = length;
  }
  return found == nullptr ? std::string(label) : found->user_name();
}

}  // namespace

MetricResults UserMetricsOf(const org::apache::beam::model::job_management::v1::MetricResults& metrics,
                            const internal::Graph& graph) {
  MetricResults results;
  for (const auto& info : metrics.committed()) {
    if (const auto read = ReadUserMetric(info)) results.AddCommitted(StepOf(read->transform, graph), read->metric);
  }
  for (const auto& info : metrics.attempted()) {
    if (const auto read = ReadUserMetric(info)) results.AddAttempted(StepOf(read->transform, graph), read->metric);
  }
  return results;
}

}  // namespace beam::runners
