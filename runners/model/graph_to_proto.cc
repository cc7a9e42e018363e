#include "runners/model/graph_to_proto.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "beam/base/error.h"
#include "beam/event_time/sessions.h"
#include "beam/exec/operator_context.h"
#include "beam/exec/stateful_form.h"
#include "beam/exec/step_parts.h"
#include "beam/exec/stream_form.h"
#include "beam/graph/element_type.h"
#include "beam/graph/urns.h"
#include "runners/model/capabilities.h"
#include "runners/model/coder_proto.h"
#include "runners/model/composites.h"
#include "runners/model/model_urns.h"
#include "runners/model/step_notes.h"
#include "runners/model/test_stream_proto.h"
#include "runners/model/window_fn_proto.h"
#include "runners/model/windowing_proto.h"

namespace beam::runners {

namespace {

namespace model = org::apache::beam::model::pipeline::v1;
using internal::CollectionId;
using internal::ElementType;
using internal::Node;
using internal::NodeKind;

constexpr char kEnvironment[] = "cpp";

class ProtoBuilder {
 public:
  ProtoBuilder(const internal::Graph& graph, const ProtoOptions& options) : graph_(graph), options_(options) {}

  model::Pipeline Build() {
    AddEnvironment();
    for (internal::WindowingId id = 0; id < graph_.windowings().size(); ++id) AddWindowing(id);
    for (const internal::Collection& collection : graph_.collections()) {
      const std::string name = graph_.node(collection.producer).name + "." + OutputName(collection.producer_output);
      AddCollection(IdOf(collection.id), name, collection.type, collection.windowing, collection.bounded);
    }
    for (const Node& node : graph_.nodes()) AddNode(node);
    AddComposites(*pipeline_.mutable_components(), order_, *pipeline_.mutable_root_transform_ids());
    return std::move(pipeline_);
  }

 private:
  static std::string IdOf(CollectionId collection) { return CollectionName(collection); }
  static std::string IdOf(const Node& node) { return TransformName(node.id); }

  void AddEnvironment() {
    model::Environment& environment = (*pipeline_.mutable_components()->mutable_environments())[kEnvironment];
    environment = options_.environment;
    AddCapabilities(environment);
  }

  void AddWindowing(internal::WindowingId id) {
    const internal::Windowing& windowing = graph_.windowing(id);
    model::WindowingStrategy strategy = WindowingToProto(windowing);
    *strategy.mutable_window_fn() = WindowFunctionOf(id);
    // Runners that cannot look into a window function have no use for one whose windows are merged already, and refuse it.
    if (windowing.merged && strategy.window_fn().urn() != Sessions::kUrn) {
      strategy.set_merge_status(model::MergeStatus::NON_MERGING);
    }
    const char* coder = windowing.is_global() ? "beam:coder:global_window:v1" : "beam:coder:interval_window:v1";
    strategy.set_window_coder_id(AddCoder({coder, {}, {}}));
    strategy.set_environment_id(kEnvironment);
    (*pipeline_.mutable_components()->mutable_windowing_strategies())["w" + std::to_string(id)] = std::move(strategy);
  }
  model::FunctionSpec WindowFunctionOf(internal::WindowingId id) const {
    const std::optional<model::FunctionSpec> known = WindowFnToProto(graph_.windowing(id).fn);
    return known ? *known : options_.window_function(id);
  }

  // Equal coders are one.
  std::string AddCoder(const CoderSpec& spec) {
    model::Coder coder;
    coder.mutable_spec()->set_urn(spec.urn);
    coder.mutable_spec()->set_payload(spec.payload);
    for (const CoderSpec& component : spec.components) coder.add_component_coder_ids(AddCoder(component));
    const auto [found, is_new] = coder_ids_.try_emplace(coder.SerializeAsString());
    if (is_new) {
      found->second = "c" + std::to_string(coder_ids_.size() - 1);
      (*pipeline_.mutable_components()->mutable_coders())[found->second] = std::move(coder);
    }
    return found->second;
  }

