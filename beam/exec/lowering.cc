#include "beam/exec/lowering.h"

#include <string>
#include <utility>

#include "beam/exec/operator_context.h"
#include "beam/graph/graph.h"
#include "beam/graph/urns.h"

namespace beam::internal {

Lowering::Lowering(Graph& graph, const Node& node, std::vector<CollectionId> inputs, std::vector<CollectionId> sides,
                   bool combines)
    : graph_(graph), node_(node), inputs_(std::move(inputs)), sides_(std::move(sides)), combines_(combines) {}

bool Lowering::fires_once() const { return graph_.windowing_of(inputs_[0]).fires_once(); }

Node& Lowering::AddNode(std::string_view part, const char* urn, std::vector<CollectionId> inputs) {
  const NodeKind kind = urn == std::string_view(urn::kParDo)     ? NodeKind::kFused
                        : urn == std::string_view(urn::kFlatten) ? NodeKind::kFlatten
                                                                 : NodeKind::kGrouping;
  const std::string name = part.empty() ? node_.name : node_.name + "/" + std::string(part);
  Node& added = graph_.AddNode(kind, urn, name, node_.location);
  added.part_of = node_.user_name();
  added.inner = true;
  added.inputs = std::move(inputs);
  return added;
}

CollectionId Lowering::AddOutput(const Node& node, const ElementType* type) {
  return graph_.AddOutput(node.id, type, graph_.collection(node.inputs[0]).windowing);
}

CollectionId Lowering::AddStep(std::string_view part, CollectionId input, Owned<const OperatorFactory> factory,
                               const ElementType* output) {
  Node& node = AddNode(part, urn::kParDo, {input});
  node.factory = std::unique_ptr<const OperatorFactory>(std::move(factory));
  return AddOutput(node, output);
}

CollectionId Lowering::AddStepWithSides(std::string_view part, CollectionId input, Owned<const OperatorFactory> factory,
                                        const ElementType* output) {
  const CollectionId added = AddStep(part, input, std::move(factory), output);
  graph_.node(graph_.collection(added).producer).side_inputs = sides_;
  return added;
}

CollectionId Lowering::AddFlatten(std::string_view part, std::vector<CollectionId> inputs, const ElementType* output) {
  return AddOutput(AddNode(part, urn::kFlatten, std::move(inputs)), output);
}

CollectionId Lowering::AddGrouping(std::string_view part, const char* urn, CollectionId input,
                                   Owned<const ExchangeFactory> exchange, const ElementType* output) {
  Node& node = AddNode(part, urn, {input});
  node.exchange = std::unique_ptr<const ExchangeFactory>(std::move(exchange));
  return graph_.AddOutput(node.id, output, graph_.FindOrAddWindowing(AfterGrouping(graph_.windowing_of(input))));
}

void Lowering::SetGlobalWindows(CollectionId collection) {
  Windowing global;
  if (!graph_.collection(collection).bounded) {
    // What is grouped only to be taken apart again goes on at once, and holds the watermark until then.
    global.trigger = Always();
    global.timestamps = TimestampCombiner::kEarliest;
  }
  graph_.SetWindowing(collection, graph_.FindOrAddWindowing(std::move(global)));
}

void Lowering::SetWindowsOfInput(CollectionId collection) {
  graph_.SetWindowing(collection, graph_.collection(inputs_[0]).windowing);
}

namespace {

class GraphLowering {
 public:
  GraphLowering(const Graph& from, bool combines) : from_(from), combines_(combines) {}

  Graph Lower() {
    // Windowings keep their numbers; the first is in every graph.
    for (WindowingId id = 1; id < from_.windowings().size(); ++id) to_.AddWindowing(from_.windowing(id));
    added_.resize(from_.collections().size());
    for (const Node& node : from_.nodes()) {
      if (node.kind == NodeKind::kGrouping && node.exchange->CanLower(LowersCombines(node))) {
        Lowering lowering(to_, node, Added(node.inputs), Added(node.side_inputs), LowersCombines(node));
        const CollectionId result = node.exchange->Lower(lowering);
        added_[node.outputs[0]] = result;
        to_.node(to_.collection(result).producer).inner = node.inner;
      } else {
        Copy(node);
      }
    }
    return std::move(to_);
  }

 private:
  // A runner that combines before it shuffles would hide elements from the trigger.
  bool LowersCombines(const Node& node) const { return combines_ || !from_.windowing_of(node.inputs[0]).fires_once(); }
  std::vector<CollectionId> Added(const std::vector<CollectionId>& ids) const {
    std::vector<CollectionId> added;
    added.reserve(ids.size());
    for (const CollectionId id : ids) added.push_back(added_[id]);
    return added;
  }
  void Copy(const Node& node) {
    Node& copy = to_.AddNode(node.kind, node.urn, node.name, node.location);
    copy.payload = node.payload;
    copy.part_of = node.part_of;
    copy.inner = node.inner;
    copy.unbounded = node.unbounded;
    copy.inputs = Added(node.inputs);
    copy.side_inputs = Added(node.side_inputs);
    copy.factory = node.factory;
    copy.exchange = node.exchange;
    copy.source = node.source;
    for (const CollectionId output : node.outputs) {
      const Collection& collection = from_.collection(output);
      added_[output] = to_.AddOutput(copy.id, collection.type, collection.windowing);
    }
  }

  const Graph& from_;
  bool combines_;
  Graph to_;
  std::vector<CollectionId> added_;  // of each collection that was there
};

}  // namespace

Graph LowerGroupings(const Graph& graph, bool combines) { return GraphLowering(graph, combines).Lower(); }

}  // namespace beam::internal
