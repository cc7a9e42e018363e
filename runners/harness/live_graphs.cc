#include "runners/harness/live_graphs.h"

#include <map>
#include <mutex>
#include <random>
#include <utility>

#include "beam/base/bytes.h"
#include "beam/base/error.h"

namespace beam::runners {

namespace {

namespace model = org::apache::beam::model::pipeline::v1;

struct Registry {
  std::mutex mutex;
  std::map<std::string, std::shared_ptr<const internal::Graph>, std::less<>> graphs;
};
Registry& TheRegistry() {
  static Registry registry;
  return registry;
}

std::string NewKey() {
  std::random_device random;
  std::string key;
  ByteWriter writer(key);
  for (int i = 0; i < 4; ++i) writer.PutFixed32(random());
  return key;
}

model::FunctionSpec Numbered(const char* urn, const std::string& key, std::uint64_t number) {
  model::FunctionSpec function;
  function.set_urn(urn);
  ByteWriter writer(*function.mutable_payload());
  writer.PutLengthPrefixed(key);
  writer.PutVarint(number);
  return function;
}

[[noreturn]] void FailNotRunning() {
  throw Error(StatusCode::kNotFound,
              "this process is not running the pipeline that it was asked for; its run may have ended before the "
              "runner did, or it is not the process that submitted the pipeline");
}

// The graph whose key a function names, and the number behind the key.
std::pair<std::shared_ptr<const internal::Graph>, std::uint64_t> Find(const model::FunctionSpec& function) {
  ByteReader reader(function.payload());
  const std::string_view key = reader.ReadLengthPrefixed();
  const std::uint64_t number = reader.ReadVarint();
  reader.RequireEmpty();
  Registry& registry = TheRegistry();
  const std::lock_guard lock(registry.mutex);
  const auto found = registry.graphs.find(key);
  if (found == registry.graphs.end()) FailNotRunning();
  return {found->second, number};
}

}  // namespace

LiveGraph::LiveGraph(internal::Graph graph)
    : graph_(std::make_shared<const internal::Graph>(std::move(graph))), key_(NewKey()) {
  Registry& registry = TheRegistry();
  const std::lock_guard lock(registry.mutex);
  registry.graphs[key_] = graph_;
}

LiveGraph::~LiveGraph() {
  Registry& registry = TheRegistry();
  const std::lock_guard lock(registry.mutex);
  registry.graphs.erase(key_);
}

model::FunctionSpec LiveGraph::FunctionOf(const internal::Node& node) const {
  return Numbered(kLiveStepUrn, key_, node.id);
}

model::FunctionSpec LiveGraph::WindowFunctionOf(internal::WindowingId windowing) const {
  return Numbered(kLiveWindowFnUrn, key_, windowing);
}

FoundStep FindLiveStep(const model::FunctionSpec& function) {
  const auto [graph, number] = Find(function);
  if (number >= graph->nodes().size()) FailNotRunning();
  return {graph, &graph->node(number)};
}

internal::WindowFnRef FindLiveWindowFn(const model::FunctionSpec& function) {
  const auto [graph, number] = Find(function);
  if (number >= graph->windowings().size()) FailNotRunning();
  return graph->windowing(number).fn;
}

}  // namespace beam::runners
