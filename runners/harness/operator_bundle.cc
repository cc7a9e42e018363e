#include "runners/harness/operator_bundle.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <optional>
#include <utility>

#include "beam/base/bytes.h"
#include "beam/base/error.h"
#include "beam/exec/bundle_callbacks.h"
#include "beam/exec/channel_claims.h"
#include "beam/exec/coder_description.h"
#include "beam/exec/run_state.h"
#include "beam/exec/splittable_operator.h"
#include "beam/exec/stateful_form.h"
#include "beam/exec/step_metrics.h"
#include "beam/exec/user_code.h"
#include "beam/exec/wire_sink_op.h"
#include "beam/exec/wire_source_op.h"
#include "beam/graph/element_type.h"
#include "runners/harness/bundle_metrics.h"
#include "runners/harness/bundle_plan.h"
#include "runners/harness/log_scope.h"
#include "runners/harness/runner_values.h"
#include "runners/harness/step_rests.h"
#include "runners/harness/step_side_inputs.h"
#include "runners/harness/step_state.h"
#include "runners/harness/valid_text.h"
#include "runners/harness/window_steps.h"
#include "runners/harness/wire_coder.h"
#include "runners/model/graph_to_proto.h"
#include "runners/model/metric_info.h"
#include "runners/model/user_metric_info.h"

namespace beam::runners {

namespace {

using internal::ElementType;
using internal::Node;
using internal::Operator;
using internal::StepPart;

// The step's type of what it reads, and of one of its outputs.
const ElementType* InputTypeOf(const PlannedStep& step) {
  const Node& node = *step.step.node;
  if (step.part) return node.exchange->parts()->InputOf(*step.part);
  return step.step.graph->collection(node.inputs[0]).type;
}
const ElementType* OutputTypeOf(const PlannedStep& step, std::size_t output) {
  const Node& node = *step.step.node;
  if (step.part && *step.part != StepPart::kProcess) return node.exchange->parts()->OutputOf(*step.part);
  return step.step.graph->collection(node.outputs[output]).type;
}

// What users wrote, as others can decode it.
internal::NamedMetric ValidMetric(internal::NamedMetric metric) {
  metric.name_space = ValidText(metric.name_space);
  metric.name = ValidText(metric.name);
  if (auto* strings = std::get_if<StringSetValue>(&metric.value)) {
    for (std::string& text : *strings) text = ValidText(text);
  }
  return metric;
}

internal::ChannelClaims::DesiredSplit DesiredSplitOf(const fn::ProcessBundleSplitRequest::DesiredSplit& desired) {
  return {desired.fraction_of_remainder(),
          desired.estimated_input_elements(),
          {desired.allowed_split_points().begin(), desired.allowed_split_points().end()}};
}

class OperatorBundle final : public BundleProcessor {
 public:
  OperatorBundle(const fn::ProcessBundleDescriptor& descriptor, std::shared_ptr<StateCache> cache,
                 std::shared_ptr<DataSamples> samples, std::shared_ptr<const internal::StagedFiles> files)
      : cache_(std::move(cache)),
        samples_(std::move(samples)),
        files_(std::move(files)),
        coders_(descriptor.coders()),
        collections_(descriptor.pcollections()),
        plan_(PlanBundle(descriptor)) {
    const internal::StagedFilesScope scope(files_.get());
    FindTypes();
    FindRawCoders();
    for (const PlannedPort& port : plan_.sources) MakeSource(port);
    for (const PlannedStep& step : plan_.steps) {
      Guarded([&] { MakeStep(step); });
    }
    for (const PlannedWindowStep& step : plan_.window_steps) MakeWindowStep(step);
    for (const PlannedPort& port : plan_.sinks) MakeSink(port);
    for (const auto& [output, collection] : outputs_) ConnectAll(*output, collection);
  }

  ~OperatorBundle() override {
    const internal::StagedFilesScope scope(files_.get());
    for (Member& member : members_) {
      if (!member.set_up) continue;
      try {
        const internal::StepMetricsScope metrics(member.op->metrics());
        member.op->Teardown();
      } catch (...) {
        // The bundles have been reported; an error while giving resources back changes nothing about them.
      }
    }
  }

  void Start(BundleServices& services) override {
    const internal::StagedFilesScope scope(files_.get());
    services_ = &services;
    BeginCounting();
    callbacks_.Clear();
    for (const auto& [transform, source] : sources_) source->Begin();
    for (const auto& values : remote_) values->Begin(services);
    for (Member& member : members_) {
      if (member.state != nullptr) member.state->Begin(services);
      if (member.reads_sides()) {
        Guarded([&] { internal::RunStep(run_, member.node(), [&] { member.sides->Begin(services); }); });
      }
    }
    StartMembers();
  }

