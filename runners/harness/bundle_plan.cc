#include "runners/harness/bundle_plan.h"

#include <org/apache/beam/model/pipeline/v1/beam_runner_api.pb.h>

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

#include "beam/base/error.h"
#include "beam/exec/coder_description.h"
#include "beam/exec/operator_context.h"
#include "beam/graph/urns.h"
#include "runners/harness/found_window_fn.h"
#include "runners/harness/wire_coder.h"
#include "runners/model/graph_to_proto.h"
#include "runners/model/model_urns.h"

namespace beam::runners {

namespace {

namespace fn = org::apache::beam::model::fn_execution::v1;
namespace model = org::apache::beam::model::pipeline::v1;
using internal::StepPart;

constexpr std::pair<std::string_view, StepPart> kCombineParts[] = {
    {model_urn::kPrecombine, StepPart::kPrecombine},
    {model_urn::kMergeAccumulators, StepPart::kMergeAccumulators},
    {model_urn::kExtractOutputs, StepPart::kExtractOutputs},
};
constexpr std::pair<std::string_view, StepPart> kSplittableParts[] = {
    {"beam:transform:sdf_pair_with_restriction:v1", StepPart::kPairWithRestriction},
    {"beam:transform:sdf_split_and_size_restrictions:v1", StepPart::kSplitAndSize},
    {"beam:transform:sdf_truncate_sized_restrictions:v1", StepPart::kTruncate},
    {"beam:transform:sdf_process_sized_element_and_restrictions:v1", StepPart::kProcess},
};

template <class Parts>
const StepPart* PartOf(const Parts& parts, std::string_view urn) {
  for (const auto& [known, part] : parts) {
    if (known == urn) return &part;
  }
  return nullptr;
}

constexpr char kMapWindowsUrn[] = "beam:transform:map_windows:v1";
constexpr char kMergeWindowsUrn[] = "beam:transform:merge_windows:v1";

class Planner {
 public:
  explicit Planner(const fn::ProcessBundleDescriptor& descriptor) : descriptor_(descriptor) {}

  BundlePlan Plan() {
    for (const auto& [id, transform] : descriptor_.transforms()) {
      current_ = id;
      Add(id, transform);
    }
    SortSteps();
    return std::move(plan_);
  }

 private:
  [[noreturn]] void Fail(StatusCode code, const std::string& problem) const {
    throw Error(code, "transform '" + current_ + "' of stage '" + descriptor_.id() + "': " + problem);
  }

  void Add(const std::string& id, const model::PTransform& transform) {
    const std::string& urn = transform.spec().urn();
    if (urn == "beam:runner:source:v1") {
      plan_.sources.push_back(PortOf(id, transform, OnlyOf(transform.outputs(), "output")));
    } else if (urn == "beam:runner:sink:v1") {
      plan_.sinks.push_back(PortOf(id, transform, OnlyOf(transform.inputs(), "input")));
    } else if (urn == internal::urn::kFlatten) {
      const std::string& output = OnlyOf(transform.outputs(), "output");
      for (const auto& [local, input] : transform.inputs()) plan_.flattened_into[input].push_back(output);
    } else if (urn == internal::urn::kParDo) {
      AddParDo(id, transform);
    } else if (const StepPart* part = PartOf(kSplittableParts, urn)) {
      AddSplittable(id, transform, *part);
    } else if (urn == internal::urn::kWindowInto) {
      AddWindowInto(id, transform);
    } else if (const StepPart* part = PartOf(kCombineParts, urn)) {
      AddCombine(id, transform, *part);
    } else if (urn == kMapWindowsUrn || urn == kMergeWindowsUrn) {
      AddWindowStep(id, transform);
    } else if (transform.subtransforms().empty()) {
      Fail(StatusCode::kUnimplemented, "this harness does not know how to run " + urn);
    }
  }

  template <class Ends>
  const std::string& OnlyOf(const Ends& ends, const char* what) const {
    if (ends.size() != 1) {
      Fail(StatusCode::kInvalidArgument,
           std::string("exactly one ") + what + " was expected; given: " + std::to_string(ends.size()));
    }
    return ends.begin()->second;
  }

  template <class Payload>
  Payload PayloadOf(const model::PTransform& transform) const {
    Payload payload;
    if (!payload.ParseFromString(transform.spec().payload())) {
      Fail(StatusCode::kInvalidArgument, "the payload is no " + payload.GetTypeName());
    }
    return payload;
  }