  void AddCollection(const std::string& id, const std::string& name, const ElementType* type,
                     internal::WindowingId windowing, bool bounded) {
    model::PCollection& collection = (*pipeline_.mutable_components()->mutable_pcollections())[id];
    collection.set_unique_name(name);
    collection.set_coder_id(AddCoder(SpecOf(type)));
    collection.set_is_bounded(bounded ? model::IsBounded::BOUNDED : model::IsBounded::UNBOUNDED);
    collection.set_windowing_strategy_id("w" + std::to_string(windowing));
  }

  model::PTransform& AddTransform(const std::string& id, const std::string& name, const std::string& urn) {
    order_.push_back(id);
    model::PTransform& transform = (*pipeline_.mutable_components()->mutable_transforms())[id];
    transform.set_unique_name(name);
    transform.mutable_spec()->set_urn(urn);
    return transform;
  }

  void AddNode(const Node& node) {
    if (node.urn == internal::urn::kCombinePerKey && node.exchange->parts() != nullptr) return AddCombine(node);
    const bool runs_function = node.kind == NodeKind::kFused || RunsByKey(node) || RunsInParts(node);
    if (node.kind == NodeKind::kGrouping && node.urn != internal::urn::kGroupByKey && !runs_function) {
      throw Error(StatusCode::kFailedPrecondition,
                  node.Describe() +
                      " was compiled for the direct runner only; link beam_portable to the target that builds the "
                      "pipeline, or define BEAM_REMOTE_FORMS=1 for it");
    }
    model::PTransform& transform = AddTransform(IdOf(node), node.name, node.urn);
    for (std::size_t i = 0; i < node.inputs.size(); ++i) {
      const std::string local = node.inputs.size() == 1 ? kMainInput : kMainInput + std::to_string(i);
      (*transform.mutable_inputs())[local] = IdOf(node.inputs[i]);
    }
    for (std::size_t i = 0; i < node.outputs.size(); ++i) {
      (*transform.mutable_outputs())[OutputName(i)] = IdOf(node.outputs[i]);
    }
    if (node.kind == NodeKind::kSource) {
      AddTestStream(node, transform);
      AddStep(node, transform);
    } else if (node.urn == internal::urn::kWindowInto) {
      AddWindowInto(node, transform);
    } else if (runs_function) {
      AddParDo(node, transform);
    } else if (node.kind == NodeKind::kGrouping || (node.kind == NodeKind::kFlatten && node.inputs.empty())) {
      AddStep(node, transform);
    }
    WriteStepNotes(graph_, node, transform);
  }

  // Of what type the elements are, where neither the model's payload nor an input says it.
  void AddStep(const Node& node, model::PTransform& transform) const {
    (*transform.mutable_annotations())[kStepAnnotation] = options_.function(node).SerializeAsString();
  }

  // The only source there is that is no function.
  void AddTestStream(const Node& node, model::PTransform& transform) {
    internal::StreamForm form;
    if (!node.source->Describe(form)) {
      throw Error(StatusCode::kInvalidArgument, node.Describe() +
                                                    " has elements without a coder, which only the direct runner can "
                                                    "make; give the type a coder (coders/coder.h)");
    }
    transform.mutable_spec()->set_payload(
        TestStreamToProto(form, AddCoder(SpecOf(graph_.collection(node.outputs[0]).type))).SerializeAsString());
  }

  static bool RunsByKey(const Node& node) {
    return node.factory != nullptr && node.factory->stateful_form() != nullptr;
  }
  static bool RunsInParts(const Node& node) {
    return node.factory != nullptr && node.exchange != nullptr && node.exchange->parts() != nullptr;
  }

  // Runners may assign windows themselves; a worker that is asked to finds the step that knows the elements' type.
  void AddWindowInto(const Node& node, model::PTransform& transform) {
    model::WindowIntoPayload payload;
    *payload.mutable_window_fn() = WindowFunctionOf(graph_.collection(node.outputs[0]).windowing);
    transform.mutable_spec()->set_payload(payload.SerializeAsString());
    AddStep(node, transform);
    transform.set_environment_id(kEnvironment);
  }

