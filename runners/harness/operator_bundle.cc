#include "runners/harness/operator_bundle.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <utility>

#include "beam/base/bytes.h"
#include "beam/base/error.h"
#include "beam/exec/bundle_callbacks.h"
#include "beam/exec/coder_description.h"
#include "beam/exec/run_state.h"
#include "beam/exec/splittable_operator.h"
#include "beam/exec/stateful_form.h"
#include "beam/exec/step_metrics.h"
#include "beam/exec/user_code.h"
#include "beam/exec/wire_sink_op.h"
#include "beam/exec/wire_source_op.h"
#include "runners/harness/bundle_metrics.h"
#include "runners/harness/bundle_plan.h"
#include "runners/harness/bundle_splits.h"
#include "runners/harness/bundle_types.h"
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

using internal::Node;
using internal::Operator;
using internal::StepPart;

// What users wrote, as others can decode it.
internal::NamedMetric ValidMetric(internal::NamedMetric metric) {
  metric.name_space = ValidText(metric.name_space);
  metric.name = ValidText(metric.name);
  if (auto* strings = std::get_if<StringSetValue>(&metric.value)) {
    for (std::string& text : *strings) text = ValidText(text);
  }
  return metric;
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
        plan_(PlanBundle(descriptor)),
        types_(plan_) {
    const internal::StagedFilesScope scope(files_.get());
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
  // that have the key of one that it keeps.
  fn::ProcessBundleSplitResponse Split(const fn::ProcessBundleSplitRequest& request) override {
    return HasState() ? fn::ProcessBundleSplitResponse() : splits_.Split(request);
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

  // Null where the runner sends all values.
  std::shared_ptr<RunnerValues> RemoteOf(const PlannedPort& source) {
    if (!internal::HasStateBacked(source.element)) return nullptr;
    return remote_.emplace_back(std::make_shared<RunnerValues>(source.transform, run_, metrics_.times().activity()));
  }

  void MakeSource(const PlannedPort& port) {
    auto source =
        std::make_unique<internal::WireSourceOp>(port.transform, types_.ElementsOf(port), port.window, RemoteOf(port));
    sources_[port.transform] = source.get();
    splits_.AddSource(port.transform, *source);
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
      internal::RunStep(run_, member.node(), [&] {
        member.rests = std::make_unique<StepRests>(step, types_.ElementsOf(port), port.window);
      });
      member.splittable().Open(*member.rests);
      splits_.AddReader(port.transform, member.splittable(), *member.rests);
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
        types_.ElementsOf(port), port.window,
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
    const internal::WireForm* const form = types_.FormOf(collection);
    if (described == collections_.end() || form == nullptr) return nullptr;
    const internal::WireElements elements =
        internal::TypedElements(WireCoderOf(coders_, described->second.coder_id()), *form);
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
  BundleTypes types_;
  internal::RunState run_;
  std::vector<Member> members_;  // in the order of the data flow
  internal::BundleCallbacks callbacks_;
  std::map<std::string, internal::WireSourceOp*> sources_;
  BundleSplits splits_;
  std::vector<std::shared_ptr<RunnerValues>> remote_;                   // of sources
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