  void ProcessData(const std::string& transform_id, std::string_view bytes) override {
    const internal::StagedFilesScope scope(files_.get());
    const auto found = sources_.find(transform_id);
    if (found == sources_.end()) {
      throw Error(StatusCode::kInvalidArgument,
                  "data came for a transform that is no source of the stage; transform = " + transform_id);
    }
    FireTimers();
    Guarded([&] { internal::RunStep(run_, nullptr, [&] { found->second->Receive(bytes); }); });
    metrics_.Count();
  }

  void ProcessTimers(const std::string& transform_id, const std::string& family, std::string_view bytes) override {
    const internal::StagedFilesScope scope(files_.get());
    for (Member& member : members_) {
      if (member.state == nullptr || member.step->transform != transform_id) continue;
      return Guarded([&] { Run(member, [&] { member.state->Receive(family, bytes); }); });
    }
    throw Error(StatusCode::kInvalidArgument, "timers came for a transform without any; transform = " + transform_id);
  }

  void Finish() override {
    const internal::StagedFilesScope scope(files_.get());
    FireTimers();
    metrics_.times().Enter(StepTimes::Phase::kFinish);
    Guarded([&] {
      for (Member& member : members_) Run(member, [&] { member.op->FinishBundle(); });
      // What is kept until the stage ends must not outlive the bundle, which may be the stage's last on this worker.
      for (Member& member : members_) Run(member, [&] { member.op->Drain(); });
    });
    metrics_.Count();
    for (const auto& values : remote_) values->End();
    services_ = nullptr;
  }

  void StateWritten() override {
    for (Member& member : members_) {
      if (member.state != nullptr) member.state->Written();
    }
  }

  std::vector<fn::DelayedBundleApplication> TakeResiduals() override {
    std::vector<fn::DelayedBundleApplication> all;
    for (Member& member : members_) {
      if (member.rests == nullptr) continue;
      for (fn::DelayedBundleApplication& rest : member.rests->TakeAll()) all.push_back(std::move(rest));
    }
    return all;
  }

  bool requires_finalization() const override { return !callbacks_.empty(); }
  // What goes wrong in a callback is no failure of the bundle, which is over.
  void Finalize() override {
    const internal::StagedFilesScope scope(files_.get());
    for (const Status& failure : callbacks_.Call()) Log(fn::LogEntry_Severity_Enum_WARN, failure.ToString());
  }

  std::vector<model::MonitoringInfo> MonitoringInfos() const override {
    std::vector<model::MonitoringInfo> infos = metrics_.Infos();
    for (const auto& [transform, source] : sources_) {
      infos.push_back(MetricInfo("beam:metric:data_channel:read_index:v1", {{"PTRANSFORM", transform}},
                                 static_cast<std::int64_t>(source->claims().index())));
    }
    for (const Member& member : members_) {
      if (member.step == nullptr) continue;
      for (internal::NamedMetric& metric : member.metrics->Read()) {
        infos.push_back(UserMetricInfo(member.step->transform, ValidMetric(std::move(metric))));
      }
    }
    return infos;
  }

  void Passed(std::chrono::nanoseconds time) override { metrics_.times().Passed(time); }

  // The runner answers for the elements of a key being in one bundle at a time; that of a bundle with state may not give any back
  // that have the key of one that it keeps. An error would fail the bundle, so what cannot be done is declined.
  fn::ProcessBundleSplitResponse Split(const fn::ProcessBundleSplitRequest& request) override {
    fn::ProcessBundleSplitResponse response;
    if (HasState()) return response;
    for (const auto& [transform, desired] : request.desired_splits()) {
      const auto source = sources_.find(transform);
      if (source == sources_.end()) continue;
      const internal::ChannelClaims::DesiredSplit split = DesiredSplitOf(desired);
      if (SplitInside(transform, split, response)) continue;
      const std::optional<std::int64_t> point = source->second->claims().Split(split);
      if (point.has_value()) AddChannelSplit(transform, *point - 1, *point, response);
    }
    return response;
  }