  void AddParDo(const Node& node, model::PTransform& transform) {
    model::ParDoPayload payload;
    *payload.mutable_do_fn() = options_.function(node);
    for (std::size_t i = 0; i < node.side_inputs.size(); ++i) AddSideInput(node, i, transform, payload);
    if (const internal::StatefulForm* form = node.factory->stateful_form()) AddState(node, *form, payload);
    if (RunsInParts(node)) AddRestriction(*node.exchange->parts(), payload);
    if (node.factory->requests_finalization()) {
      payload.set_requests_finalization(true);
      Require(model_urn::kRequiresFinalization);
    }
    if (node.factory->requires_stable_input()) {
      payload.set_requires_stable_input(true);
      Require(model_urn::kRequiresStableInput);
    }
    transform.mutable_spec()->set_urn(internal::urn::kParDo);
    transform.mutable_spec()->set_payload(payload.SerializeAsString());
    transform.set_environment_id(kEnvironment);
  }

  // What is looked up by key stands there twice, so that a worker can ask for a few keys of a large collection and take a small one in
  // one go; as a multimap alone, all of it would be a request for each key. A runner groups the elements for it.
  void AddSideInput(const Node& node, std::size_t number, model::PTransform& transform, model::ParDoPayload& payload) {
    AddView(node.side_inputs[number], SideInputName(number), model_urn::kIterableSideInput, transform, payload);
    const ElementType* const type = graph_.collection(node.side_inputs[number]).type;
    if (!node.factory->LooksUp(number) || type == nullptr || type->wire_form() == nullptr) return;
    AddView(node.side_inputs[number], SideInputByKeyName(number), model_urn::kMultimapSideInput, transform, payload);
  }
  void AddView(CollectionId collection, const std::string& local, const char* access, model::PTransform& transform,
               model::ParDoPayload& payload) const {
    (*transform.mutable_inputs())[local] = IdOf(collection);
    model::SideInput& side = (*payload.mutable_side_inputs())[local];
    side.mutable_access_pattern()->set_urn(access);
    side.mutable_view_fn()->set_urn("beam:view_fn:cpp:v1");
    side.mutable_window_mapping_fn()->set_urn(kWindowMappingUrn);
    const internal::WindowingId windowing = graph_.collection(collection).windowing;
    side.mutable_window_mapping_fn()->set_payload(WindowFunctionOf(windowing).SerializeAsString());
  }

  // That a ParDo has a coder of restrictions is what makes it splittable.
  void AddRestriction(const internal::StepParts& parts, model::ParDoPayload& payload) {
    const CoderSpec paired = SpecOf(parts.OutputOf(internal::StepPart::kPairWithRestriction));
    payload.set_restriction_coder_id(AddCoder(paired.components.at(1)));
    Require(model_urn::kRequiresSplittableDoFn);
  }

  // All runners have bags, and few have anything else.
  void AddState(const Node& node, const internal::StatefulForm& form, model::ParDoPayload& payload) {
    for (const internal::StateForm& state : form.states) {
      model::StateSpec& spec = (*payload.mutable_state_specs())[std::string(state.name)];
      spec.mutable_protocol()->set_urn("beam:user_state:bag:v1");
      const std::string coder = AddCoder(state.element);
      if (state.one_value) {
        spec.mutable_read_modify_write_spec()->set_coder_id(coder);
      } else {
        spec.mutable_bag_spec()->set_element_coder_id(coder);
      }
    }
    const model::WindowingStrategy& windowing = pipeline_.components().windowing_strategies().at(
        "w" + std::to_string(graph_.collection(node.inputs[0]).windowing));
    const model::Coder& window = pipeline_.components().coders().at(windowing.window_coder_id());
    const std::string coder = AddCoder({"beam:coder:timer:v1", {}, {form.key, {window.spec().urn(), {}, {}}}});
    const auto add_family = [&](const std::string& name, internal::TimeDomain domain) {
      model::TimerFamilySpec& spec = (*payload.mutable_timer_family_specs())[name];
      spec.set_time_domain(domain == internal::TimeDomain::kEventTime ? model::TimeDomain::EVENT_TIME
                                                                      : model::TimeDomain::PROCESSING_TIME);
      spec.set_timer_family_coder_id(coder);
    };
    for (const internal::TimerForm& timer : form.timers) add_family(std::string(timer.name), timer.domain);
    if (form.ends_windows) add_family(kWindowEndFamily, internal::TimeDomain::kEventTime);
    Require(model_urn::kRequiresState);
    payload.set_requires_time_sorted_input(form.time_sorted);
    if (form.time_sorted) Require(model_urn::kRequiresTimeOrder);
  }
  void Require(const std::string& urn) {
    const auto& required = pipeline_.requirements();
    if (std::find(required.begin(), required.end(), urn) == required.end()) pipeline_.add_requirements(urn);
  }

