// RunResources: what one run of a plan owns: the stores of its exchanges, the side inputs, the shared state.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "beam/exec/growing_side_input.h"
#include "beam/exec/operator_context.h"
#include "beam/exec/run_state.h"
#include "beam/exec/side_input_cell.h"
#include "beam/exec/stream_partition.h"
#include "beam/exec/work_shares.h"
#include "beam/exec/worker_activity.h"
#include "beam/graph/graph.h"
#include "beam/metric_results.h"
#include "beam/result.h"
#include "runners/engine/bundle_report.h"
#include "runners/engine/plan.h"
#include "runners/engine/run_clock.h"
#include "runners/engine/settings.h"
#include "runners/engine/shuffle_store.h"

namespace beam::runners {

class RunResources {
 public:
  RunResources(const internal::Graph& graph, const Plan& plan, const EngineSettings& settings);

  const internal::Graph& graph() const { return graph_; }
  const Plan& plan() const { return plan_; }
  const EngineSettings& settings() const { return settings_; }
  internal::RunState& state() { return state_; }

  internal::WorkerActivity& activity(std::size_t worker) { return activities_[worker]; }
  /// A number that changes with every batch, block and bundle of any worker.
  std::uint64_t Moves() const;
  /// The steps that the workers are in, for people.
  std::string DescribeWorkers() const;

  ShuffleStore& store(ExchangeId exchange, std::size_t input) { return *stores_[exchange][input]; }
  /// The stores of all inputs of an exchange, as readers take them.
  std::vector<internal::BlockStore*> StoresOf(ExchangeId exchange);
  /// True when stages run until the watermark has reached the end of time.
  bool streaming() const { return streaming_; }
  /// For streaming runs: the partitions of each stage.
  std::vector<std::size_t> PartitionCounts() const;
  /// Gives the reader of a partition what has come to it.
  internal::StreamPartition& TakeArrivals(const Stage& stage, std::size_t partition);
  /// The stage reads no side window any more that was over before its output's watermark.
  void ForgetSides(const Stage& stage, Timestamp output_watermark);
  /// Gives what a bundle of the stage has written for side inputs without end to those who keep them; in the bundle, whose failure it
  /// is where there is no room.
  void TakeGrowth(const Stage& stage);
  /// What a bundle of the partition has left behind. One at a time.
  BundleReport ReportOn(const Stage& stage, std::size_t partition);
  RunClock& clock() { return clock_; }

  /// Where readers of the stage share work; null for stages that do not.
  internal::WorkShares* SharesOf(const Stage& stage) {
    return stage.shares_work && !streaming_ ? &shares_[stage.id] : nullptr;
  }

  /// Units that a stage reads: one for an impulse, the key partitions, or the stored elements.
  std::uint64_t UnitsOf(const Stage& stage) const;
  /// What an operator of `node` (null for exchanges that the plan added) is given on a worker.
  internal::OperatorContext MakeContext(const internal::Node* node, std::size_t worker);

  /// Adds to the elements that a collection has received. Thread-safe.
  void CountElements(internal::CollectionId collection, std::uint64_t elements);
  /// The elements in the outputs of each step, by its name.
  beam::ElementCounts ElementCounts() const;
  /// Adds what a committed bundle did to the user metrics of a step. Thread-safe.
  void CommitMetrics(const internal::Node& node, const std::vector<internal::NamedMetric>& metrics);
  MetricResults Metrics() const;
  std::uint64_t SpilledBytes() const { return shuffle_.spill.bytes_written(); }

 private:
  unsigned PartitionBits(const Exchange& exchange) const;
  void MakePartitions();
  void MakeSideInputs();

  const internal::Graph& graph_;
  const Plan& plan_;
  EngineSettings settings_;
  internal::RunState state_;
  std::vector<internal::WorkerActivity> activities_;  // of each worker
  ShuffleResources shuffle_;
  bool streaming_;
  RunClock clock_;
  using Stores = std::vector<std::vector<std::unique_ptr<ShuffleStore>>>;
  Stores stores_;   // of each exchange, one for each input: what is written
  Stores reading_;  // in streaming runs what a reader has taken from there
  std::vector<std::vector<internal::StreamPartition>> partitions_;  // of each stage, in streaming runs
  std::map<internal::CollectionId, internal::SideInputCell> side_inputs_;
  /// A side input without end, and how far the stages that read it have come.
  struct Growing {
    Growing(const internal::Windowing& windowing, bool of_pairs) : elements(windowing, of_pairs) {}
    internal::GrowingSideInput elements;
    std::uint64_t reported = 0;  // the version that the scheduler knows of
    std::mutex mutex;
    std::map<StageId, Timestamp> read_until;
  };
  std::vector<std::unique_ptr<Growing>> growing_;  // of each exchange; null for most
  std::vector<internal::WorkShares> shares_;       // of each stage
  Duration lateness_{0};                           // the most that any collection allows
  mutable std::mutex mutex_;
  std::vector<std::uint64_t> element_counts_;  // of each collection that an operator produces
  MetricResults metrics_;
};

}  // namespace beam::runners