 private:
  struct Member {
    std::unique_ptr<Operator> op;
    const PlannedStep* step = nullptr;  // null for sources and sinks
    std::unique_ptr<StepSideInputs> sides;
    std::unique_ptr<StepState> state;  // of a step with state
    std::unique_ptr<StepRests> rests;  // of a step that processes restrictions
    std::unique_ptr<internal::StepMetrics> metrics = std::make_unique<internal::StepMetrics>();
    bool set_up = false;
    internal::StatefulOperator& stateful() const { return static_cast<internal::StatefulOperator&>(*op); }
    internal::SplittableOperator& splittable() const { return static_cast<internal::SplittableOperator&>(*op); }
    // Of the parts of a splittable step only the last one looks at side inputs.
    bool reads_sides() const {
      return sides != nullptr && !sides->empty() && step->part.value_or(StepPart::kProcess) == StepPart::kProcess;
    }
    const Node* node() const { return step == nullptr ? nullptr : step->step.node; }
  };

  /// The element that a splittable step is processing.
  class ElementInProgress final : public internal::ChannelClaims::ElementSplitter {
   public:
    ElementInProgress(const Member& member, fn::ProcessBundleSplitResponse& response)
        : member_(member), response_(response) {}
    std::optional<double> Completed() override { return member_.splittable().Completed(); }
    bool Split(double fraction) override {
      return member_.splittable().Split(
          fraction, [&](const internal::BatchBase& kept, const internal::BatchBase& rest, Timestamp watermark) {
            *response_.add_primary_roots() = member_.rests->ApplicationOf(kept, watermark);
            *response_.add_residual_roots()->mutable_application() = member_.rests->ApplicationOf(rest, watermark);
          });
    }

   private:
    const Member& member_;
    fn::ProcessBundleSplitResponse& response_;
  };

  // Whether the element that is being processed has been split.
  bool SplitInside(const std::string& source, const internal::ChannelClaims::DesiredSplit& desired,
                   fn::ProcessBundleSplitResponse& response) const {
    const auto reader = splittable_readers_.find(source);
    if (reader == splittable_readers_.end()) return false;
    ElementInProgress element(members_[reader->second], response);
    const std::optional<std::int64_t> number = sources_.at(source)->claims().SplitElement(desired, element);
    if (number.has_value()) AddChannelSplit(source, *number - 1, *number + 1, response);
    return number.has_value();
  }
  static void AddChannelSplit(const std::string& source, std::int64_t last_kept, std::int64_t first_given,
                              fn::ProcessBundleSplitResponse& response) {
    fn::ProcessBundleSplitResponse::ChannelSplit& split = *response.add_channel_splits();
    split.set_transform_id(source);
    split.set_last_primary_element(last_kept);
    split.set_first_residual_element(first_given);
  }

  // Only our steps know the types of collections; those that a Flatten unites have one type.
  void FindTypes() {
    for (const PlannedStep& step : plan_.steps) {
      NoteType(step.input, InputTypeOf(step));
      for (std::size_t i = 0; i < step.outputs.size(); ++i) NoteType(step.outputs[i], OutputTypeOf(step, i));
    }
    for (bool changed = true; changed;) {
      changed = false;
      for (const auto& [from, targets] : plan_.flattened_into) {
        for (const std::string& into : targets) {
          if (types_.count(from) != 0) changed |= types_.emplace(into, types_[from]).second;
          if (types_.count(into) != 0) changed |= types_.emplace(from, types_[into]).second;
        }
      }
    }
  }
  void NoteType(const std::string& collection, const ElementType* type) {
    if (!collection.empty()) types_.emplace(collection, type);
  }
  // What only passes through the stage keeps the coder that it came with, and is all here.
  void FindRawCoders() {
    for (const PlannedPort& source : plan_.sources) {
      NoteRaw(source.collection, internal::WithoutStateBacked(source.element));
    }
  }
  void NoteRaw(const std::string& collection, const CoderSpec& coder) {
    if (types_.count(collection) != 0 || !raw_coders_.emplace(collection, coder).second) return;
    const auto found = plan_.flattened_into.find(collection);
    if (found == plan_.flattened_into.end()) return;
    for (const std::string& into : found->second) NoteRaw(into, coder);
  }
  internal::WireElements ElementsOf(const PlannedPort& port) const {
    const auto found = types_.find(port.collection);
    if (found == types_.end()) {
      const auto raw = raw_coders_.find(port.collection);
      // Nothing at all comes out of a Flatten of nothing.
      return internal::RawElements(port.element, raw == raw_coders_.end() ? port.element : raw->second);
    }
    if (found->second->wire_form() == nullptr) {
      throw Error(
          StatusCode::kInvalidArgument,
          "elements without a coder cannot leave their worker; give the type a coder (coders/coder.h); type = " +
              std::string(found->second->name()));
    }
    return internal::TypedElements(port.element, *found->second->wire_form());
  }

