// OperatorContext: what an operator is given when it is made; the factories that the graph keeps for this.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "beam/base/owned.h"
#include "beam/base/time.h"
#include "beam/event_time/clocks.h"
#include "beam/exec/operator.h"
#include "beam/graph/ids.h"

namespace beam {
class ByteWriter;
}

namespace beam::internal {

class BlockStore;
class BundleCallbacks;
class Graph;
class Lowering;
class OperatorFactory;
class StepParts;
class RunState;
class WorkShares;
struct Node;
struct StatefulForm;
struct SideInputCell;
struct StreamForm;
struct Windowing;

/// Thrown by an operator after RunState::Fail so that the bundle unwinds; never reaches the user.
struct BundleAborted {};

struct OperatorContext {
  const Node* node = nullptr;
  const Graph* graph = nullptr;
  RunState* run = nullptr;
  /// One cell for each of the node's side inputs.
  std::vector<SideInputCell*> side_inputs;
  /// For the reader of an exchange in front of the step: elements wait there for side inputs without end (side_gate.h).
  bool gates_sides = false;
  /// Where the step's function registers what is to be called when a bundle is committed; null where nobody would call it.
  BundleCallbacks* callbacks = nullptr;
  /// For the reader of an exchange that shares work, where it does so; null where nobody would.
  WorkShares* shares = nullptr;
  /// The index of the executor's thread, below `threads`.
  std::size_t thread = 0;
  std::size_t threads = 1;
  /// The run's clock; null for the machine's.
  const ProcessingClock* clock = nullptr;
  /// True in a run whose stages go on until the watermark has reached the end of time.
  bool streaming = false;
  /// How many bytes a combiner table may take before it hands its entries over.
  std::size_t table_bytes = 256u << 20;

  /// The full name of the step.
  std::string_view step_name() const;
  /// Of the step.
  const OperatorFactory& factory() const;
  std::size_t output_count() const;
  /// True once the run is ending early, cancelled or failed.
  bool cancelled() const;
  /// True if the step's input of this number is in the global window.
  bool IsGloballyWindowed(std::size_t input) const;
  const Windowing& InputWindowing(std::size_t input) const;
  /// True if a grouping emits one pane for each key and window, when all its input has been seen.
  bool FiresOnce() const;
  /// Of the step's first input.
  Duration AllowedLateness() const;
  /// What the clock of the run says.
  Timestamp processing_time() const;
  const Windowing& SideWindowing(std::size_t side_input) const;
  bool SideInputIsEmpty(std::size_t side_input) const;
};

/// Makes the operator of a fused node.
class OperatorFactory {
 public:
  virtual ~OperatorFactory() = default;
  virtual Owned<Operator> Make(const OperatorContext& context) const = 0;
  /// Writes what ReadOperatorFactory (beam/exec/shipment.h) makes this again from in another process of the program. Throws
  /// beam::Error (kFailedPrecondition) that says why it must stay in this one; so does this default.
  virtual void Ship(ByteWriter& out) const;
  /// What a runner has to keep for the step (beam/exec/stateful_form.h), whose operators then are StatefulOperators; null for
  /// steps without state, and in programs for the direct runner only.
  virtual const StatefulForm* stateful_form() const { return nullptr; }
  /// True if the step's function takes a BundleFinalizer.
  virtual bool requests_finalization() const { return false; }
  /// True if the step's function must see the same elements when its bundle is processed again (beam/exec/stable_input.h).
  virtual bool requires_stable_input() const { return false; }
  /// True if the step's function looks keys up in the side input of this number.
  virtual bool LooksUp(std::size_t /*side_input*/) const { return false; }
};

/// Makes the operator of a source node, which reads on in one partition of a streaming run.
class SourceFactory {
 public:
  virtual ~SourceFactory() = default;
  virtual Owned<SourceOperator> Make(const OperatorContext& context) const = 0;
  /// True for a source that goes on only when nothing else has anything to do, and whose run has a clock that the source moves.
  virtual bool when_quiet() const { return false; }
  /// Writes the source down for a runner that plays it itself (beam/exec/stream_form.h). False where it cannot be, as here.
  virtual bool Describe(StreamForm& form) const;
};

/// Makes the two ends of an exchange: a writer for each input, and a reader for the output.
class ExchangeFactory {
 public:
  virtual ~ExchangeFactory() = default;
  /// True when the exchange partitions by key; false when it only moves elements (units are then elements).
  virtual bool by_key() const = 0;
  /// True when `MakeWriter` can aggregate before the exchange.
  virtual bool can_lift() const { return false; }
  virtual Owned<Operator> MakeWriter(std::size_t input, bool lifted, BlockStore& store,
                                     const OperatorContext& context) const = 0;
  virtual Owned<SourceOperator> MakeReader(bool lifted, const std::vector<BlockStore*>& stores,
                                           const OperatorContext& context) const = 0;
  /// True when readers ask for the step's side inputs; otherwise writers do.
  virtual bool reads_sides() const { return false; }
  /// True when readers of a streaming run keep what they have read and make more of it, as sources do.
  virtual bool reads_on() const { return false; }
  /// True when a reader may take over a part of what another one is processing, where all inputs have an end.
  virtual bool shares_work() const { return false; }
  /// True for a grouping that runners do not know and that Lower takes apart; `combines`: combine_per_key counts as unknown.
  virtual bool CanLower(bool combines) const { return combines && can_lift(); }
  /// Adds the steps that stand for the grouping and returns their output.
  virtual CollectionId Lower(Lowering& lowering) const;
  /// The parts of a step that runners run in parts; null for others.
  virtual const StepParts* parts() const { return nullptr; }
  /// As OperatorFactory::Ship; read by ReadExchangeFactory.
  virtual void Ship(ByteWriter& out) const;
};

}  // namespace beam::internal
