#include "runners/model/proto_to_graph.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "beam/exec/coder_description.h"
#include "beam/exec/operator_context.h"
#include "beam/exec/typed_element.h"
#include "beam/graph/urns.h"
#include "coders/bytes.h"
#include "runners/model/coder_proto.h"
#include "runners/model/graph_to_proto.h"
#include "runners/model/model_urns.h"
#include "runners/model/step_notes.h"
#include "runners/model/step_transforms.h"
#include "runners/model/transform_error.h"
#include "runners/model/windowing_proto.h"

namespace beam::runners {

namespace {

namespace model = org::apache::beam::model::pipeline::v1;
namespace urn = internal::urn;
using internal::CollectionId;
using internal::ElementType;
using internal::Graph;
using internal::Node;
using internal::NodeId;
using internal::NodeKind;
using internal::Windowing;
using internal::WindowingId;

constexpr std::string_view kRequirements[] = {
    model_urn::kRequiresFinalization, model_urn::kRequiresSplittableDoFn, model_urn::kRequiresStableInput,
    model_urn::kRequiresState,        model_urn::kRequiresTimeOrder,
};
constexpr std::string_view kSideInputPatterns[] = {model_urn::kIterableSideInput, model_urn::kMultimapSideInput};

template <class List>
bool Contains(const List& list, std::string_view wanted) {
  return std::find(std::begin(list), std::end(list), wanted) != std::end(list);
}

/// Adds one step after the other.
class GraphBuilder {
 public:
  GraphBuilder(const model::Pipeline& pipeline, const GraphOptions& options)
      : pipeline_(pipeline), components_(pipeline.components()), options_(options) {}

  Graph Build() {
    CheckRequirements();
    CheckCoders();
    AddWindowings();
    for (const StepTransform& step : FindStepTransforms(pipeline_)) {
      step_ = &step;
      AddStep();
    }
    const Status valid = graph_.Validate();
    if (!valid.ok()) throw Error(valid);
    return std::move(graph_);
  }

 private:
  // A collection as the found step knows it.
  struct Known {
    const FoundStep& found;
    CollectionId id;
    const ElementType* type() const { return found.graph->collection(id).type; }
    const Windowing& windowing() const { return found.graph->windowing_of(id); }
  };

  const model::PTransform& transform() const { return *step_->transform; }
  [[noreturn]] void Fail(const std::string& problem, StatusCode code = StatusCode::kInvalidArgument) const {
    FailTransform(transform(), step_->id, code, problem);
  }

  void CheckRequirements() const {
    for (const std::string& required : pipeline_.requirements()) {
      if (Contains(kRequirements, required)) continue;
      throw Error(
          StatusCode::kUnimplemented,
          "the submitted pipeline requires what this SDK does not have; do without it; requirement = " + required);
    }
  }

  void CheckCoders() const {
    for (const auto& [id, coder] : components_.coders()) {
      for (const std::string& component : coder.component_coder_ids()) {
        if (components_.coders().contains(component)) continue;
        throw Error(StatusCode::kInvalidArgument, "coder '" + id +
                                                      "' of the submitted pipeline has a component that the pipeline "
                                                      "does not hold; send its components whole; coder id = " +
                                                      component);
      }
    }
  }

  // In the order of their ids, so that those of a graph that was sent keep their numbers. The first one is in every graph.
  void AddWindowings() {
    std::vector<std::string> ids;
    for (const auto& [id, strategy] : components_.windowing_strategies()) ids.push_back(id);
    std::sort(ids.begin(), ids.end(), &IsLowerId);
    for (const std::string& id : ids) {
      Windowing windowing = WindowingOf(id, components_.windowing_strategies().at(id));
      const bool is_first = windowings_.empty() && windowing == Windowing();
      windowings_[id] = is_first ? 0 : graph_.AddWindowing(std::move(windowing));
    }
  }

