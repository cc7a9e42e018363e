// TriggerModel: what a trigger of one window knows. Each part of the tree keeps the list of elements that it has seen since
// it was last cleared, and answers every question by looking through the list.
#pragma once

#include <vector>

#include "beam/base/window.h"
#include "beam/event_time/trigger.h"

namespace beam::testing {

/// What the clocks show while a trigger is asked.
struct Moment {
  Timestamp watermark = Timestamp::Min();
  Timestamp processing_time;
  Timestamp synchronized_processing_time;
};

/// When a trigger wants to be asked again: when the clock has passed `time`.
struct Alarm {
  enum class Clock : std::uint8_t { kWatermark, kProcessingTime, kSynchronizedProcessingTime };
  Clock clock = Clock::kWatermark;
  Timestamp time;
  bool operator==(const Alarm&) const = default;
  bool HasPassed(const Moment& now) const;
};

/// Where a trigger stands when it is asked.
struct Place {
  Moment now;
  Window window;
  bool merging = false;

  bool end_of_window_reached() const { return now.watermark > window.max_timestamp(); }
};

class TriggerModel {
 public:
  explicit TriggerModel(const Trigger& trigger);

  bool finished() const { return finished_; }
  bool ShouldFire(const Place& place) const;
  /// Appends what the parts that are in turn wait for in processing time. At the end of the window it is asked anyway.
  void AppendAlarms(std::vector<Alarm>& alarms) const;
  void OnElement(const Place& place);
  /// The trigger's answer to a firing of the window's pane; ShouldFire must hold.
  void OnFire(const Place& place);
  /// Takes over what the triggers of windows know that merge into this one's. If this one's window is among them, so is a copy
  /// of this trigger.
  void OnMerge(const std::vector<const TriggerModel*>& merged, const Place& place);

 private:
  using Kind = Trigger::Kind;
  using Merged = std::vector<const TriggerModel*>;

  // Forgets elements; what is finished stays finished.
  void Clear();
  // As it was made.
  void Reset();
  const TriggerModel* FirstUnfinished() const;
  TriggerModel* FirstUnfinished();
  bool AnyFinished() const;
  bool AllFinished() const { return FirstUnfinished() == nullptr; }

  void FireAfterWatermark(const Place& place);
  void FireAfterEach(const Place& place);

  void MergeElements(const Merged& merged);
  void MergeAfterWatermark(const Merged& merged, const Place& place);
  void MergeAfterEach(const Merged& merged, const Place& place);
  void MergeChild(std::size_t child, const Merged& merged, const Place& place);

  // Of kAfterWatermark. Early is there, as a trigger that never fires, when late is.
  TriggerModel* early() { return children_.empty() ? nullptr : &children_[0]; }
  TriggerModel* late() { return children_.size() < 2 ? nullptr : &children_[1]; }
  // Of the triggers that wait from the first element on.
  bool WaitsForTime() const {
    return kind_ == Kind::kAfterProcessingTime || kind_ == Kind::kAfterSynchronizedProcessingTime;
  }
  Alarm AlarmOfFirstElement() const;

  Kind kind_;
  std::int64_t count_;
  std::vector<Trigger::TimeStep> steps_;
  std::vector<TriggerModel> children_;
  bool finished_ = false;
  /// Of kAfterWatermark: it has fired on time.
  bool was_on_time_ = false;
  /// The processing times at which elements came, in order.
  std::vector<Timestamp> seen_;
};

}  // namespace beam::testing
