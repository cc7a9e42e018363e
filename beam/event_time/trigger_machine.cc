#include "beam/event_time/trigger_machine.h"

#include <algorithm>
#include <string>

#include "beam/base/error.h"
#include "beam/event_time/clocks.h"

namespace beam::internal {

namespace {

// Moments are kept so that zero, which all numbers begin with, stands for none.
std::int64_t ToNumber(Timestamp moment) { return moment.millis() - Timestamp::Min().millis() + 1; }
Timestamp ToMoment(std::int64_t number) { return Timestamp::Millis(number - 1 + Timestamp::Min().millis()); }

// The next multiple of the period, shifted by the offset; `time` itself where it is one.
Timestamp AlignUp(Timestamp time, Duration period, Duration offset) {
  const std::int64_t phase = offset.count() % period.count();
  std::int64_t since = (time.millis() - phase) % period.count();
  if (since < 0) since += period.count();
  return since == 0 ? time : Later(time, Duration(period.count() - since));
}

Timestamp MomentAfter(Timestamp time, const std::vector<Trigger::TimeStep>& steps) {
  for (const Trigger::TimeStep& step : steps) {
    time = step.kind == Trigger::TimeStep::Kind::kDelay ? Later(time, step.length)
                                                        : AlignUp(time, step.length, step.offset);
  }
  return time;
}

}  // namespace

void TriggerState::SetNumber(std::size_t i, std::int64_t value, std::size_t count) {
  if (i < kInline) {
    numbers_[i] = value;
    return;
  }
  if (more_ == nullptr) {
    if (value == 0) return;
    more_ = new std::int64_t[count - kInline]();
  }
  more_[i - kInline] = value;
}

// Questions to a trigger; the functions go down the tree, a node at a time.
class TriggerReading {
 public:
  using NodeKind = TriggerMachine::NodeKind;

  TriggerReading(const TriggerMachine& machine, const TriggerState& state, const TriggerTime& time)
      : machine_(machine), time_(time), read_(state) {}

  bool ShouldFire(std::size_t node) const {
    switch (at(node).kind) {
      case NodeKind::kDefault:
      case NodeKind::kEndOfWindow:
        return time_.end_passed;
      case NodeKind::kEarlyAndLate:
        return ShouldFireEarlyAndLate(node);
      case NodeKind::kProcessingTime:
        return number(node) != 0 && HasPassed(time_.processing_time, ToMoment(number(node)));
      case NodeKind::kSynchronizedProcessingTime:
        return number(node) != 0 && HasPassed(time_.synchronized_processing_time, ToMoment(number(node)));
      case NodeKind::kCount:
        return number(node) >= at(node).count;
      case NodeKind::kAll:
        return !AnyChild(node, [&](std::size_t child) { return !FinishedOrReady(child); });
      case NodeKind::kAny:
      case NodeKind::kOrFinally:
        return AnyChild(node, [&](std::size_t child) { return FinishedOrReady(child); });
      case NodeKind::kEach: {
        const std::size_t child = FirstUnfinished(node);
        return child != 0 && ShouldFire(child);
      }
      case NodeKind::kRepeatedly:
        return ShouldFire(node + 1);
      case NodeKind::kNever:
        return false;
      case NodeKind::kAlways:
        return true;
    }
    return false;
  }

  // The earliest moment that `now` has yet to pass, of the parts that are asked when it comes: those in turn that have not
  // finished. Others see elements, too, where windows merge.
  Timestamp NextMoment(std::size_t node, NodeKind kind, Timestamp now) const {
    Timestamp next = Timestamp::Max();
    if (read_.finished(node)) return next;
    if (at(node).kind == kind) {
      const Timestamp moment = number(node) == 0 ? next : ToMoment(number(node));
      return HasPassed(now, moment) ? next : moment;
    }
    ForEachChildInTurn(node, [&](std::size_t child) { next = std::min(next, NextMoment(child, kind, now)); });
    return next;
  }

 protected:
  const TriggerMachine::Node& at(std::size_t node) const { return machine_.nodes_[node]; }
  std::int64_t number(std::size_t node) const { return read_.number(at(node).number); }
  bool FinishedOrReady(std::size_t node) const { return read_.finished(node) || ShouldFire(node); }

  template <class Use>
  void ForEachChild(std::size_t node, Use&& use) const {
    for (std::size_t child = node + 1; child < at(node).end; child = at(child).end) use(child);
  }
  template <class Test>
  bool AnyChild(std::size_t node, Test&& test) const {
    for (std::size_t child = node + 1; child < at(node).end; child = at(child).end) {
      if (test(child)) return true;
    }
    return false;
  }
  // Zero, which is nobody's child, when all have finished.
  std::size_t FirstUnfinished(std::size_t node) const {
    for (std::size_t child = node + 1; child < at(node).end; child = at(child).end) {
      if (!read_.finished(child)) return child;
    }
    return 0;
  }
  bool has_late(std::size_t node) const { return at(node + 1).end < at(node).end; }

