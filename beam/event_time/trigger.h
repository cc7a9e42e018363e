// Trigger: when the elements of a window come out of a grouping.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "beam/base/time.h"

namespace beam {

/// When a grouping emits what a window holds: a small tree, made by the functions below and given to WindowInto. Copies are
/// independent. Source: beam.model.pipeline.v1.Trigger; a trigger either fires for ever or finishes after a firing, and what
/// comes to a window whose trigger has finished is dropped.
class Trigger {
 public:
  enum class Kind : std::uint8_t {
    kDefault,         ///< On time, then at each late element.
    kAfterWatermark,  ///< On time; early and late firings where they are given.
    kAfterProcessingTime,
    kAfterSynchronizedProcessingTime,  ///< Only as a continuation of kAfterProcessingTime.
    kAfterCount,
    kAfterAny,
    kAfterAll,
    kAfterEach,
    kOrFinally,  ///< children: what fires, and what ends it.
    kRepeatedly,
    kNever,
    kAlways
  };
  /// How a moment of processing time is moved before a trigger waits for it: a delay, or up to the next multiple of a period.
  struct TimeStep {
    enum class Kind : std::uint8_t { kDelay, kAlign };
    Kind kind = Kind::kDelay;
    Duration length{0};
    Duration offset{0};  ///< Of the multiples, for kAlign.
    bool operator==(const TimeStep&) const = default;
  };

  /// The default trigger.
  Trigger();
  explicit Trigger(Kind kind, std::vector<Trigger> children = {});
  // Made in trigger.cc: as implicit ones, each program that includes this header would instantiate them.
  Trigger(const Trigger& other);
  Trigger(Trigger&& other) noexcept;
  Trigger& operator=(const Trigger& other);
  Trigger& operator=(Trigger&& other) noexcept;
  ~Trigger();
  static Trigger Count(std::int64_t count);

  Kind kind() const { return kind_; }
  const std::vector<Trigger>& children() const { return children_; }
  std::int64_t count() const { return count_; }
  const std::vector<TimeStep>& steps() const { return steps_; }
  /// Of kAfterWatermark; null where there are none.
  const Trigger* early() const { return early_.empty() ? nullptr : early_.data(); }
  const Trigger* late() const { return late_.empty() ? nullptr : late_.data(); }

  /// For AfterWatermark: fires `trigger` again and again before the watermark passes the end of the window.
  Trigger EarlyFirings(Trigger trigger) const;
  /// For AfterWatermark: fires `trigger` again and again after it; until then AfterWatermark fires once.
  Trigger LateFirings(Trigger trigger) const;
  /// For AfterProcessingTime: up to the next multiple of `period`, `offset` later than the epoch's.
  Trigger AlignedTo(Duration period, Duration offset = Duration(0)) const;
  /// For AfterProcessingTime: later by `delay` than what was asked for until here.
  Trigger PlusDelayOf(Duration delay) const;
  /// Fires like this trigger until `end` fires, and finishes then.
  Trigger OrFinally(Trigger end) const;

  bool operator==(const Trigger& other) const;
  /// As a program spells it.
  std::string ToString() const;

 private:
  Kind kind_ = Kind::kDefault;
  std::int64_t count_ = 0;
  std::vector<TimeStep> steps_;
  std::vector<Trigger> children_;
  std::vector<Trigger> early_;  // none or one
  std::vector<Trigger> late_;   // none or one
};

/// On time, when the watermark passes the end of the window, and again at each late element.
Trigger DefaultTrigger();
/// When the watermark passes the end of the window.
Trigger AfterWatermark();
/// When `delay` of processing time has passed since the window's (or the last firing's) first element.
Trigger AfterProcessingTime(Duration delay = Duration(0));
/// When the window has `count` elements, at least one.
Trigger AfterCount(std::int64_t count);
/// When the first of them fires.
Trigger AfterAny(std::vector<Trigger> triggers);
/// When all of them have fired.
Trigger AfterAll(std::vector<Trigger> triggers);
/// Each in turn, until the last has finished.
Trigger AfterEach(std::vector<Trigger> triggers);
/// Again and again; never finishes.
Trigger Repeatedly(Trigger trigger);
/// Not before the window is closed.
Trigger Never();
/// At every element.
Trigger Always();

}  // namespace beam
