#include "test/reference/event_time/trigger_model.h"

#include <algorithm>
#include <utility>

namespace beam::testing {

namespace {

Timestamp Later(Timestamp time, const Trigger::TimeStep& step) {
  if (step.kind == Trigger::TimeStep::Kind::kDelay) return time + step.length;
  // Up to the next multiple; a time that is one stays.
  while ((time.millis() - step.offset.count()) % step.length.count() != 0) time = time + Duration(1);
  return time;
}

}  // namespace

bool Alarm::HasPassed(const Moment& now) const {
  switch (clock) {
    case Clock::kWatermark:
      return now.watermark > time;
    case Clock::kProcessingTime:
      return now.processing_time > time;
    case Clock::kSynchronizedProcessingTime:
      return now.synchronized_processing_time > time;
  }
  return false;
}

TriggerModel::TriggerModel(const Trigger& trigger)
    : kind_(trigger.kind()), count_(trigger.count()), steps_(trigger.steps()) {
  for (const Trigger& child : trigger.children()) children_.emplace_back(child);
  if (trigger.early() != nullptr || trigger.late() != nullptr)
    children_.emplace_back(trigger.early() != nullptr ? *trigger.early() : Never());
  if (trigger.late() != nullptr) children_.emplace_back(*trigger.late());
}

void TriggerModel::Clear() {
  seen_.clear();
  for (TriggerModel& child : children_) child.Clear();
}

void TriggerModel::Reset() {
  finished_ = false;
  was_on_time_ = false;
  seen_.clear();
  for (TriggerModel& child : children_) child.Reset();
}

const TriggerModel* TriggerModel::FirstUnfinished() const {
  for (const TriggerModel& child : children_) {
    if (!child.finished_) return &child;
  }
  return nullptr;
}

TriggerModel* TriggerModel::FirstUnfinished() {
  return const_cast<TriggerModel*>(std::as_const(*this).FirstUnfinished());
}

bool TriggerModel::AnyFinished() const {
  return std::any_of(children_.begin(), children_.end(), [](const TriggerModel& child) { return child.finished_; });
}

Alarm TriggerModel::AlarmOfFirstElement() const {
  Timestamp time = seen_.front();
  for (const Trigger::TimeStep& step : steps_) time = Later(time, step);
  return {
      kind_ == Kind::kAfterProcessingTime ? Alarm::Clock::kProcessingTime : Alarm::Clock::kSynchronizedProcessingTime,
      time};
}

void TriggerModel::AppendAlarms(std::vector<Alarm>& alarms) const {
  if (finished_) return;
  if (WaitsForTime() && !seen_.empty()) alarms.push_back(AlarmOfFirstElement());
  for (std::size_t i = 0; i < children_.size(); ++i) {
    const bool in_turn = kind_ == Kind::kAfterEach        ? &children_[i] == FirstUnfinished()
                         : kind_ == Kind::kAfterWatermark ? i == (was_on_time_ ? 1U : 0U)
                                                          : true;
    if (in_turn) children_[i].AppendAlarms(alarms);
  }
}

bool TriggerModel::ShouldFire(const Place& place) const {
  const auto ready = [&](const TriggerModel& child) { return child.finished_ || child.ShouldFire(place); };
  switch (kind_) {
    case Kind::kDefault:
      return place.end_of_window_reached();
    case Kind::kAfterWatermark:
      if (!was_on_time_) return place.end_of_window_reached() || (!children_.empty() && children_[0].ShouldFire(place));
      return children_.size() == 2 && children_[1].ShouldFire(place);
    case Kind::kAfterProcessingTime:
    case Kind::kAfterSynchronizedProcessingTime:
      return !seen_.empty() && AlarmOfFirstElement().HasPassed(place.now);
    case Kind::kAfterCount:
      return static_cast<std::int64_t>(seen_.size()) >= count_;
    case Kind::kAfterAny:
      return std::any_of(children_.begin(), children_.end(), ready);
    case Kind::kAfterAll:
      return std::all_of(children_.begin(), children_.end(), ready);
    case Kind::kAfterEach:
      return !AllFinished() && FirstUnfinished()->ShouldFire(place);
    case Kind::kOrFinally:
      return children_[0].ShouldFire(place) || children_[1].ShouldFire(place);
    case Kind::kRepeatedly:
      return children_[0].ShouldFire(place);
    case Kind::kNever:
      return false;
    case Kind::kAlways:
      return true;
  }
  return false;
}

void TriggerModel::OnElement(const Place& place) {
  if (WaitsForTime() || kind_ == Kind::kAfterCount) seen_.push_back(place.now.processing_time);

  // Where windows may merge, a part that has been or will be in turn may be in turn again, and sees everything.
  if (!place.merging && kind_ == Kind::kAfterEach) {
    if (TriggerModel* child = FirstUnfinished(); child != nullptr) child->OnElement(place);
  } else if (!place.merging && kind_ == Kind::kAfterWatermark) {
    TriggerModel* child = was_on_time_ ? late() : early();
    if (child != nullptr) child->OnElement(place);
  } else {
    for (TriggerModel& child : children_) {
      if (kind_ != Kind::kAfterAll || !child.finished_) child.OnElement(place);
    }
  }
}

void TriggerModel::OnFire(const Place& place) {
  switch (kind_) {
    case Kind::kDefault:
    case Kind::kNever:
    case Kind::kAlways:
      return;
    case Kind::kAfterWatermark:
      return FireAfterWatermark(place);
    case Kind::kAfterProcessingTime:
    case Kind::kAfterSynchronizedProcessingTime:
    case Kind::kAfterCount:
      Clear();
      finished_ = true;
      return;
    case Kind::kAfterAny:
    case Kind::kAfterAll:
      // The pane is gone for those parts, too, that have not been waiting for it.
      for (TriggerModel& child : children_) {
        if (child.ShouldFire(place)) {
          child.OnFire(place);
        } else {
          child.Clear();
        }
      }
      finished_ = true;
      return;
    case Kind::kAfterEach:
      return FireAfterEach(place);
    case Kind::kOrFinally:
      // What ends it counts on over the firings of the other.
      finished_ = children_[1].ShouldFire(place);
      if (finished_) {
        children_[1].OnFire(place);
        children_[0].Clear();
      } else {
        children_[0].OnFire(place);
        finished_ = children_[0].finished_;
      }
      return;
    case Kind::kRepeatedly:
      children_[0].OnFire(place);
      if (children_[0].finished_) children_[0].Reset();
      return;
  }
}

void TriggerModel::FireAfterWatermark(const Place& place) {
  // Early and late repeat by themselves.
  const auto fire = [&](TriggerModel& child) {
    child.OnFire(place);
    if (child.finished_) child.Reset();
  };
  if (was_on_time_) {
    fire(*late());
    early()->Clear();
  } else if (place.end_of_window_reached()) {
    was_on_time_ = true;
    finished_ = late() == nullptr;
    for (TriggerModel& child : children_) child.Reset();
  } else {
    fire(*early());
  }
}

void TriggerModel::FireAfterEach(const Place& place) {
  FirstUnfinished()->OnFire(place);
  if (place.merging) Clear();
  finished_ = AllFinished();
}

void TriggerModel::MergeElements(const Merged& merged) {
  seen_.clear();
  for (const TriggerModel* other : merged) seen_.insert(seen_.end(), other->seen_.begin(), other->seen_.end());
  std::sort(seen_.begin(), seen_.end());
}

void TriggerModel::MergeChild(std::size_t child, const Merged& merged, const Place& place) {
  Merged children;
  for (const TriggerModel* other : merged) children.push_back(&other->children_[child]);
  children_[child].OnMerge(children, place);
}

void TriggerModel::OnMerge(const Merged& merged, const Place& place) {
  const auto is_finished = [](const TriggerModel* other) { return other->finished_; };
  switch (kind_) {
    case Kind::kAfterWatermark:
      return MergeAfterWatermark(merged, place);
    case Kind::kAfterProcessingTime:
    case Kind::kAfterSynchronizedProcessingTime:
      MergeElements(merged);
      if (finished_) Clear();
      return;
    case Kind::kAfterCount:
      MergeElements(merged);
      finished_ = std::any_of(merged.begin(), merged.end(), is_finished);
      if (finished_) Clear();
      return;
    case Kind::kAfterAny:
    case Kind::kOrFinally:
      for (std::size_t i = 0; i < children_.size(); ++i) MergeChild(i, merged, place);
      finished_ = AnyFinished();
      return;
    case Kind::kAfterAll:
      for (std::size_t i = 0; i < children_.size(); ++i) MergeChild(i, merged, place);
      finished_ = AllFinished();
      return;
    case Kind::kAfterEach:
      return MergeAfterEach(merged, place);
    case Kind::kRepeatedly:
      return MergeChild(0, merged, place);
    case Kind::kDefault:
    case Kind::kNever:
    case Kind::kAlways:
      return;
  }
}

// On time is over only if it is for all of them: elements that wait in one of them have not been fired on time. In a new window,
// AfterWatermark with early firings alone then waits for the window to expire, as Beam's does.
void TriggerModel::MergeAfterWatermark(const Merged& merged, const Place& place) {
  const bool all = std::all_of(merged.begin(), merged.end(), [](const TriggerModel* t) { return t->was_on_time_; });
  was_on_time_ = all && place.end_of_window_reached();
  if (!was_on_time_) finished_ = false;
  if (children_.empty()) {
    finished_ = was_on_time_;
  } else if (!was_on_time_) {
    MergeChild(0, merged, place);
    if (late() != nullptr) late()->Reset();
  } else if (late() != nullptr) {
    MergeChild(1, merged, place);
  }
}

void TriggerModel::MergeAfterEach(const Merged& merged, const Place& place) {
  bool in_turn = true;
  for (std::size_t i = 0; i < children_.size(); ++i) {
    if (in_turn) {
      MergeChild(i, merged, place);
      in_turn = children_[i].finished_;
    } else {
      children_[i].Clear();
    }
  }
  finished_ = AllFinished();
}

}  // namespace beam::testing