  Windowing WindowingOf(const std::string& id, const model::WindowingStrategy& strategy) const {
    try {
      Windowing windowing = WindowingFromProto(strategy);
      windowing.fn = options_.window_function(strategy.window_fn());
      // Runners that cannot look into a window function are told less of what it has merged.
      const bool merges = windowing.fn != nullptr && windowing.fn->merging();
      windowing.merged = merges && (strategy.merge_status() == model::MergeStatus::ALREADY_MERGED ||
                                    strategy.merge_status() == model::MergeStatus::NON_MERGING);
      const char* coder = windowing.is_global() ? "beam:coder:global_window:v1" : "beam:coder:interval_window:v1";
      if (!IsCoder(components_.coders(), strategy.window_coder_id(), {coder, {}, {}})) {
        throw Error(StatusCode::kInvalidArgument,
                    "its windows have another coder than was expected; set window_coder_id to one of " +
                        std::string(coder) + "; coder id = " + strategy.window_coder_id());
      }
      return windowing;
    } catch (const Error& error) {
      throw Error(error.code(),
                  "windowing strategy '" + id + "' of the submitted pipeline: " + error.status().message());
    }
  }

  void AddStep() {
    const std::string& name = transform().unique_name();
    if (name.empty()) Fail("has no name; give each transform a unique_name");
    if (!names_.insert(name).second) Fail("has a name that another one has; give each transform a unique_name");
    const std::string& urn = transform().spec().urn();
    if (urn == urn::kImpulse) return AddImpulse();
    if (urn == urn::kFlatten) return AddFlatten();
    if (urn == urn::kParDo) return AddParDo();
    if (urn == urn::kWindowInto) return AddWindowInto();
    if (urn == urn::kGroupByKey) return AddGroupByKey();
    if (urn == urn::kCombinePerKey) return AddCombine();
    AddTestStream();
  }

  Node& AddNode(NodeKind kind, std::vector<CollectionId> inputs) {
    Node& node = graph_.AddNode(kind, transform().spec().urn(), transform().unique_name(), {});
    ReadStepNotes(transform(), node);
    node.inputs = std::move(inputs);
    return node;
  }

  void AddImpulse() {
    RequireInputs(0, Inputs({}));
    const Node& node = AddNode(NodeKind::kImpulse, {});
    const CollectionId output = AddOutput(node.id, OnlyOutput(), internal::ElementTypeOf<Bytes>());
    if (!graph_.windowing_of(output).is_global()) {
      Fail("makes its element in the global window; set the windowing of its output to that");
    }
  }

  void AddFlatten() {
    std::vector<CollectionId> inputs = Inputs({});
    const ElementType* const type =
        inputs.empty() ? Known(OnlyOutputOf(FindAnnotated())).type() : graph_.collection(inputs[0]).type;
    const Node& node = AddNode(NodeKind::kFlatten, inputs);
    const CollectionId output = AddOutput(node.id, OnlyOutput(), type);
    for (const CollectionId input : inputs) {
      if (graph_.collection(input).type != type) {
        Fail("unites collections of different types; make their elements alike first; types = " + NameOf(type) +
             " and " + NameOf(graph_.collection(input).type));
      }
      if (!SameWindows(input, graph_.windowing_of(output))) {
        Fail("unites collections in different windows; put them into the same windows first");
      }
    }
  }

  // Its function is named in the payload that the model prescribes.
  void AddParDo() {
    const auto payload = PayloadOf<model::ParDoPayload>();
    const FoundStep found = Find(payload.do_fn());
    const Node& step = *found.node;
    if (step.factory == nullptr || (step.factory->stateful_form() != nullptr && step.exchange == nullptr)) {
      Fail("needs a DoFn, with what brings keys together if it has state; its function is none");
    }
    CheckCodersOf(payload);
    std::set<std::string> sides;
    for (const auto& [local, side] : payload.side_inputs()) sides.insert(local);
    Node& node = AddNode(step.exchange == nullptr ? NodeKind::kFused : NodeKind::kGrouping, Inputs(sides));
    RequireInputs(1, node.inputs);
    AddSideInputs(found, payload, node);
    AddFunctions(found, node);
    if (step.exchange != nullptr && step.exchange->by_key() && graph_.windowing_of(node.inputs[0]).merging()) {
      Fail("keeps state in windows that may still merge with others; group its input first");
    }
    AddOutputs(found, node.id);
  }

