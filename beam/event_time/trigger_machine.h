// TriggerMachine: a trigger, flattened into an array that all windows of a grouping share.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "beam/base/time.h"
#include "beam/event_time/trigger.h"
#include "beam/event_time/trigger_state.h"

namespace beam::internal {

/// What a trigger asks of time.
struct TriggerTime {
  /// The watermark has passed the end of the window.
  bool end_passed = false;
  Timestamp processing_time;
  Timestamp synchronized_processing_time;
};

/// How triggers behave. Each call is about the trigger of one window. Facts: Apache Beam's TriggerStateMachines.
///
/// - AfterAny and AfterAll finish by firing, whatever their parts do, and so does what counts elements or waits; AfterEach
///   finishes after the last, OrFinally when its end fires or what it ends has finished.
/// - Early and late firings repeat by themselves. The first firing after the end of the window, which the passing of the end
///   causes by itself, leads from the early to the late ones. Each late one ends what the early ones have seen, which go on if
///   the window grows.
/// - What waits for processing time takes the processing time of the first element since it last fired; it is ready when the
///   clock has passed it, so that without a delay, too, what comes at one moment comes out together.
class TriggerMachine {
 public:
  /// The parts that a trigger may have, so that state is small and recursion is shallow.
  static constexpr std::size_t kMaxNodes = 64;

  /// `merging` says that windows may merge. Throws INVALID_ARGUMENT when the trigger has more than kMaxNodes parts.
  TriggerMachine(const Trigger& trigger, bool merging);

  bool finished(const TriggerState& state) const { return state.finished(0); }
  void OnElement(TriggerState& state, const TriggerTime& time) const;
  bool ShouldFire(const TriggerState& state, const TriggerTime& time) const;
  /// To be called when ShouldFire: gets ready for the next pane, or finishes.
  void OnFire(TriggerState& state, const TriggerTime& time) const;
  /// The state of a window that several have become. `same` is the one among them that the window is, or null. `time` is that
  /// of the new window. A merge never finishes a trigger as a whole.
  TriggerState Merge(std::span<const TriggerState* const> sources, const TriggerState* same,
                     const TriggerTime& time) const;

  /// Some part waits for a moment of processing time, of either kind.
  bool waits() const { return waits_; }
  /// The earliest moment that a part waits for whose turn it is and that the clock, standing at `now`, has yet to pass, of the
  /// kind that is asked for; Timestamp::Max() if none.
  Timestamp NextMoment(const TriggerState& state, bool synchronized, Timestamp now) const;

 private:
  friend class TriggerReading;
  friend class TriggerRun;
  enum class NodeKind : std::uint8_t {
    kDefault,
    kEndOfWindow,
    kEarlyAndLate,  ///< Children: early firings, and late ones if there are any; each a kRepeatedly or a kNever.
    kProcessingTime,
    kSynchronizedProcessingTime,
    kCount,
    kAny,
    kAll,
    kEach,
    kOrFinally,
    kRepeatedly,
    kNever,
    kAlways
  };
  struct Node {
    NodeKind kind = NodeKind::kDefault;
    std::uint8_t end = 0;     ///< The first node behind this one and what is below it: nodes stand in preorder.
    std::uint8_t number = 0;  ///< Of the state, for kinds that have one.
    std::int64_t count = 0;
    std::vector<Trigger::TimeStep> steps;
  };

  std::size_t Open(NodeKind kind);
  void Close(std::size_t node) { nodes_[node].end = static_cast<std::uint8_t>(nodes_.size()); }
  void Add(const Trigger& trigger);
  void AddLeaf(const Trigger& trigger, NodeKind kind);
  void AddComposite(const Trigger& trigger, NodeKind kind);
  void AddAfterWatermark(const Trigger& trigger);
  void AddRepeated(const Trigger* trigger);

  std::vector<Node> nodes_;
  std::uint8_t numbers_ = 0;
  bool merging_;
  bool waits_ = false;
};

}  // namespace beam::internal
