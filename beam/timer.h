// Timers: calls of OnTimer that a DoFn asks for, for each key and window, as members of its struct.
#pragma once

#include <string_view>

#include "beam/base/time.h"
#include "beam/exec/stateful_bundle_op.h"
#include "beam/exec/stateful_read_op.h"
#include "beam/exec/timer_member.h"
#include "beam/fn/fixed_name.h"

namespace beam {

/// A DoFn over KV<K, V> that is a struct may have members of the types below, and a method OnTimer for each that takes it:
///
///   struct Remind {
///     beam::EventTimer<"quiet"> quiet;
///     void ProcessElement(beam::EventTime t, const std::string&, const Click&, beam::Emitter<std::string>) {
///       quiet.Set(t + std::chrono::minutes(30));     // instead of the time that was set before
///     }
///     void OnTimer(beam::EventTimer<"quiet">&, const std::string& user, beam::Emitter<std::string> out) { out(user); }
///   };
///
/// OnTimer takes the timer; then, as it likes, beam::Context&, beam::BundleFinalizer, beam::EventTime (the output time),
/// beam::Window, the key; then the emitters of ProcessElement or the first of them. It may set timers again. Until a timer has fired,
/// the watermark of the step's outputs does not pass its output time. Source: beam.model.pipeline.v1.TimerFamilySpec.

/// Fires when the input's watermark passes a time. A time behind the end of the window (and the allowed lateness) is an error.
template <internal::FixedName kName>
class EventTimer : public internal::TimerMember {
 public:
  static constexpr std::string_view kTimerName = kName.view();
  static constexpr auto kDomain = internal::TimeDomain::kEventTime;
  static constexpr bool kFamily = false;
  void Set(Timestamp at) { SetAt(kTimerName, {}, kDomain, at, nullptr); }
  /// What OnTimer emits has `output_time`, which holds the watermark back until then; it is not behind `at`.
  void Set(Timestamp at, Timestamp output_time) { SetAt(kTimerName, {}, kDomain, at, &output_time); }
  void Clear() { ClearAt(kTimerName, {}); }
};

/// Fires when the clock of the machine passes a time.
template <internal::FixedName kName>
class ProcessingTimer : public internal::TimerMember {
 public:
  static constexpr std::string_view kTimerName = kName.view();
  static constexpr auto kDomain = internal::TimeDomain::kProcessingTime;
  static constexpr bool kFamily = false;
  Timestamp now() const { return Now(kTimerName); }
  void SetAfter(Duration delay) { Set(now() + delay); }
  void Set(Timestamp at) { SetAt(kTimerName, {}, kDomain, at, nullptr); }
  void Set(Timestamp at, Timestamp output_time) { SetAt(kTimerName, {}, kDomain, at, &output_time); }
  void Clear() { ClearAt(kTimerName, {}); }
};

/// Any number of event-time timers, told apart by a tag.
template <internal::FixedName kName>
class EventTimerFamily : public internal::TimerMember {
 public:
  static constexpr std::string_view kTimerName = kName.view();
  static constexpr auto kDomain = internal::TimeDomain::kEventTime;
  static constexpr bool kFamily = true;
  void Set(std::string_view tag, Timestamp at) { SetAt(kTimerName, tag, kDomain, at, nullptr); }
  void Set(std::string_view tag, Timestamp at, Timestamp output_time) {
    SetAt(kTimerName, tag, kDomain, at, &output_time);
  }
  void Clear(std::string_view tag) { ClearAt(kTimerName, tag); }
  /// In OnTimer: the tag of the timer that has fired.
  std::string_view tag() const { return FiredTag(); }
};

/// Any number of processing-time timers, told apart by a tag.
template <internal::FixedName kName>
class ProcessingTimerFamily : public internal::TimerMember {
 public:
  static constexpr std::string_view kTimerName = kName.view();
  static constexpr auto kDomain = internal::TimeDomain::kProcessingTime;
  static constexpr bool kFamily = true;
  Timestamp now() const { return Now(kTimerName); }
  void SetAfter(std::string_view tag, Duration delay) { Set(tag, now() + delay); }
  void Set(std::string_view tag, Timestamp at) { SetAt(kTimerName, tag, kDomain, at, nullptr); }
  void Clear(std::string_view tag) { ClearAt(kTimerName, tag); }
  std::string_view tag() const { return FiredTag(); }
};

}  // namespace beam