  // Null where the runner sends all values.
  std::shared_ptr<RunnerValues> RemoteOf(const PlannedPort& source) {
    if (!internal::HasStateBacked(source.element)) return nullptr;
    return remote_.emplace_back(std::make_shared<RunnerValues>(source.transform, run_, metrics_.times().activity()));
  }

  void MakeSource(const PlannedPort& port) {
    auto source =
        std::make_unique<internal::WireSourceOp>(port.transform, ElementsOf(port), port.window, RemoteOf(port));
    sources_[port.transform] = source.get();
    AddOutput(port.collection, *source->outputs()[0], nullptr);
    source->outputs()[0]->set_run(&run_);
    members_.emplace_back().op = std::move(source);
  }

  void MakeStep(const PlannedStep& step) {
    Member& member = members_.emplace_back();
    member.step = &step;
    const internal::OperatorContext context = ContextOf(step, member);
    internal::RunUserCode(context, "copying the function", [&] {
      member.op = step.part ? step.step.node->exchange->parts()->MakePart(*step.part, context)
                            : step.step.node->factory->Make(context);
    });
    member.op->set_metrics(member.metrics.get());
    if (!step.part && step.step.node->factory->stateful_form() != nullptr) {
      internal::RunStep(run_, member.node(), [&] { member.state = std::make_unique<StepState>(step, *cache_); });
      member.stateful().Open(*member.state);
    }
    if (step.part == StepPart::kProcess) OpenRests(step, member);
    for (std::size_t i = 0; i < step.outputs.size(); ++i) {
      member.op->outputs()[i]->set_run(&run_);
      if (!step.outputs[i].empty()) AddOutput(step.outputs[i], *member.op->outputs()[i], member.node());
    }
    metrics_.times().Add(member.node(), step.transform);
    consumers_[step.input].push_back({member.op.get(), member.node()});
  }

  // What is left of an element goes back in the form in which it came, so that it must have come from the runner.
  void OpenRests(const PlannedStep& step, Member& member) {
    for (const PlannedPort& port : plan_.sources) {
      if (port.collection != step.input) continue;
      internal::RunStep(run_, member.node(),
                        [&] { member.rests = std::make_unique<StepRests>(step, ElementsOf(port), port.window); });
      member.splittable().Open(*member.rests);
      splittable_readers_[port.transform] = members_.size() - 1;
      return sources_.at(port.transform)->ClaimOneByOne();
    }
    throw Error(StatusCode::kInvalidArgument,
                "a step that processes restrictions stands behind a source; transform = " + step.transform);
  }

  internal::OperatorContext ContextOf(const PlannedStep& step, Member& member) {
    internal::OperatorContext context;
    context.node = step.step.node;
    context.graph = step.step.graph.get();
    context.run = &run_;
    context.callbacks = &callbacks_;
    member.sides = std::make_unique<StepSideInputs>(step, coders_, collections_);
    context.side_inputs = member.sides->cells();
    return context;
  }

  // Its elements come from a source and go to a sink, which know their coders.
  void MakeWindowStep(const PlannedWindowStep& step) {
    const CoderSpec in = CoderOfPort(plan_.sources, step.input, step.transform);
    auto op = step.merges ? MakeMergeWindows(step.fn, in)
                          : MakeMapWindows(step.fn, in, CoderOfPort(plan_.sinks, step.output, step.transform));
    op->outputs()[0]->set_run(&run_);
    AddOutput(step.output, *op->outputs()[0], nullptr);
    consumers_[step.input].push_back({op.get(), nullptr});
    members_.emplace_back().op = std::move(op);
  }
  static CoderSpec CoderOfPort(const std::vector<PlannedPort>& ports, const std::string& collection,
                               const std::string& transform) {
    for (const PlannedPort& port : ports) {
      if (port.collection == collection) return port.element;
    }
    throw Error(StatusCode::kInvalidArgument,
                "a step that handles windows stands between a source and a sink; transform = " + transform);
  }

  void MakeSink(const PlannedPort& port) {
    auto sink = std::make_unique<internal::WireSinkOp>(
        ElementsOf(port), port.window,
        [this, transform = port.transform](std::string_view bytes) { services_->SendData(transform, bytes); });
    consumers_[port.collection].push_back({sink.get(), nullptr});
    members_.emplace_back().op = std::move(sink);
  }