  template <class Use>
  void ForEachChildInTurn(std::size_t node, Use&& use) const {
    if (at(node).kind != NodeKind::kEach && at(node).kind != NodeKind::kEarlyAndLate) return ForEachChild(node, use);
    const std::size_t child = FirstUnfinished(node);
    if (child != 0) use(child);
  }

  bool ShouldFireEarlyAndLate(std::size_t node) const {
    const std::size_t early = node + 1;
    if (!read_.finished(early)) return time_.end_passed || ShouldFire(early);
    return has_late(node) && ShouldFire(at(early).end);
  }

  const TriggerMachine& machine_;
  const TriggerTime& time_;

 private:
  const TriggerState& read_;
};

// Changes of a trigger's state.
class TriggerRun : public TriggerReading {
 public:
  using Sources = std::span<const TriggerState* const>;

  TriggerRun(const TriggerMachine& machine, TriggerState& state, const TriggerTime& time)
      : TriggerReading(machine, state, time), state_(state) {}

  void OnElement(std::size_t node) {
    switch (at(node).kind) {
      case NodeKind::kCount:
        return SetNumber(node, number(node) + 1);
      case NodeKind::kProcessingTime:
      case NodeKind::kSynchronizedProcessingTime:
        if (number(node) == 0) SetNumber(node, ToNumber(MomentAfter(time_.processing_time, at(node).steps)));
        return;
      case NodeKind::kEach:
      case NodeKind::kEarlyAndLate:
        return OnElementInTurn(node);
      case NodeKind::kAll:
        return ForEachChild(node, [&](std::size_t child) {
          if (!state_.finished(child)) OnElement(child);
        });
      default:
        return ForEachChild(node, [&](std::size_t child) { OnElement(child); });
    }
  }

  void OnFire(std::size_t node) {
    switch (at(node).kind) {
      case NodeKind::kEarlyAndLate:
        return OnFireEarlyAndLate(node);
      case NodeKind::kEndOfWindow:
        return state_.SetFinished(node, true);
      case NodeKind::kProcessingTime:
      case NodeKind::kSynchronizedProcessingTime:
      case NodeKind::kCount:
        SetNumber(node, 0);
        return state_.SetFinished(node, true);
      case NodeKind::kAny:
      case NodeKind::kAll:
        // The pane that those were watching which do not fire has gone with the others.
        ForEachChild(node, [&](std::size_t child) { ShouldFire(child) ? OnFire(child) : Clear(child); });
        return state_.SetFinished(node, true);
      case NodeKind::kEach:
        return OnFireEach(node);
      case NodeKind::kOrFinally:
        return OnFireOrFinally(node);
      case NodeKind::kRepeatedly:
        OnFire(node + 1);
        if (state_.finished(node + 1)) Reset(node + 1);
        return;
      case NodeKind::kDefault:
      case NodeKind::kNever:
      case NodeKind::kAlways:
        return;
    }
  }

  void Merge(std::size_t node, Sources sources) {
    switch (at(node).kind) {
      case NodeKind::kEndOfWindow:
        return state_.SetFinished(node, FinishedInAll(node, sources) && time_.end_passed);
      case NodeKind::kEarlyAndLate:
        return MergeEarlyAndLate(node, sources);
      case NodeKind::kProcessingTime:
      case NodeKind::kSynchronizedProcessingTime:
        return SetNumber(node, state_.finished(node) ? 0 : EarliestOf(node, sources));
      case NodeKind::kCount:
        return MergeCount(node, sources);
      case NodeKind::kAny:
      case NodeKind::kOrFinally:
        MergeChildren(node, sources);
        return state_.SetFinished(node, AnyChild(node, [&](std::size_t child) { return state_.finished(child); }));
      case NodeKind::kAll:
        MergeChildren(node, sources);
        return state_.SetFinished(node, FirstUnfinished(node) == 0);
      case NodeKind::kEach:
        return MergeEach(node, sources);
      case NodeKind::kRepeatedly:
        return MergeChildren(node, sources);
      case NodeKind::kDefault:
      case NodeKind::kNever:
      case NodeKind::kAlways:
        return;
    }
  }

 private:
  void SetNumber(std::size_t node, std::int64_t value) { state_.SetNumber(at(node).number, value, machine_.numbers_); }

