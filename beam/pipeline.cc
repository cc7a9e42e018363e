#include "beam/pipeline.h"

#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "beam/base/cancellation.h"
#include "beam/exec/operator_context.h"
#include "beam/graph/graph.h"
#include "beam/graph/urns.h"
#include "beam/pcollection.h"
#include "beam/runner.h"
#include "beam/scope.h"

namespace beam {

namespace internal {

struct PipelineBuilder::Parts {
  Graph graph;
  std::string scope;
  std::vector<std::size_t> scope_lengths;
  std::unordered_set<std::string> taken_names;
  std::unordered_map<std::string, int> next_number;
  std::vector<Owned<RunCheck>> checks;
  std::vector<UnmetCheck> unmet_checks;

  std::string UniqueName(std::string_view base) {
    std::string name = scope + std::string(base);
    if (taken_names.insert(name).second) return name;
    int& next = next_number[name];
    if (next == 0) next = 2;
    while (true) {
      std::string numbered = name + "#" + std::to_string(next++);
      if (taken_names.insert(numbered).second) return numbered;
    }
  }
};

namespace {

// An element in a window must be able to find the window of the side input that belongs to it.
void RequireSideWindows(const Graph& graph, std::initializer_list<CollectionId> sides, std::string_view step,
                        const std::source_location& location) {
  for (const CollectionId side : sides) {
    const WindowFnRef& fn = graph.windowing_of(side).fn;
    if (fn == nullptr || fn->has_side_windows()) continue;
    throw Error(
        StatusCode::kInvalidArgument,
        "step '" + std::string(step) +
            "' was given a side input in windows that depend on more than the time, as sessions do, so that an element "
            "cannot find its own; apply WindowInto with other windows to it, for example beam::GlobalWindows(); "
            "window function = " +
            std::string(fn->urn()) + ", line = " + ShortLocation(location));
  }
}

}  // namespace

namespace {

// In the global window the default trigger fires at the end of time, which an input without end does not come to.
void RequireFirings(const Graph& graph, const Node& node) {
  const Collection& input = graph.collection(node.inputs[0]);
  const Windowing& windowing = graph.windowing(input.windowing);
  if (input.bounded || !windowing.is_global() || windowing.trigger.kind() != Trigger::Kind::kDefault) return;
  throw Error(
      StatusCode::kInvalidArgument,
      node.Describe() +
          " would wait for the end of an input that has none; put the input into windows with WindowInto, or give it "
          "a trigger");
}

}  // namespace

PipelineBuilder::PipelineBuilder() : parts_(new Parts()) {}
PipelineBuilder::~PipelineBuilder() = default;

Graph& PipelineBuilder::graph() { return parts_->graph; }

Node& PipelineBuilder::AddStep(NodeKind kind, std::string urn, std::string_view base,
                               const std::source_location& location) {
  if (ran) {
    throw Error(StatusCode::kFailedPrecondition, "step '" + std::string(base) +
                                                     "' was added to a pipeline that has already run; build a new "
                                                     "Pipeline for it; line = " +
                                                     ShortLocation(location));
  }
  const std::source_location& at = attributed_ != nullptr ? *attributed_ : location;
  return parts_->graph.AddNode(kind, std::move(urn), parts_->UniqueName(base), CodeLocation{at.file_name(), at.line()});
}

NodeId PipelineBuilder::AddFused(std::string_view base, const std::source_location& location, CollectionId input,
                                 std::initializer_list<CollectionId> sides, Owned<const OperatorFactory> factory) {
  RequireSideWindows(parts_->graph, sides, base, location);
  Node& node = AddStep(NodeKind::kFused, urn::kParDo, base, location);
  node.inputs = {input};
  node.side_inputs = sides;
  node.factory.reset(factory.Release());
  return node.id;
}

NodeId PipelineBuilder::AddGrouping(const char* urn, std::string_view base, const std::source_location& location,
                                    std::initializer_list<CollectionId> inputs, Owned<const ExchangeFactory> exchange) {
  Node& node = AddStep(NodeKind::kGrouping, urn, base, location);
  node.inputs = inputs;
  if (node.urn != urn::kReshuffle) RequireFirings(parts_->graph, node);
  node.exchange.reset(exchange.Release());
  return node.id;
}

NodeId PipelineBuilder::AddSource(const char* urn, std::string_view base, const std::source_location& location,
                                  Owned<const SourceFactory> source) {
  Node& node = AddStep(NodeKind::kSource, urn, base, location);
  node.source.reset(source.Release());
  return node.id;
}

void PipelineBuilder::SetExchange(NodeId step, Owned<const ExchangeFactory> exchange) {
  Node& node = parts_->graph.node(step);
  if (parts_->graph.windowing_of(node.inputs[0]).merging()) {
    throw Error(StatusCode::kInvalidArgument,
                node.Describe() +
                    " keeps state in windows that may still merge with others; group its input first, or put it into "
                    "other windows");
  }
  node.kind = NodeKind::kGrouping;
  node.exchange.reset(exchange.Release());
}

void PipelineBuilder::SetSplittable(NodeId step, Owned<const ExchangeFactory> exchange, bool unbounded) {
  Node& node = parts_->graph.node(step);
  node.kind = NodeKind::kGrouping;
  node.exchange.reset(exchange.Release());
  node.unbounded = unbounded;
}

NodeId PipelineBuilder::AddFlatten(const std::source_location& location, std::vector<CollectionId> inputs) {
  for (const CollectionId input : inputs) RequireSameWindowing(*this, inputs.front(), input, "Flatten", location);
  Node& node = AddStep(NodeKind::kFlatten, urn::kFlatten, "Flatten", location);
  node.inputs = std::move(inputs);
  return node.id;
}

void PipelineBuilder::SetSides(CollectionId output, std::initializer_list<CollectionId> sides) {
  Graph& graph = parts_->graph;
  Node& node = graph.node(graph.collection(output).producer);
  RequireSideWindows(graph, sides, node.name, attributed_ != nullptr ? *attributed_ : std::source_location());
  node.side_inputs = sides;
}

CollectionId PipelineBuilder::AddOutput(NodeId step, const ElementType* type) {
  Graph& graph = parts_->graph;
  const Node& node = graph.node(step);
  WindowingId windowing = node.inputs.empty() ? 0 : graph.collection(node.inputs[0]).windowing;
  if (node.kind == NodeKind::kGrouping && node.urn != urn::kReshuffle && node.urn != urn::kParDo) {
    windowing = graph.FindOrAddWindowing(AfterGrouping(graph.windowing(windowing)));
  }
  return graph.AddOutput(step, type, windowing);
}

bool PipelineBuilder::IsGloballyWindowed(CollectionId collection) const {
  return parts_->graph.windowing_of(collection).is_global();
}

bool PipelineBuilder::PanesAccumulate(CollectionId collection) const {
  return parts_->graph.windowing_of(collection).accumulation == AccumulationMode::kAccumulating;
}

std::string PipelineBuilder::NameOf(CollectionId collection) const {
  const Collection& described = parts_->graph.collection(collection);
  const Node& producer = parts_->graph.node(described.producer);
  std::string name = "'" + producer.name + "'";
  if (producer.outputs.size() > 1) name += " (output " + std::to_string(described.producer_output + 1) + ")";
  return name;
}

void PipelineBuilder::PushScope(std::string_view name) {
  parts_->scope_lengths.push_back(parts_->scope.size());
  // The scope's own name is made unique, so that two uses of one composite do not share a prefix.
  parts_->scope = parts_->UniqueName(name) + "/";
}

void PipelineBuilder::PopScope() {
  parts_->scope.resize(parts_->scope_lengths.back());
  parts_->scope_lengths.pop_back();
}

void PipelineBuilder::AddCheck(Owned<RunCheck> check) { parts_->checks.push_back(std::move(check)); }

const std::vector<PipelineBuilder::UnmetCheck>& PipelineBuilder::unmet_checks() const { return parts_->unmet_checks; }

PipelineResult PipelineBuilder::AskChecks(PipelineResult result) {
  if (!result.ok()) return result;
  std::string unmet;
  for (const Owned<RunCheck>& check : parts_->checks) {
    Status status = check->Check();
    if (status.ok()) continue;
    unmet += (unmet.empty() ? "" : "\n") + status.message();
    parts_->unmet_checks.push_back({check->location(), std::move(status)});
  }
  if (parts_->unmet_checks.empty()) return result;
  PipelineResult failed(PipelineState::kFailed, Status(StatusCode::kFailedPrecondition, std::move(unmet)));
  failed.set_element_counts(result.element_counts());
  failed.set_spilled_bytes(result.spilled_bytes());
  return failed;
}

std::string ShortLocation(const std::source_location& location) {
  std::string_view file = location.file_name();
  const std::size_t slash = file.rfind('/');
  if (slash != std::string_view::npos) file.remove_prefix(slash + 1);
  return std::string(file) + ":" + std::to_string(location.line());
}

void RequireSamePipeline(const PipelineBuilder& a, const PipelineBuilder& b, const char* transform,
                         const std::source_location& location) {
  if (&a == &b) return;
  throw Error(StatusCode::kInvalidArgument,
              std::string(transform) +
                  " was given collections of two pipelines; use collections of one Pipeline; line = " +
                  ShortLocation(location));
}

void RequireSameWindowing(PipelineBuilder& state, CollectionId a, CollectionId b, const char* transform,
                          const std::source_location& location) {
  const Graph& graph = state.graph();
  if (SameWindows(graph.windowing_of(a).fn, graph.windowing_of(b).fn)) return;
  throw Error(StatusCode::kInvalidArgument,
              std::string(transform) +
                  " was given collections of different windows; apply one WindowInto to all of them "
                  "first; line = " +
                  ShortLocation(location));
}

void RequireInputs(std::size_t inputs, const char* transform, const std::source_location& location) {
  if (inputs > 0) return;
  throw Error(StatusCode::kInvalidArgument,
              std::string(transform) + " was given no collection; name the pipeline as its second argument; line = " +
                  ShortLocation(location));
}

Composite::Composite(PipelineBuilder& state, std::string_view name, const std::source_location& location)
    : state_(&state), location_(location), outer_(state.attributed()) {
  state.PushScope(name);
  if (outer_ == nullptr) state.set_attributed(&location_);
}

Composite::~Composite() {
  state_->set_attributed(outer_);
  state_->PopScope();
}

}  // namespace internal

Scope::Scope(internal::PipelineBuilder& state, std::string_view name) : state_(&state) { state.PushScope(name); }
Scope::~Scope() { state_->PopScope(); }

Pipeline::Pipeline() : state_(new internal::PipelineBuilder()) {}
Pipeline::Pipeline(Pipeline&&) noexcept = default;
Pipeline& Pipeline::operator=(Pipeline&&) noexcept = default;
Pipeline::~Pipeline() = default;

PipelineResult Pipeline::Run() { return Run(DefaultRunOptions()); }

PipelineResult Pipeline::Run(const RunOptions& options) {
  if (state_->ran) throw Error(StatusCode::kFailedPrecondition, "Pipeline::Run was called twice; build a new Pipeline");
  std::unique_ptr<Runner> runner = MakeRunner(options.runner);
  state_->ran = true;
  Status valid = state_->graph().Validate();
  if (!valid.ok()) return PipelineResult(PipelineState::kFailed, std::move(valid));
  const internal::InterruptScope interrupts(internal::InterruptsCancelRuns());
  return state_->AskChecks(runner->Run(state_->graph(), options));
}

std::string Pipeline::Describe() const { return state_->graph().ToString(); }

}  // namespace beam
