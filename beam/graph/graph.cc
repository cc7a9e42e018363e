#include "beam/graph/graph.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "beam/graph/urns.h"

namespace beam::internal {

namespace {

std::string_view KindWord(const Node& node) {
  switch (node.kind) {
    case NodeKind::kImpulse:
      return "Impulse";
    case NodeKind::kSource:
      return "Source";
    case NodeKind::kFlatten:
      return "Flatten";
    case NodeKind::kGrouping:
      // A step with state is one in every other respect.
      if (node.urn == urn::kParDo) break;
      return node.inputs.size() > 1 ? "CoGroupByKey" : "Grouping";
    case NodeKind::kFused:
      break;
  }
  return "Step";
}

Status Broken(const Node& node, std::string what) {
  return Status(StatusCode::kInvalidArgument, node.Describe() + " " + std::move(what));
}

}  // namespace

std::string CodeLocation::ToString() const { return file.empty() ? "" : file + ":" + std::to_string(line); }

Node::Node() = default;
Node::Node(const Node& other) = default;
Node::Node(Node&& other) noexcept = default;
Node& Node::operator=(const Node& other) = default;
Node& Node::operator=(Node&& other) noexcept = default;
Node::~Node() = default;

std::string Node::Describe() const {
  std::string text = std::string(KindWord(*this)) + " '" + user_name() + "'";
  if (!location.file.empty()) text += " (" + location.ToString() + ")";
  return text;
}

Graph::Graph() { windowings_.emplace_back(); }

Node& Graph::AddNode(NodeKind kind, std::string urn, std::string name, CodeLocation location) {
  Node& node = nodes_.emplace_back();
  node.id = nodes_.size() - 1;
  node.kind = kind;
  node.urn = std::move(urn);
  node.name = std::move(name);
  node.location = std::move(location);
  return node;
}

CollectionId Graph::AddOutput(NodeId node, const ElementType* type, WindowingId windowing) {
  Collection& collection = collections_.emplace_back();
  collection.id = collections_.size() - 1;
  collection.type = type;
  collection.windowing = windowing;
  collection.producer = node;
  collection.producer_output = nodes_[node].outputs.size();
  const std::vector<CollectionId>& inputs = nodes_[node].inputs;
  collection.bounded =
      nodes_[node].kind != NodeKind::kSource && !nodes_[node].unbounded &&
      std::all_of(inputs.begin(), inputs.end(), [&](CollectionId input) { return collections_[input].bounded; });
  nodes_[node].outputs.push_back(collection.id);
  return collection.id;
}

WindowingId Graph::FindOrAddWindowing(Windowing windowing) {
  const auto found = std::find(windowings_.begin(), windowings_.end(), windowing);
  if (found != windowings_.end()) return static_cast<WindowingId>(found - windowings_.begin());
  return AddWindowing(std::move(windowing));
}

WindowingId Graph::AddWindowing(Windowing windowing) {
  windowings_.push_back(std::move(windowing));
  return windowings_.size() - 1;
}

Status Graph::Validate() const {
  std::unordered_set<std::string> names;
  std::unordered_set<CollectionId> produced;
  for (const Node& node : nodes_) {
    if (!names.insert(node.name).second) return Broken(node, "has a name that an earlier step has");
    for (CollectionId input : node.inputs) {
      if (!produced.contains(input)) return Broken(node, "reads a collection that no earlier step produces");
    }
    for (CollectionId input : node.side_inputs) {
      if (!produced.contains(input)) return Broken(node, "has a side input that no earlier step produces");
    }
    const bool reads_nothing = node.kind == NodeKind::kImpulse || node.kind == NodeKind::kSource;
    if (reads_nothing && !node.inputs.empty()) return Broken(node, "is a source with an input");
    if (node.kind == NodeKind::kFused && node.inputs.size() != 1) return Broken(node, "needs exactly one main input");
    for (CollectionId output : node.outputs) produced.insert(output);
  }
  return Status();
}

std::string Graph::ToString() const {
  std::string text;
  for (const Node& node : nodes_) {
    text += std::to_string(node.id) + " " + node.urn + " '" + node.name + "'";
    for (CollectionId input : node.inputs) text += " <" + std::to_string(input);
    for (CollectionId input : node.side_inputs) text += " side:" + std::to_string(input);
    for (CollectionId output : node.outputs) text += " >" + std::to_string(output);
    text += "\n";
  }
  return text;
}

}  // namespace beam::internal
