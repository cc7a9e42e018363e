// Operator: the execution contract of everything that processes elements (habit 14: one header, concurrency stated).
//
// One thread owns an instance from Setup to Teardown; other threads have instances of their own. The order of calls is
//   Setup  ( StartBundle  Process*  FinishBundle )*  Drain  Teardown
// A failed bundle ends the instance: after an exception only Teardown is called.
#pragma once

#include <cstddef>
#include <vector>

#include "beam/exec/batch.h"

namespace beam::internal {

class OutputBase;
class StepMetrics;
struct StreamPartition;

class Operator {
 public:
  Operator();
  Operator(const Operator&) = delete;
  Operator& operator=(const Operator&) = delete;
  virtual ~Operator();

  virtual void Setup() {}
  virtual void StartBundle() {}
  /// Handles a batch that arrived at input `port`. The batch is the caller's: it is valid during the call only, and its
  /// values may be moved from only while `batch.exclusive()`.
  virtual void Process(std::size_t port, BatchBase& batch) = 0;
  /// Called in the order of the data flow, so that what an operator emits here still reaches the operators below.
  virtual void FinishBundle() {}
  /// End of the stage on this thread: hands over what was kept across bundles (shuffle staging, combiner tables).
  virtual void Drain() {}
  virtual void Teardown() {}

  /// The typed outputs, in the order of the node's output collections.
  const std::vector<OutputBase*>& outputs() const { return outputs_; }

  /// Where the user metrics go that are updated while this operator is called; null for operators without a step. Whoever calls
  /// the operator makes them the thread's (step_metrics.h).
  StepMetrics* metrics() const { return metrics_; }
  void set_metrics(StepMetrics* metrics) { metrics_ = metrics; }

 protected:
  void AddOutput(OutputBase* output);

 private:
  std::vector<OutputBase*> outputs_;
  StepMetrics* metrics_ = nullptr;
};

/// What a bundle of a stage reads: units [first, first + count) of the stage's input. A unit is a key partition of a
/// grouping exchange, an element of an element exchange, or the one element of an impulse.
struct UnitRange {
  std::size_t first = 0;
  std::size_t count = 0;
};

/// The operator at the head of a stage: it has no input port and produces what its units hold.
class SourceOperator : public Operator {
 public:
  void Process(std::size_t port, BatchBase& batch) final;
  /// Emits everything in `units`; called once a bundle, between StartBundle and FinishBundle.
  virtual void Read(UnitRange units) = 0;
  /// The same in a streaming run: emits what has come to the partition, and lets time pass in it. By default there is no time to
  /// pass.
  virtual void ReadOn(StreamPartition& partition);
  /// Takes over a part of what another reader of the stage is processing, if there is one to be had; ReadShare, in a bundle of its own,
  /// then emits it. Only of exchanges that say so (ExchangeFactory::shares_work).
  virtual bool TakeShare() { return false; }
  virtual void ReadShare() {}
};

}  // namespace beam::internal