  void AddOutput(const std::string& collection, internal::OutputBase& output, const Node* node) {
    outputs_.emplace_back(&output, collection);
    metrics_.AddOutput(collection, output, node, MakeSampler(collection));
  }
  // Null where elements have no coder. One that does not fit is an error for whoever sends or reads them, and not for those who would
  // only like to see them.
  std::unique_ptr<ElementSampler> MakeSampler(const std::string& collection) const try {
    const auto described = collections_.find(collection);
    const auto type = types_.find(collection);
    if (described == collections_.end() || type == types_.end() || type->second->wire_form() == nullptr) return nullptr;
    const internal::WireElements elements =
        internal::TypedElements(WireCoderOf(coders_, described->second.coder_id()), *type->second->wire_form());
    if (!ElementSampler::CanSample(elements)) return nullptr;
    return std::make_unique<ElementSampler>(collection, elements, samples_);
  } catch (const Error&) {
    return nullptr;
  }

  void ConnectAll(internal::OutputBase& output, const std::string& collection) {
    for (const auto& [op, node] : consumers_[collection]) output.Connect(op, 0, node);
    const auto found = plan_.flattened_into.find(collection);
    if (found == plan_.flattened_into.end()) return;
    for (const std::string& into : found->second) ConnectAll(output, into);
  }

  bool HasState() const {
    return std::any_of(members_.begin(), members_.end(), [](const Member& member) { return member.state != nullptr; });
  }

  void StartMembers() {
    metrics_.times().Enter(StepTimes::Phase::kStart);
    Guarded([&] {
      for (Member& member : members_) {
        if (member.set_up) continue;
        member.set_up = true;
        Run(member, [&] { member.op->Setup(); });
      }
      // From the last step to the first: what a step emits here must find the next one started.
      for (std::size_t i = members_.size(); i-- > 0;) Run(members_[i], [&] { members_[i].op->StartBundle(); });
    });
    metrics_.times().Enter(StepTimes::Phase::kProcess);
  }

  // Timers come for several families one after the other, and fire together in the order of their times.
  void FireTimers() {
    Guarded([&] {
      for (Member& member : members_) {
        if (member.state != nullptr) Run(member, [&] { member.state->FireReceived(member.stateful()); });
      }
    });
  }

  template <class Work>
  void Run(const Member& member, Work&& work) {
    const internal::StepMetricsScope metrics(member.op->metrics());
    metrics_.times().activity().Enter(member.node());
    internal::RunStep(run_, member.node(), work);
    metrics_.times().activity().Enter(nullptr);
  }

  // A failure that was noted is thrown, also when user code swallowed what unwound it.
  template <class Work>
  void Guarded(Work&& work) {
    try {
      work();
    } catch (const internal::BundleAborted&) {
    }
    if (run_.failed()) throw Error(run_.failure());
  }

  void BeginCounting() {
    metrics_.Begin();
    for (Member& member : members_) member.metrics->Clear();
  }

  std::shared_ptr<StateCache> cache_;
  std::shared_ptr<DataSamples> samples_;
  std::shared_ptr<const internal::StagedFiles> files_;
  BundleMetrics metrics_;
  google::protobuf::Map<std::string, model::Coder> coders_;
  google::protobuf::Map<std::string, model::PCollection> collections_;
  BundlePlan plan_;
  internal::RunState run_;
  std::map<std::string, const ElementType*> types_;  // of the stage's collections
  std::map<std::string, CoderSpec> raw_coders_;      // of those without a type
  std::vector<Member> members_;                      // in the order of the data flow
  internal::BundleCallbacks callbacks_;
  std::map<std::string, internal::WireSourceOp*> sources_;
  std::vector<std::shared_ptr<RunnerValues>> remote_;      // of sources
  std::map<std::string, std::size_t> splittable_readers_;  // numbers of members, by the source in front of them
  std::vector<std::pair<internal::OutputBase*, std::string>> outputs_;  // with their collections
  std::map<std::string, std::vector<std::pair<Operator*, const Node*>>> consumers_;
  BundleServices* services_ = nullptr;
};

}  // namespace

std::unique_ptr<BundleProcessor> OperatorBundleFactory::Make(const fn::ProcessBundleDescriptor& descriptor) {
  return std::make_unique<OperatorBundle>(descriptor, cache_, samples_, files_);
}

fn::SampleDataResponse OperatorBundleFactory::SampleData(const fn::SampleDataRequest& request) {
  return samples_->Take(request);
}

}  // namespace beam::runners