  void CheckCodersOf(const model::ParDoPayload& payload) const {
    if (!payload.restriction_coder_id().empty()) RequireCoder(payload.restriction_coder_id());
    for (const auto& [name, spec] : payload.state_specs()) {
      if (spec.has_read_modify_write_spec()) RequireCoder(spec.read_modify_write_spec().coder_id());
      if (spec.has_bag_spec()) RequireCoder(spec.bag_spec().element_coder_id());
    }
    for (const auto& [name, spec] : payload.timer_family_specs()) RequireCoder(spec.timer_family_coder_id());
  }
  void RequireCoder(const std::string& id) const {
    if (components_.coders().contains(id)) return;
    Fail("names a coder that the pipeline does not hold; send its components whole; coder id = " + id);
  }

  // A side input may be described once more for those who read it in another way, under a name that begins with its own.
  void AddSideInputs(const FoundStep& found, const model::ParDoPayload& payload, Node& node) {
    const std::vector<CollectionId>& known = found.node->side_inputs;
    for (std::size_t i = 0; i < known.size(); ++i) {
      const auto side = payload.side_inputs().find(SideInputName(i));
      const auto input = transform().inputs().find(SideInputName(i));
      if (side == payload.side_inputs().end() || input == transform().inputs().end()) {
        Fail("was expected to have a side input of its function's, as an input and in its payload; local name = " +
             SideInputName(i));
      }
      const CollectionId collection = collections_.at(input->second);
      CheckCollection(collection, Known{found, known[i]}, "a side input");
      CheckSideInput(side->second, collection);
      node.side_inputs.push_back(collection);
    }
    for (const auto& [local, side] : payload.side_inputs()) {
      const std::string first = local.substr(0, local.find('_'));
      bool is_known = false;
      for (std::size_t i = 0; i < known.size(); ++i) is_known = is_known || first == SideInputName(i);
      if (!is_known) Fail("has a side input that its function does not read; leave it out; local name = " + local);
    }
  }

  void CheckSideInput(const model::SideInput& side, CollectionId collection) const {
    if (!Contains(kSideInputPatterns, side.access_pattern().urn())) {
      Fail("reads a side input in a way that this SDK does not know; make it iterable or a multimap; urn = " +
               side.access_pattern().urn(),
           StatusCode::kUnimplemented);
    }
    const internal::WindowFnRef& fn = graph_.windowing_of(collection).fn;
    if (fn != nullptr && !fn->has_side_windows()) {
      Fail("has a side input in windows that depend on more than the time; apply WindowInto with others to it");
    }
    const model::FunctionSpec& mapping = side.window_mapping_fn();
    model::FunctionSpec function;
    if (mapping.urn() != kWindowMappingUrn || !function.ParseFromString(mapping.payload())) {
      Fail("maps its windows to those of a side input by a function of another SDK, or by none; urn = " + mapping.urn(),
           StatusCode::kUnimplemented);
    }
    if (!internal::SameWindows(FindWindowFn(function), fn)) {
      Fail("maps its windows to others than those of its side input; name the side input's window function; urn = " +
           function.urn());
    }
  }

  void AddWindowInto() {
    const auto payload = PayloadOf<model::WindowIntoPayload>();
    const FoundStep found = FindAnnotated();
    if (found.node->factory == nullptr) Fail("needs a function that assigns windows; its function is none");
    Node& node = AddNode(NodeKind::kFused, Inputs({}));
    AddFunctions(found, node);
    AddOutputs(found, node.id);
    if (!SameWindows(node.outputs[0], FindWindowFn(payload.window_fn()))) {
      Fail("assigns other windows than those of its output; give both one window function");
    }
  }