  PlannedPort PortOf(const std::string& id, const model::PTransform& transform, const std::string& collection) const {
    const auto port = PayloadOf<fn::RemoteGrpcPort>(transform);
    CoderSpec coder = WireCoderOf(descriptor_.coders(), port.coder_id());
    if (coder.urn != "beam:coder:windowed_value:v1" || coder.components.size() != 2) {
      Fail(StatusCode::kInvalidArgument, "elements travel as windowed values with an element and a window; coder = " +
                                             internal::DescribeCoder(coder));
    }
    return {id, collection, std::move(coder.components[0]), std::move(coder.components[1])};
  }

  FoundStep StepOf(const model::FunctionSpec& function) const {
    try {
      return FindStep(function);
    } catch (const Error& error) {
      Fail(error.status().code(), error.status().message());
    }
  }

  void AddParDo(const std::string& id, const model::PTransform& transform) {
    PlannedStep step = ParDoOf(id, transform);
    if (PartsOf(step) != nullptr) {
      Fail(StatusCode::kInvalidArgument,
           "its function is splittable; runners run the parts of such a step, and not the whole");
    }
    if (step.step.node->factory->stateful_form() != nullptr) step.key = KeyCoderOf(step.input);
    AddStepOutputs(step, transform);
    plan_.steps.push_back(std::move(step));
  }

  // Side inputs are given to all parts; the one that processes elements reads them.
  void AddSplittable(const std::string& id, const model::PTransform& transform, StepPart part) {
    PlannedStep step = ParDoOf(id, transform);
    RequirePart(step, part, "its function is not splittable");
    step.part = part;
    if (part == StepPart::kProcess) {
      AddStepOutputs(step, transform);
    } else {
      step.outputs = {OnlyOf(transform.outputs(), "output")};
    }
    plan_.steps.push_back(std::move(step));
  }

  // The function and what it reads.
  PlannedStep ParDoOf(const std::string& id, const model::PTransform& transform) const {
    const auto payload = PayloadOf<model::ParDoPayload>(transform);
    PlannedStep step;
    step.transform = id;
    step.step = StepOf(payload.do_fn());
    if (step.step.node->factory == nullptr) Fail(StatusCode::kInvalidArgument, "its function is no DoFn");
    for (const auto& [local, collection] : transform.inputs()) {
      if (payload.side_inputs().contains(local)) {
        step.side_inputs[local] = collection;
      } else if (step.input.empty()) {
        step.input_name = local;
        step.input = collection;
      } else {
        Fail(StatusCode::kInvalidArgument, "a ParDo has one main input, and this one has several");
      }
    }
    if (step.input.empty()) Fail(StatusCode::kInvalidArgument, "a ParDo needs a main input");
    return step;
  }

  static void AddStepOutputs(PlannedStep& step, const model::PTransform& transform) {
    const std::size_t count = step.step.node->outputs.size();
    for (std::size_t i = 0; i < count; ++i) {
      auto found = transform.outputs().find(OutputName(i));
      if (found == transform.outputs().end() && count == 1 && transform.outputs_size() == 1) {
        found = transform.outputs().begin();
      }
      const bool wanted = found != transform.outputs().end();
      step.outputs.push_back(wanted ? found->second : std::string());
      if (wanted) step.output_names.push_back(found->first);
    }
  }

  static const internal::StepParts* PartsOf(const PlannedStep& step) {
    const internal::Node& node = *step.step.node;
    return node.exchange == nullptr ? nullptr : node.exchange->parts();
  }
  void RequirePart(const PlannedStep& step, StepPart part, const char* otherwise) const {
    const internal::StepParts* parts = PartsOf(step);
    if (parts == nullptr || parts->InputOf(part) == nullptr) Fail(StatusCode::kInvalidArgument, otherwise);
  }

  // The runner keeps state by the bytes that it writes keys as.
  CoderSpec KeyCoderOf(const std::string& collection) const {
    const auto found = descriptor_.pcollections().find(collection);
    if (found == descriptor_.pcollections().end()) {
      Fail(StatusCode::kInvalidArgument, "its input is not in the descriptor; collection = " + collection);
    }
    CoderSpec coder = WireCoderOf(descriptor_.coders(), found->second.coder_id());
    if (coder.urn != "beam:coder:kv:v1" || coder.components.size() != 2) {
      Fail(StatusCode::kInvalidArgument,
           "a step with state reads keys and values; coder = " + internal::DescribeCoder(coder));
    }
    return std::move(coder.components[0]);
  }