  // A composite that runners may replace by combining before and after they shuffle; inside it is what they may do instead.
  void AddCombine(const Node& node) {
    const internal::StepParts& parts = *node.exchange->parts();
    const std::string accumulator_coder =
        AddCoder(SpecOf(parts.OutputOf(internal::StepPart::kPrecombine)).components.at(1));
    model::CombinePayload combine;
    *combine.mutable_combine_fn() = options_.function(node);
    combine.set_accumulator_coder_id(accumulator_coder);
    const std::string payload = combine.SerializeAsString();

    const std::string id = IdOf(node);
    const std::string input = IdOf(node.inputs[0]);
    const std::string output = IdOf(node.outputs[0]);
    const internal::WindowingId windowing = graph_.collection(node.inputs[0]).windowing;
    const auto step = [&](const char* name, const std::string& urn, const std::string& from, const std::string& to) {
      model::PTransform& transform = AddTransform(id + "_" + name, node.name + "/" + name, urn);
      (*transform.mutable_inputs())[kMainInput] = from;
      (*transform.mutable_outputs())[OutputName(0)] = to;
      if (urn == internal::urn::kGroupByKey) return;
      transform.mutable_spec()->set_payload(payload);
      transform.set_environment_id(kEnvironment);
    };
    const auto collection = [&](const char* step_name, const ElementType* type) {
      const std::string name = id + "_" + step_name + "_out";
      AddCollection(name, node.name + "/" + step_name + "." + OutputName(0), type, windowing,
                    graph_.collection(node.inputs[0]).bounded);
      return name;
    };
    const std::string combined = collection("Precombine", parts.OutputOf(internal::StepPart::kPrecombine));
    const std::string grouped = collection("GroupByKey", parts.InputOf(internal::StepPart::kMergeAccumulators));
    const std::string merged = collection("Merge", parts.OutputOf(internal::StepPart::kMergeAccumulators));
    step("Precombine", model_urn::kPrecombine, input, combined);
    step("GroupByKey", internal::urn::kGroupByKey, combined, grouped);
    step("Merge", model_urn::kMergeAccumulators, grouped, merged);
    step("Extract", model_urn::kExtractOutputs, merged, output);

    model::PTransform& composite = (*pipeline_.mutable_components()->mutable_transforms())[id];
    composite.set_unique_name(node.name);
    composite.mutable_spec()->set_urn(node.urn);
    composite.mutable_spec()->set_payload(payload);
    composite.set_environment_id(kEnvironment);
    WriteStepNotes(graph_, node, composite);
  }

  const internal::Graph& graph_;
  const ProtoOptions& options_;
  model::Pipeline pipeline_;
  std::map<std::string, std::string> coder_ids_;  // by the serialized coder
  std::vector<std::string> order_;                // the transforms without children, in the order of the data flow
};

}  // namespace

std::string SideInputName(std::size_t number) { return "side" + std::to_string(number); }

std::string SideInputByKeyName(std::size_t number) { return SideInputName(number) + "_by_key"; }

std::string OutputName(std::size_t number) { return "out" + std::to_string(number); }

std::string TransformName(internal::NodeId node) { return "t" + std::to_string(node); }

std::string CollectionName(CollectionId collection) { return "p" + std::to_string(collection); }

model::Pipeline GraphToProto(const internal::Graph& graph, const ProtoOptions& options) {
  return ProtoBuilder(graph, options).Build();
}

}  // namespace beam::runners