  void AddGroupByKey() { AddGrouping(FindAnnotated()); }
  void AddCombine() {
    const auto payload = PayloadOf<model::CombinePayload>();
    RequireCoder(payload.accumulator_coder_id());
    AddGrouping(Find(payload.combine_fn()));
  }
  void AddGrouping(const FoundStep& found) {
    if (found.node->exchange == nullptr) Fail("needs a function that brings keys together; its function is none");
    Node& node = AddNode(NodeKind::kGrouping, Inputs({}));
    AddFunctions(found, node);
    AddOutputs(found, node.id);
  }

  void AddTestStream() {
    const auto payload = PayloadOf<model::TestStreamPayload>();
    const FoundStep found = FindAnnotated();
    if (found.node->source == nullptr) {
      Fail(
          "was written by another process, and can be played only where the pipeline was built; run it with "
          "--environment_type=LOOPBACK",
          StatusCode::kUnimplemented);
    }
    Node& node = AddNode(NodeKind::kSource, Inputs({}));
    AddFunctions(found, node);
    AddOutputs(found, node.id);
    if (!IsCoder(components_.coders(), payload.coder_id(), SpecOf(graph_.collection(node.outputs[0]).type))) {
      Fail("has elements of another coder than its output; give both one coder; coder id = " + payload.coder_id());
    }
  }

  // What the step was made for must be what it gets: nothing behind this place knows the types.
  void AddFunctions(const FoundStep& found, Node& node) {
    if (node.kind != found.node->kind) Fail("needs a function of its kind, and has one of another");
    RequireInputs(found.node->inputs.size(), node.inputs);
    for (std::size_t i = 0; i < node.inputs.size(); ++i) {
      CheckCollection(node.inputs[i], Known{found, found.node->inputs[i]}, "an input");
    }
    node.factory = found.node->factory;
    node.exchange = found.node->exchange;
    node.source = found.node->source;
    node.unbounded = found.node->unbounded;
  }

  void AddOutputs(const FoundStep& found, NodeId node) {
    const std::vector<CollectionId>& known = found.node->outputs;
    if (static_cast<std::size_t>(transform().outputs_size()) != known.size()) {
      Fail("was expected to have as many outputs as its function; expected = " + std::to_string(known.size()) +
           ", given = " + std::to_string(transform().outputs_size()));
    }
    // Before the first output, because they are told from it whether they end.
    graph_.node(node).unbounded = graph_.node(node).unbounded || SaysUnbounded(node);
    for (std::size_t i = 0; i < known.size(); ++i) {
      const auto output = transform().outputs().find(OutputName(i));
      if (known.size() > 1 && output == transform().outputs().end()) {
        Fail("was expected to have an output of its function's; local name = " + OutputName(i));
      }
      const Known expected{found, known[i]};
      const std::string& collection = known.size() == 1 ? OnlyOutput() : output->second;
      CheckCollection(AddOutput(node, collection, expected.type()), expected, "an output");
    }
  }

  // True if an output has no end although all that the step reads does.
  bool SaysUnbounded(NodeId node) const {
    for (const CollectionId input : graph_.node(node).inputs) {
      if (!graph_.collection(input).bounded) return false;
    }
    const auto& outputs = transform().outputs();
    return graph_.node(node).kind != NodeKind::kSource &&
           std::any_of(outputs.begin(), outputs.end(), [&](const auto& output) {
             return components_.pcollections().at(output.second).is_bounded() == model::IsBounded::UNBOUNDED;
           });
  }

  CollectionId AddOutput(NodeId node, const std::string& id, const ElementType* type) {
    const model::PCollection& collection = components_.pcollections().at(id);
    const auto windowing = windowings_.find(collection.windowing_strategy_id());
    if (windowing == windowings_.end()) {
      Fail(
          "makes a collection whose windowing strategy the pipeline does not hold; send its components whole; "
          "windowing strategy id = " +
          collection.windowing_strategy_id());
    }
    const CoderSpec coder = SpecOf(type);
    if (!IsCoder(components_.coders(), collection.coder_id(), coder)) {
      Fail("makes elements of another coder than its collection has; set the coder of collection '" + id + "' to " +
           internal::DescribeCoder(coder) + "; coder id = " + collection.coder_id());
    }
    const CollectionId added = graph_.AddOutput(node, type, windowing->second);
    collections_[id] = added;
    return added;
  }

