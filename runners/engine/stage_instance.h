// StageInstance: the operators of one stage on one worker, connected, and the running of bundles through them.
#pragma once

#include <memory>
#include <vector>

#include "beam/base/status.h"
#include "beam/exec/bundle_callbacks.h"
#include "beam/exec/operator.h"
#include "beam/exec/output.h"
#include "beam/exec/step_metrics.h"
#include "runners/engine/run_resources.h"

namespace beam::runners {

/// Belongs to one worker. After a failed call only the destructor may be called; it tears the operators down.
class StageInstance {
 public:
  StageInstance(RunResources& resources, const Stage& stage, std::size_t worker);
  StageInstance(const StageInstance&) = delete;
  StageInstance& operator=(const StageInstance&) = delete;
  ~StageInstance();

  /// Makes and connects the operators, which copies the users' functions; the first call.
  Status Open();
  Status RunBundle(internal::UnitRange units);
  /// A bundle of a streaming run. What it writes can be read when this returns.
  Status RunBundle(internal::StreamPartition& partition);
  /// Takes over a part of what another instance of the stage is processing; `took` says whether there was one, for RunShare. Notes no
  /// activity: a run in which nothing but this happens has stalled.
  Status TakeShare(bool& took);
  Status RunShare();
  /// Whether functions want to be called once the last bundle is committed; by Finalize, which returns what went wrong in them.
  bool finalizes() const { return !callbacks_.empty(); }
  std::vector<Status> Finalize() { return callbacks_.Call(); }
  /// Ends the stage on this worker: what operators kept is handed over.
  Status Drain();

 private:
  struct Member {
    std::unique_ptr<internal::Operator> op;
    const internal::Node* node;  // null for the writers of exchanges
    const internal::Node* step;  // whose functions it calls; null for the exchanges that the plan added
    std::unique_ptr<internal::StepMetrics> metrics = std::make_unique<internal::StepMetrics>();
    bool set_up = false;
  };

  internal::OperatorContext ContextOf(const internal::Node* node);
  void MakeSource(const Stage& stage);
  internal::Operator* MakeMember(const StageEdge& edge);
  void Connect(const Stage& stage);
  void Prepare(Member& member);
  Status TearDown();
  void CountElements();
  void CommitMetrics();
  /// What `work` throws, as a status: Guarded also notes that a worker moves.
  template <class Work>
  Status Caught(Work&& work);
  template <class Work>
  Status Guarded(Work&& work);
  /// Calls `read` between the beginning and the end of a bundle. `hands_over`: what the bundle writes can be read when this returns, as
  /// it can anyway if there are callbacks.
  template <class ReadSource>
  Status RunAround(bool hands_over, ReadSource&& read);
  /// Calls `work(op)`, a part of the member's step, which an error that is not user code's own is named after.
  template <class Work>
  void RunMember(Member& member, Work&& work);

  RunResources& resources_;
  const Stage& stage_;
  std::size_t worker_;
  internal::WorkerActivity& activity_;
  internal::SourceOperator* source_ = nullptr;
  std::vector<Member> members_;  // in the order of the data flow
  internal::BundleCallbacks callbacks_;
  std::vector<std::unique_ptr<internal::BatchTap>> taps_;
  bool torn_down_ = false;
};

}  // namespace beam::runners