  static bool HasNumber(NodeKind kind) {
    return kind == NodeKind::kCount || kind == NodeKind::kProcessingTime ||
           kind == NodeKind::kSynchronizedProcessingTime;
  }
  // Forgets what the node and all below it have seen of the pane, not what has finished.
  void Clear(std::size_t node) {
    for (std::size_t i = node; i < at(node).end; ++i) {
      if (HasNumber(at(i).kind)) SetNumber(i, 0);
    }
  }
  void Reset(std::size_t node) {
    Clear(node);
    for (std::size_t i = node; i < at(node).end; ++i) state_.SetFinished(i, false);
  }

  // Where windows merge, a trigger whose turn is over or has not come may get it by a merge, so that all see the element.
  void OnElementInTurn(std::size_t node) {
    if (machine_.merging_) return ForEachChild(node, [&](std::size_t child) { OnElement(child); });
    ForEachChildInTurn(node, [&](std::size_t child) { OnElement(child); });
  }

  void OnFireEarlyAndLate(std::size_t node) {
    const std::size_t early = node + 1;
    const std::size_t late = at(early).end;
    if (state_.finished(early)) {
      if (has_late(node)) OnFire(late);
      // A merge may bring early firings back, but not the elements of panes that are gone.
      return Clear(early);
    }
    if (!time_.end_passed) return OnFire(early);
    Reset(early);
    state_.SetFinished(early, true);
    if (has_late(node)) {
      Reset(late);
    } else {
      state_.SetFinished(node, true);
    }
  }

  void OnFireEach(std::size_t node) {
    const std::size_t child = FirstUnfinished(node);
    if (child != 0) OnFire(child);
    if (machine_.merging_) ForEachChild(node, [&](std::size_t each) { Clear(each); });
    state_.SetFinished(node, FirstUnfinished(node) == 0);
  }

  void OnFireOrFinally(std::size_t node) {
    const std::size_t main = node + 1;
    const std::size_t until = at(main).end;
    if (FinishedOrReady(until)) {
      OnFire(until);
      return state_.SetFinished(node, true);
    }
    // What `until` has counted goes on over the panes.
    OnFire(main);
    state_.SetFinished(node, state_.finished(main));
  }

  static bool FinishedInAll(std::size_t node, Sources sources) {
    return std::all_of(sources.begin(), sources.end(), [&](const auto* source) { return source->finished(node); });
  }
  static bool FinishedInAny(std::size_t node, Sources sources) {
    return std::any_of(sources.begin(), sources.end(), [&](const auto* source) { return source->finished(node); });
  }

  std::int64_t EarliestOf(std::size_t node, Sources sources) const {
    std::int64_t earliest = 0;
    for (const TriggerState* source : sources) {
      const std::int64_t moment = source->number(at(node).number);
      if (moment != 0 && (earliest == 0 || moment < earliest)) earliest = moment;
    }
    return earliest;
  }

  void MergeCount(std::size_t node, Sources sources) {
    if (FinishedInAny(node, sources)) {
      state_.SetFinished(node, true);
      return SetNumber(node, 0);
    }
    std::int64_t sum = 0;
    for (const TriggerState* source : sources) sum += source->number(at(node).number);
    SetNumber(node, sum);
  }

  void MergeChildren(std::size_t node, Sources sources) {
    ForEachChild(node, [&](std::size_t child) { Merge(child, sources); });
  }

  void MergeEach(std::size_t node, Sources sources) {
    bool its_turn = true;
    ForEachChild(node, [&](std::size_t child) {
      if (!its_turn) return Reset(child);
      Merge(child, sources);
      its_turn = state_.finished(child);
    });
    state_.SetFinished(node, FirstUnfinished(node) == 0);
  }

  // Early firings go on in the merged window unless they are over everywhere: elements that wait have to come out on time.
  void MergeEarlyAndLate(std::size_t node, Sources sources) {
    const std::size_t early = node + 1;
    if (FinishedInAll(early, sources) && time_.end_passed) {
      state_.SetFinished(early, true);
      if (has_late(node)) Merge(at(early).end, sources);
      return;
    }
    Merge(early, sources);
    state_.SetFinished(early, false);
    if (has_late(node)) Reset(at(early).end);
  }