  void CheckCollection(CollectionId collection, const Known& known, const std::string& which) const {
    if (graph_.collection(collection).type != known.type()) {
      Fail("has " + which + " of other elements than its function was made for; expected = " + NameOf(known.type()) +
           ", given = " + NameOf(graph_.collection(collection).type));
    }
    if (!SameWindows(collection, known.windowing().fn)) {
      Fail("has " + which + " in other windows than its function was made for; send the proto as it was made");
    }
  }
  bool SameWindows(CollectionId collection, const internal::WindowFnRef& fn) const {
    return internal::SameWindows(graph_.windowing_of(collection).fn, fn);
  }
  bool SameWindows(CollectionId collection, const Windowing& windowing) const {
    return SameWindows(collection, windowing.fn);
  }
  static std::string NameOf(const ElementType* type) { return type == nullptr ? "none" : std::string(type->name()); }

  // The collections that the transform reads in the order of their local names, without its side inputs.
  std::vector<CollectionId> Inputs(const std::set<std::string>& without) const {
    std::vector<std::string> names;
    for (const auto& [local, collection] : transform().inputs()) {
      if (without.count(local) == 0) names.push_back(local);
    }
    std::sort(names.begin(), names.end(), &IsLowerId);
    std::vector<CollectionId> inputs;
    for (const std::string& local : names) inputs.push_back(collections_.at(transform().inputs().at(local)));
    return inputs;
  }
  void RequireInputs(std::size_t count, const std::vector<CollectionId>& inputs) const {
    if (inputs.size() == count) return;
    Fail("was expected to have another number of main inputs; expected = " + std::to_string(count) +
         ", given = " + std::to_string(inputs.size()));
  }
  const std::string& OnlyOutput() const {
    if (transform().outputs_size() == 1) return transform().outputs().begin()->second;
    Fail("was expected to have one output; outputs = " + std::to_string(transform().outputs_size()));
  }
  Known OnlyOutputOf(const FoundStep& found) const {
    if (found.node->outputs.size() == 1) return {found, found.node->outputs[0]};
    Fail("needs a step with one output, and its function has another number of them");
  }

  template <class Payload>
  Payload PayloadOf() const {
    Payload payload;
    if (payload.ParseFromString(transform().spec().payload())) return payload;
    Fail("has a payload that does not decode; send one that is a " + payload.GetTypeName());
  }

  FoundStep Find(const model::FunctionSpec& function) const {
    FoundStep found;
    try {
      found = options_.step(function);
    } catch (const Error& error) {
      Fail("needs a function that is not here: " + error.status().message(), error.code());
    }
    if (found.node->urn == transform().spec().urn()) return found;
    Fail("was given the function of another transform; expected = one of " + transform().spec().urn() +
         ", given = one of " + found.node->urn);
  }
  // The function that is beside the model's own payload.
  FoundStep FindAnnotated() const {
    const auto annotation = transform().annotations().find(kStepAnnotation);
    model::FunctionSpec function;
    if (annotation != transform().annotations().end() && function.ParseFromString(annotation->second)) {
      return Find(function);
    }
    Fail("does not say of what type its elements are, as a pipeline of this SDK does; send it with annotation " +
             std::string(kStepAnnotation),
         StatusCode::kUnimplemented);
  }
  internal::WindowFnRef FindWindowFn(const model::FunctionSpec& function) const {
    try {
      return options_.window_function(function);
    } catch (const Error& error) {
      Fail("needs a window function that is not here: " + error.status().message(), error.code());
    }
  }

  const model::Pipeline& pipeline_;
  const model::Components& components_;
  const GraphOptions& options_;
  const StepTransform* step_ = nullptr;  // the one that is being added
  Graph graph_;
  std::map<std::string, WindowingId> windowings_;
  std::map<std::string, CollectionId> collections_;
  std::set<std::string> names_;
};

}  // namespace

Graph ProtoToGraph(const model::Pipeline& pipeline, const GraphOptions& options) {
  return GraphBuilder(pipeline, options).Build();
}

}  // namespace beam::runners
