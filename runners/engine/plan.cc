#include "runners/engine/plan.h"

#include <algorithm>

#include "beam/base/error.h"
#include "beam/graph/element_type.h"

namespace beam::runners {

using internal::CollectionId;
using internal::Graph;
using internal::Node;
using internal::NodeKind;

namespace {

/// A place where a collection comes out of a stage; a flattened collection has one for each of its sources.
struct Tap {
  StageId stage;
  CollectionId collection;
};

class Planner {
 public:
  Planner(const Graph& graph, const PlanOptions& options)
      : graph_(graph), options_(options), taps_(graph.collections().size()) {
    plan_.side_exchange.assign(graph.collections().size(), Plan::kNone);
  }

  Plan Make() {
    for (const Node& node : graph_.nodes()) {
      switch (node.kind) {
        case NodeKind::kImpulse:
        case NodeKind::kSource:
          PlanSource(node);
          break;
        case NodeKind::kFused:
          PlanFused(node);
          break;
        case NodeKind::kFlatten:
          PlanFlatten(node);
          break;
        case NodeKind::kGrouping:
          PlanGrouping(node);
          break;
      }
    }
    return std::move(plan_);
  }

 private:
  Stage& AddStage() {
    Stage& stage = plan_.stages.emplace_back();
    stage.id = plan_.stages.size() - 1;
    return stage;
  }

  void PlanSource(const Node& node) {
    Stage& stage = AddStage();
    stage.source = &node;
    stage.sources = node.outputs;
    taps_[node.outputs[0]] = {Tap{stage.id, node.outputs[0]}};
  }

  void PlanFlatten(const Node& node) {
    std::vector<Tap>& taps = taps_[node.outputs[0]];
    for (const CollectionId input : node.inputs) taps.insert(taps.end(), taps_[input].begin(), taps_[input].end());
  }

  void PlanGrouping(const Node& node) {
    Exchange exchange;
    exchange.id = plan_.exchanges.size();  // Side inputs and cuts add theirs behind it.
    exchange.factory = node.exchange.get();
    exchange.node = &node;
    exchange.inputs = node.inputs.size();
    exchange.lifted = options_.lift && node.exchange->can_lift();
    exchange.bounded = std::all_of(node.inputs.begin(), node.inputs.end(),
                                   [&](CollectionId input) { return graph_.collection(input).bounded; });
    plan_.exchanges.push_back(exchange);
    const Sides sides = StoreSideInputs(node);
    const std::vector<StageId>& side_writers = sides.writers;
    std::vector<StageId> writers;
    for (std::size_t input = 0; input < node.inputs.size(); ++input) {
      std::vector<Tap> taps = taps_[node.inputs[input]];
      if (!sides.growing.empty()) {
        taps = {Gate(node, node.inputs[input], taps, sides)};
      } else if (!node.exchange->reads_sides() && MustWait(taps, side_writers)) {
        taps = {Cut(node.inputs[input], taps)};
      }
      WriteTaps(taps, exchange.id, input, writers);
      if (node.exchange->reads_sides()) continue;
      for (const Tap& tap : taps) {
        DependOnSides(tap.stage, side_writers);
      }
    }
    const StageId reader = AddReader(exchange.id, node.outputs, writers);
    if (node.exchange->reads_sides()) {
      DependOnSides(reader, side_writers);
    }
    plan_.stages[reader].growing = sides.growing;
    for (const CollectionId output : node.outputs) taps_[output] = {Tap{reader, output}};
  }

  void WriteTaps(const std::vector<Tap>& taps, ExchangeId exchange, std::size_t input, std::vector<StageId>& writers) {
    for (const Tap& tap : taps) {
      StageEdge edge;
      edge.from = tap.collection;
      edge.into_exchange = true;
      edge.exchange = exchange;
      edge.input = input;
      plan_.stages[tap.stage].edges.push_back(edge);
      writers.push_back(tap.stage);
    }
  }

  StageId AddReader(ExchangeId exchange, std::vector<CollectionId> sources, const std::vector<StageId>& writers) {
    Stage& stage = AddStage();
    stage.reads = exchange;
    stage.shares_work = plan_.exchanges[exchange].factory->shares_work();
    stage.sources = std::move(sources);
    for (const StageId writer : writers) Depend(stage.id, writer);
    return stage.id;
  }

  void Depend(StageId stage, StageId on) {
    std::vector<StageId>& depends = plan_.stages[stage].depends_on;
    if (std::find(depends.begin(), depends.end(), on) == depends.end()) depends.push_back(on);
  }

  void DependOnSides(StageId stage, const std::vector<StageId>& writers) {
    for (const StageId writer : writers) Depend(stage, writer);
    std::vector<StageId>& sides = plan_.stages[stage].sides;
    sides.insert(sides.end(), writers.begin(), writers.end());
  }

  // True when `stage` is `target` or waits for it, directly or not.
  bool WaitsFor(StageId stage, StageId target) const {
    if (stage == target) return true;
    std::vector<StageId> open = {stage};
    std::vector<bool> seen(plan_.stages.size());
    while (!open.empty()) {
      const StageId next = open.back();
      open.pop_back();
      for (const StageId on : plan_.stages[next].depends_on) {
        if (on == target) return true;
        if (!seen[on]) open.push_back(on);
        seen[on] = true;
      }
    }
    return false;
  }