  TriggerState& state_;
};

TriggerMachine::TriggerMachine(const Trigger& trigger, bool merging) : merging_(merging) { Add(trigger); }

std::size_t TriggerMachine::Open(NodeKind kind) {
  if (nodes_.size() >= kMaxNodes) {
    throw Error(StatusCode::kInvalidArgument, "a trigger of too many parts; write one of at most " +
                                                  std::to_string(kMaxNodes) + ", counting those inside of others");
  }
  nodes_.emplace_back().kind = kind;
  return nodes_.size() - 1;
}

void TriggerMachine::AddLeaf(const Trigger& trigger, NodeKind kind) {
  const std::size_t node = Open(kind);
  const bool waits = kind == NodeKind::kProcessingTime || kind == NodeKind::kSynchronizedProcessingTime;
  if (waits || kind == NodeKind::kCount) nodes_[node].number = numbers_++;
  if (kind == NodeKind::kProcessingTime) nodes_[node].steps = trigger.steps();
  nodes_[node].count = trigger.count();
  waits_ = waits_ || waits;
  Close(node);
}

void TriggerMachine::AddComposite(const Trigger& trigger, NodeKind kind) {
  const std::size_t needed = kind == NodeKind::kRepeatedly ? 1 : kind == NodeKind::kOrFinally ? 2 : 0;
  if (trigger.children().empty() || (needed != 0 && trigger.children().size() != needed)) {
    throw Error(StatusCode::kInvalidArgument,
                "a trigger without the triggers that it is made of; make it with the "
                "functions of beam/event_time/trigger.h");
  }
  const std::size_t node = Open(kind);
  for (const Trigger& child : trigger.children()) Add(child);
  Close(node);
}

void TriggerMachine::AddRepeated(const Trigger* trigger) {
  const std::size_t node = Open(trigger == nullptr ? NodeKind::kNever : NodeKind::kRepeatedly);
  if (trigger != nullptr) Add(*trigger);
  Close(node);
}

void TriggerMachine::AddAfterWatermark(const Trigger& trigger) {
  if (trigger.early() == nullptr && trigger.late() == nullptr) return AddLeaf(trigger, NodeKind::kEndOfWindow);
  const std::size_t node = Open(NodeKind::kEarlyAndLate);
  AddRepeated(trigger.early());
  if (trigger.late() != nullptr) AddRepeated(trigger.late());
  Close(node);
}

void TriggerMachine::Add(const Trigger& trigger) {
  switch (trigger.kind()) {
    case Trigger::Kind::kDefault:
      return AddLeaf(trigger, NodeKind::kDefault);
    case Trigger::Kind::kAfterWatermark:
      return AddAfterWatermark(trigger);
    case Trigger::Kind::kAfterProcessingTime:
      return AddLeaf(trigger, NodeKind::kProcessingTime);
    case Trigger::Kind::kAfterSynchronizedProcessingTime:
      return AddLeaf(trigger, NodeKind::kSynchronizedProcessingTime);
    case Trigger::Kind::kAfterCount:
      return AddLeaf(trigger, NodeKind::kCount);
    case Trigger::Kind::kAfterAny:
      return AddComposite(trigger, NodeKind::kAny);
    case Trigger::Kind::kAfterAll:
      return AddComposite(trigger, NodeKind::kAll);
    case Trigger::Kind::kAfterEach:
      return AddComposite(trigger, NodeKind::kEach);
    case Trigger::Kind::kOrFinally:
      return AddComposite(trigger, NodeKind::kOrFinally);
    case Trigger::Kind::kRepeatedly:
      return AddComposite(trigger, NodeKind::kRepeatedly);
    case Trigger::Kind::kNever:
      return AddLeaf(trigger, NodeKind::kNever);
    case Trigger::Kind::kAlways:
      return AddLeaf(trigger, NodeKind::kAlways);
  }
}

void TriggerMachine::OnElement(TriggerState& state, const TriggerTime& time) const {
  TriggerRun(*this, state, time).OnElement(0);
}

bool TriggerMachine::ShouldFire(const TriggerState& state, const TriggerTime& time) const {
  return TriggerReading(*this, state, time).ShouldFire(0);
}

void TriggerMachine::OnFire(TriggerState& state, const TriggerTime& time) const {
  TriggerRun(*this, state, time).OnFire(0);
}

TriggerState TriggerMachine::Merge(std::span<const TriggerState* const> sources, const TriggerState* same,
                                   const TriggerTime& time) const {
  TriggerState merged;
  if (same != nullptr) {
    merged.finished_ = same->finished_;
    for (std::size_t i = 0; i < numbers_; ++i) merged.SetNumber(i, same->number(i), numbers_);
  }
  TriggerRun(*this, merged, time).Merge(0, sources);
  merged.SetFinished(0, false);
  return merged;
}

Timestamp TriggerMachine::NextMoment(const TriggerState& state, bool synchronized, Timestamp now) const {
  if (!waits_) return Timestamp::Max();
  const NodeKind kind = synchronized ? NodeKind::kSynchronizedProcessingTime : NodeKind::kProcessingTime;
  return TriggerReading(*this, state, TriggerTime()).NextMoment(0, kind, now);
}

}  // namespace beam::internal
