#include "runners/engine/stage_instance.h"

#include <algorithm>
#include <exception>
#include <map>

#include "beam/base/error.h"
#include "beam/exec/output.h"
#include "beam/exec/step_metrics.h"
#include "beam/exec/user_code.h"
#include "beam/exec/worker_activity.h"
#include "beam/graph/element_type.h"
#include "coders/bytes.h"

namespace beam::runners {

using internal::CollectionId;
using internal::Node;
using internal::Operator;
using internal::OutputBase;

namespace {

/// The one element that an impulse produces.
class ImpulseOp final : public internal::SourceOperator {
 public:
  ImpulseOp() { AddOutput(&output_); }
  void Read(internal::UnitRange) override {
    const ElementMeta meta;
    output_.Inherit(meta);
    output_.Emit(Bytes());
    output_.EndBundle();
  }

 private:
  internal::Output<Bytes> output_;
};

}  // namespace

StageInstance::StageInstance(RunResources& resources, const Stage& stage, std::size_t worker)
    : resources_(resources), stage_(stage), worker_(worker), activity_(resources.activity(worker)) {}

Status StageInstance::Open() {
  return Guarded([&] {
    MakeSource(stage_);
    Connect(stage_);
    for (Member& member : members_) Prepare(member);
  });
}

StageInstance::~StageInstance() {
  if (torn_down_) return;
  for (Member& member : members_) {
    if (!member.set_up) continue;
    try {
      activity_.Enter(member.node);
      const internal::StepMetricsScope metrics(member.op->metrics());
      member.op->Teardown();
    } catch (...) {
      // The run has failed or was cancelled already; an error while giving resources back cannot make that worse.
    }
  }
  CountElements();
}

// With a place for the callbacks of the step's function.
internal::OperatorContext StageInstance::ContextOf(const Node* node) {
  internal::OperatorContext context = resources_.MakeContext(node, worker_);
  context.callbacks = &callbacks_;
  return context;
}

void StageInstance::MakeSource(const Stage& stage) {
  if (stage.source != nullptr) {
    const internal::SourceFactory* factory = stage.source->source.get();
    std::unique_ptr<internal::SourceOperator> source =
        factory == nullptr ? std::make_unique<ImpulseOp>()
                           : std::unique_ptr<internal::SourceOperator>(factory->Make(ContextOf(stage.source)));
    source_ = source.get();
    members_.push_back(Member{std::move(source), stage.source, stage.source});
    return;
  }
  const Exchange& exchange = resources_.plan().exchanges[stage.reads];
  internal::OperatorContext context = ContextOf(exchange.gates != nullptr ? exchange.gates : exchange.node);
  context.gates_sides = exchange.gates != nullptr;
  context.shares = resources_.SharesOf(stage);
  std::unique_ptr<internal::SourceOperator> reader =
      exchange.factory->MakeReader(exchange.lifted, resources_.StoresOf(exchange.id), context);
  source_ = reader.get();
  members_.push_back(Member{std::move(reader), exchange.node, exchange.node});
}

Operator* StageInstance::MakeMember(const StageEdge& edge) {
  if (!edge.into_exchange) {
    const Node& node = resources_.graph().node(edge.to);
    // Making an operator copies the user's function.
    const internal::OperatorContext context = ContextOf(&node);
    internal::RunUserCode(context, "copying the function", [&] {
      members_.push_back(Member{node.factory->Make(context), &node, &node});
    });
  } else {
    const Exchange& exchange = resources_.plan().exchanges[edge.exchange];
    members_.push_back(
        Member{exchange.factory->MakeWriter(edge.input, exchange.lifted, resources_.store(exchange.id, edge.input),
                                            ContextOf(exchange.node)),
               nullptr, exchange.node});
  }
  return members_.back().op.get();
}

void StageInstance::Connect(const Stage& stage) {
  std::map<CollectionId, OutputBase*> produced;
  for (std::size_t i = 0; i < stage.sources.size(); ++i) produced[stage.sources[i]] = source_->outputs()[i];
  // Steps are made in the order of the data flow, so that FinishBundle walks down the stage.
  std::map<internal::NodeId, Operator*> made;
  for (const internal::NodeId id : stage.nodes) {
    StageEdge edge;
    edge.to = id;
    Operator* op = MakeMember(edge);
    made[id] = op;
    const Node& node = resources_.graph().node(id);
    for (std::size_t i = 0; i < node.outputs.size(); ++i) produced[node.outputs[i]] = op->outputs()[i];
  }
  std::map<std::pair<ExchangeId, std::size_t>, Operator*> writers;
  for (const StageEdge& edge : stage.edges) {
    Operator* consumer;
    const Node* node;
    if (edge.into_exchange) {
      Operator*& writer = writers[{edge.exchange, edge.input}];
      if (writer == nullptr) writer = MakeMember(edge);
      consumer = writer;
      node = resources_.plan().exchanges[edge.exchange].node;
    } else {
      consumer = made.at(edge.to);
      node = &resources_.graph().node(edge.to);
    }
    produced.at(edge.from)->Connect(consumer, 0, node);
  }
  if (!resources_.settings().forced.encode_all) return;
  for (const auto& [collection, output] : produced) {
    taps_.push_back(resources_.graph().collection(collection).type->MakeEncodingTap());
    if (taps_.back() != nullptr) output->set_tap(taps_.back().get());
  }
}

void StageInstance::Prepare(Member& member) {
  if (member.step != nullptr) member.op->set_metrics(member.metrics.get());
  for (OutputBase* output : member.op->outputs()) {
    output->set_run(&resources_.state());
    output->set_activity(&activity_, member.node);
    if (resources_.settings().forced.batch_size_1) output->set_batch_limit(1);
  }
}

// The border between exceptions and status values: nothing thrown leaves a stage.
template <class Work>
Status StageInstance::Guarded(Work&& work) {
  return Caught([&] {
    activity_.Enter(nullptr);
    internal::RunStep(resources_.state(), nullptr, work);
  });
}

template <class Work>
Status StageInstance::Caught(Work&& work) {
  try {
    work();
  } catch (const internal::BundleAborted&) {
    if (!resources_.state().failed()) return Status(StatusCode::kCancelled, "the run was cancelled");
  }
  // User code that swallowed an exception on its way up does not hide the failure.
  return resources_.state().failed() ? resources_.state().failure() : Status();
}

template <class Work>
void StageInstance::RunMember(Member& member, Work&& work) {
  activity_.Enter(member.node);
  const internal::StepMetricsScope metrics(member.op->metrics());
  internal::RunStep(resources_.state(), member.node, [&] { work(*member.op); });
}

template <class ReadSource>
Status StageInstance::RunAround(bool hands_over, ReadSource&& read) {
  Status status = Guarded([&] {
    for (Member& member : members_) {
      if (member.set_up) continue;
      member.set_up = true;
      RunMember(member, [](Operator& op) { op.Setup(); });
    }
    callbacks_.Clear();
    // From the last step to the first: what a step emits here must find the next one started.
    for (std::size_t i = members_.size(); i-- > 0;) RunMember(members_[i], [](Operator& op) { op.StartBundle(); });
    RunMember(members_.front(), [&](Operator&) { read(); });
    for (Member& member : members_) RunMember(member, [](Operator& op) { op.FinishBundle(); });
    if (!hands_over && callbacks_.empty()) return;
    for (Member& member : members_) RunMember(member, [](Operator& op) { op.Drain(); });
  });
  if (status.ok()) CommitMetrics();
  return status;
}

// What operators keep over bundles would still be lost after a callback was told that nothing can be: a bundle with callbacks hands
// it over.
Status StageInstance::RunBundle(internal::UnitRange units) {
  return RunAround(false, [&] { source_->Read(units); });
}

Status StageInstance::RunBundle(internal::StreamPartition& partition) {
  Status status = RunAround(true, [&] { source_->ReadOn(partition); });
  return status.ok() ? Guarded([&] { resources_.TakeGrowth(stage_); }) : status;
}

Status StageInstance::TakeShare(bool& took) {
  return Caught(
      [&] { internal::RunStep(resources_.state(), members_.front().node, [&] { took = source_->TakeShare(); }); });
}

Status StageInstance::RunShare() {
  return RunAround(false, [&] { source_->ReadShare(); });
}

Status StageInstance::Drain() {
  Status status = Guarded([&] {
    for (Member& member : members_) {
      if (member.set_up) RunMember(member, [](Operator& op) { op.Drain(); });
    }
  });
  if (!status.ok()) return status;
  status = TearDown();
  if (status.ok()) CommitMetrics();
  return status;
}

Status StageInstance::TearDown() {
  torn_down_ = true;
  Status first;
  for (Member& member : members_) {
    if (!member.set_up) continue;
    Status status = Guarded([&] { RunMember(member, [](Operator& op) { op.Teardown(); }); });
    if (first.ok()) first = std::move(status);
  }
  CountElements();
  return first;
}

void StageInstance::CommitMetrics() {
  for (Member& member : members_) {
    if (member.metrics->empty()) continue;
    resources_.CommitMetrics(*member.step, member.metrics->Read());
    member.metrics->Clear();
  }
}

void StageInstance::CountElements() {
  for (const Member& member : members_) {
    if (member.node == nullptr) continue;
    for (std::size_t i = 0; i < member.op->outputs().size(); ++i) {
      resources_.CountElements(member.node->outputs[i], member.op->outputs()[i]->element_count());
    }
  }
}

}  // namespace beam::runners
