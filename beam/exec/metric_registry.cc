#include "beam/exec/metric_registry.h"

#include <deque>
#include <map>
#include <mutex>
#include <tuple>

#include "beam/base/error.h"

namespace beam::internal {

namespace {

struct Registry {
  std::mutex mutex;
  std::deque<MetricSpec> specs;  // by number; they do not move
  std::map<std::tuple<MetricKind, std::string_view, std::string_view>, MetricId> ids;
};

// Never destroyed, because static counters may be added to until the very end.
Registry& TheRegistry() {
  static Registry& registry = *new Registry;
  return registry;
}

}  // namespace

MetricId RegisterMetric(MetricKind kind, std::string_view name_space, std::string_view name) {
  if (name_space.empty() || name.empty()) {
    throw Error(StatusCode::kInvalidArgument, "a metric needs a name, and a namespace if one is given; namespace = \"" +
                                                  std::string(name_space) + "\", name = \"" + std::string(name) + "\"");
  }
  Registry& registry = TheRegistry();
  const std::lock_guard lock(registry.mutex);
  if (const auto found = registry.ids.find({kind, name_space, name}); found != registry.ids.end()) return found->second;
  const auto id = static_cast<MetricId>(registry.specs.size());
  const MetricSpec& spec = registry.specs.emplace_back(MetricSpec{kind, std::string(name_space), std::string(name)});
  registry.ids.emplace(std::tuple(kind, std::string_view(spec.name_space), std::string_view(spec.name)), id);
  return id;
}

const MetricSpec& MetricOf(MetricId id) {
  Registry& registry = TheRegistry();
  const std::lock_guard lock(registry.mutex);
  return registry.specs[id];
}

}  // namespace beam::internal
