// Plan: the stages and exchanges that a graph becomes. Steps are fused between exchanges; a pure function of the graph.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "beam/exec/operator_context.h"
#include "beam/graph/graph.h"

namespace beam::runners {

using StageId = std::size_t;
using ExchangeId = std::size_t;

/// Where elements leave their stages: partitioned by key for a grouping, as they are for side inputs and cut collections.
struct Exchange {
  ExchangeId id = 0;
  const internal::ExchangeFactory* factory = nullptr;
  /// The grouping node, or null where the plan stores a collection of its own accord.
  const internal::Node* node = nullptr;
  std::size_t inputs = 1;
  bool lifted = false;
  /// All of its inputs have an end.
  bool bounded = true;
  /// For one in front of a step whose side inputs have no end: the step. Elements wait here until the windows that they need are ready.
  const internal::Node* gates = nullptr;
};

/// An edge inside a stage: what `from` produces goes to the operator of node `to`, or into an exchange.
struct StageEdge {
  internal::CollectionId from = 0;
  bool into_exchange = false;
  internal::NodeId to = 0;
  ExchangeId exchange = 0;
  std::size_t input = 0;
};

struct Stage {
  StageId id = 0;
  /// A stage starts with an impulse, with another source or with reading an exchange; `sources` are the collections that this
  /// produces.
  const internal::Node* source = nullptr;
  ExchangeId reads = 0;
  std::vector<internal::CollectionId> sources;
  std::vector<internal::NodeId> nodes;  ///< Fused steps in the order of the data flow.
  std::vector<StageEdge> edges;
  /// Its readers take over parts of what others of them are processing.
  bool shares_work = false;
  std::vector<StageId> depends_on;     ///< These must have ended: they write what this stage reads.
  std::vector<StageId> sides;          ///< Those of them that write side inputs which are read when they are complete.
  std::vector<StageId> growing_sides;  ///< Those of them that write side inputs without end.
  std::vector<internal::CollectionId> growing;  ///< The side inputs without end that its steps read.
};

struct Plan {
  std::vector<Stage> stages;
  std::vector<Exchange> exchanges;
  /// For each collection the exchange that holds it as a side input, or kNone.
  std::vector<ExchangeId> side_exchange;
  static constexpr ExchangeId kNone = static_cast<ExchangeId>(-1);

  /// One line a stage, for tests and people.
  std::string ToString(const internal::Graph& graph) const;
};

struct PlanOptions {
  bool fuse = true;
  bool lift = true;
};

/// Throws beam::Error(kInvalidArgument) for a side input whose elements cannot be stored.
Plan MakePlan(const internal::Graph& graph, const PlanOptions& options);

}  // namespace beam::runners