  void PlanFused(const Node& node) {
    const Sides sides = StoreSideInputs(node);
    const std::vector<StageId>& side_writers = sides.writers;
    std::vector<Tap> taps = taps_[node.inputs[0]];
    if (!sides.growing.empty()) {
      taps = {Gate(node, node.inputs[0], taps, sides)};
    } else if (MustCut(node, taps, side_writers)) {
      taps = {Cut(node.inputs[0], taps)};
    }
    std::vector<StageId> stages;
    for (const Tap& tap : taps) {
      Stage& stage = plan_.stages[tap.stage];
      StageEdge edge;
      edge.from = tap.collection;
      edge.to = node.id;
      stage.edges.push_back(edge);
      if (std::find(stages.begin(), stages.end(), tap.stage) != stages.end()) continue;
      stages.push_back(tap.stage);
      stage.nodes.push_back(node.id);
      DependOnSides(tap.stage, side_writers);
    }
    for (const CollectionId output : node.outputs) {
      for (const StageId stage : stages) taps_[output].push_back(Tap{stage, output});
    }
  }

  bool MustCut(const Node& node, const std::vector<Tap>& taps, const std::vector<StageId>& side_writers) const {
    if (!options_.fuse && ElementExchangeOf(node.inputs[0]) != nullptr) return true;
    return MustWait(taps, side_writers);
  }

  // A step cannot wait for a side input that its own stage, or one behind it, has yet to write.
  bool MustWait(const std::vector<Tap>& taps, const std::vector<StageId>& side_writers) const {
    for (const Tap& tap : taps) {
      for (const StageId writer : side_writers) {
        if (WaitsFor(writer, tap.stage)) return true;
      }
    }
    return false;
  }

  const internal::ExchangeFactory* ElementExchangeOf(CollectionId collection) const {
    return graph_.collection(collection).type->element_exchange();
  }

  ExchangeId AddElementExchange(CollectionId collection, const Node& consumer) {
    const internal::ExchangeFactory* factory = ElementExchangeOf(collection);
    if (factory == nullptr) {
      throw Error(StatusCode::kInvalidArgument,
                  consumer.Describe() +
                      " needs a collection that has to be stored between stages, and its element type has "
                      "no coder; specialize beam::Coder for it; type = " +
                      std::string(graph_.collection(collection).type->name()));
    }
    Exchange exchange;
    exchange.id = plan_.exchanges.size();
    exchange.factory = factory;
    exchange.bounded = graph_.collection(collection).bounded;
    plan_.exchanges.push_back(exchange);
    return exchange.id;
  }

  /// The side inputs of a step: the stages that write those which are read when they are complete, and those without end.
  struct Sides {
    std::vector<StageId> writers;
    std::vector<CollectionId> growing;
    std::vector<StageId> growing_writers;
  };
  Sides StoreSideInputs(const Node& node) {
    Sides sides;
    for (const CollectionId side : node.side_inputs) {
      const bool bounded = graph_.collection(side).bounded;
      StoreSideInput(node, side, bounded ? sides.writers : sides.growing_writers);
      if (!bounded) sides.growing.push_back(side);
    }
    return sides;
  }

  void StoreSideInput(const Node& node, CollectionId side, std::vector<StageId>& writers) {
    if (plan_.side_exchange[side] == Plan::kNone) {
      plan_.side_exchange[side] = AddElementExchange(side, node);
      WriteTaps(taps_[side], plan_.side_exchange[side], 0, writers);
    } else {
      for (const Tap& tap : taps_[side]) writers.push_back(tap.stage);
    }
  }

  /// A stage of its own for the step: other steps need not wait for its side inputs, which may never be complete.
  Tap Gate(const Node& node, CollectionId input, const std::vector<Tap>& taps, const Sides& sides) {
    const Tap tap = Cut(input, taps);
    Stage& stage = plan_.stages[tap.stage];
    plan_.exchanges[stage.reads].gates = &node;
    stage.growing_sides = sides.growing_writers;
    stage.growing = sides.growing;
    for (const StageId writer : sides.growing_writers) Depend(tap.stage, writer);
    return tap;
  }

  Tap Cut(CollectionId collection, const std::vector<Tap>& taps) {
    const Node& consumer = graph_.node(graph_.collection(collection).producer);
    const ExchangeId exchange = AddElementExchange(collection, consumer);
    std::vector<StageId> writers;
    WriteTaps(taps, exchange, 0, writers);
    return Tap{AddReader(exchange, {collection}, writers), collection};
  }

  const Graph& graph_;
  PlanOptions options_;
  Plan plan_;
  std::vector<std::vector<Tap>> taps_;
};

}  // namespace

Plan MakePlan(const Graph& graph, const PlanOptions& options) { return Planner(graph, options).Make(); }

std::string Plan::ToString(const Graph& graph) const {
  std::string text;
  for (const Stage& stage : stages) {
    text += "stage " + std::to_string(stage.id) + ": ";
    text += stage.source != nullptr ? (stage.source->source == nullptr ? "impulse" : "source")
                                    : "exchange " + std::to_string(stage.reads);
    for (const internal::NodeId node : stage.nodes) text += " | " + graph.node(node).name;
    for (const StageEdge& edge : stage.edges) {
      if (edge.into_exchange) text += " > exchange " + std::to_string(edge.exchange) + "." + std::to_string(edge.input);
    }
    for (const StageId on : stage.depends_on) text += " after " + std::to_string(on);
    text += "\n";
  }
  return text;
}

}  // namespace beam::runners