  // The model's payload says how windows are assigned, and not of what type the elements are: the step's own is an annotation.
  void AddWindowInto(const std::string& id, const model::PTransform& transform) {
    const auto annotation = transform.annotations().find(kStepAnnotation);
    model::FunctionSpec function;
    if (annotation == transform.annotations().end() || !function.ParseFromString(annotation->second)) {
      Fail(StatusCode::kUnimplemented,
           "the runner left out the annotation that says which elements are divided into windows");
    }
    PlannedStep step;
    step.transform = id;
    step.step = StepOf(function);
    if (step.step.node->factory == nullptr) Fail(StatusCode::kInvalidArgument, "its function assigns no windows");
    step.input = OnlyOf(transform.inputs(), "input");
    step.outputs = {OnlyOf(transform.outputs(), "output")};
    plan_.steps.push_back(std::move(step));
  }

  void AddWindowStep(const std::string& id, const model::PTransform& transform) {
    auto function = PayloadOf<model::FunctionSpec>(transform);
    // A mapping to windows of a side input is named by the window function of that.
    model::FunctionSpec of_side;
    if (function.urn() == kWindowMappingUrn && of_side.ParseFromString(function.payload())) function = of_side;
    PlannedWindowStep step;
    step.transform = id;
    step.merges = transform.spec().urn() == kMergeWindowsUrn;
    step.input = OnlyOf(transform.inputs(), "input");
    step.output = OnlyOf(transform.outputs(), "output");
    try {
      step.fn = FindWindowFn(function);
    } catch (const Error& error) {
      Fail(error.status().code(), error.status().message());
    }
    plan_.window_steps.push_back(std::move(step));
  }

  void AddCombine(const std::string& id, const model::PTransform& transform, StepPart part) {
    const auto payload = PayloadOf<model::CombinePayload>(transform);
    PlannedStep step;
    step.transform = id;
    step.step = StepOf(payload.combine_fn());
    RequirePart(step, part, "its function is no combine function");
    step.part = part;
    step.input = OnlyOf(transform.inputs(), "input");
    step.outputs = {OnlyOf(transform.outputs(), "output")};
    plan_.steps.push_back(std::move(step));
  }

  // Puts each step behind those that produce what it reads.
  void SortSteps() {
    std::set<std::string> ready;
    for (const PlannedPort& source : plan_.sources) Reach(source.collection, ready);
    // A runner may leave out what makes an empty collection, and run what is behind it for its StartBundle and FinishBundle.
    const std::set<std::string> made = Made();
    for (const PlannedStep& step : plan_.steps) {
      if (made.count(step.input) == 0) Reach(step.input, ready);
    }
    for (const auto& [from, targets] : plan_.flattened_into) {
      if (made.count(from) == 0) Reach(from, ready);
    }
    std::vector<PlannedStep> sorted;
    std::vector<PlannedStep> waiting = std::move(plan_.steps);
    while (!waiting.empty()) {
      std::vector<PlannedStep> later;
      for (PlannedStep& step : waiting) {
        if (ready.count(step.input) == 0) {
          later.push_back(std::move(step));
          continue;
        }
        for (const std::string& output : step.outputs) Reach(output, ready);
        sorted.push_back(std::move(step));
      }
      if (later.size() == waiting.size()) {
        current_ = later.front().transform;
        Fail(StatusCode::kInvalidArgument, "its input depends on its own output; collection = " + later.front().input);
      }
      waiting = std::move(later);
    }
    plan_.steps = std::move(sorted);
  }
  // What sources, steps and Flattens of something put out.
  std::set<std::string> Made() const {
    std::set<std::string> made;
    for (const PlannedPort& source : plan_.sources) made.insert(source.collection);
    for (const PlannedStep& step : plan_.steps) made.insert(step.outputs.begin(), step.outputs.end());
    for (const PlannedWindowStep& step : plan_.window_steps) made.insert(step.output);
    for (const auto& [from, targets] : plan_.flattened_into) made.insert(targets.begin(), targets.end());
    return made;
  }
  void Reach(const std::string& collection, std::set<std::string>& ready) const {
    if (collection.empty() || !ready.insert(collection).second) return;
    const auto found = plan_.flattened_into.find(collection);
    if (found == plan_.flattened_into.end()) return;
    for (const std::string& into : found->second) {
      if (IsFed(into, ready)) Reach(into, ready);
    }
  }
  // Whether all that a Flatten unites is ready. A step behind it must not finish its bundle before one in front of it.
  bool IsFed(const std::string& flattened, const std::set<std::string>& ready) const {
    for (const auto& [from, targets] : plan_.flattened_into) {
      if (std::find(targets.begin(), targets.end(), flattened) != targets.end() && ready.count(from) == 0) return false;
    }
    return true;
  }

  const fn::ProcessBundleDescriptor& descriptor_;
  BundlePlan plan_;
  std::string current_;  // the transform that is being read, for errors
};

}  // namespace

BundlePlan PlanBundle(const fn::ProcessBundleDescriptor& descriptor) { return Planner(descriptor).Plan(); }

}  // namespace beam::runners
