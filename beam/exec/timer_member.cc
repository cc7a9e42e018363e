#include "beam/exec/timer_member.h"

#include <utility>

#include "beam/base/error.h"

namespace beam::internal {

namespace {

[[noreturn]] void FailTime(std::string_view name, const char* problem, Timestamp at, Timestamp limit) {
  throw Error(StatusCode::kInvalidArgument, "the timer '" + std::string(name) + "' was set " + problem +
                                                "; time in milliseconds = " + std::to_string(at.millis()) +
                                                ", limit = " + std::to_string(limit.millis()));
}

}  // namespace

void FailUnboundState(std::string_view name) {
  throw Error(StatusCode::kFailedPrecondition,
              "state and timers belong to a key: use them in ProcessElement, OnTimer and OnWindowExpiration of a ParDo "
              "only, and list them in Fields where the struct is no plain one; name = " +
                  std::string(name));
}

TimerScope& TimerMember::Scope(std::string_view name) const {
  if (scope_ == nullptr) FailUnboundState(name);
  return *scope_;
}

Timestamp TimerMember::fires_at() const {
  const TimerScope& scope = Scope("a timer");
  return scope.fired == nullptr ? scope.element_time : scope.fired->fires_at;
}

std::string_view TimerMember::FiredTag() const {
  const TimerScope& scope = Scope("a timer");
  return scope.fired == nullptr ? std::string_view() : scope.fired->tag;
}

Timestamp TimerMember::Now(std::string_view name) const { return Scope(name).processing_time; }

void TimerMember::SetAt(std::string_view name, std::string_view tag, TimeDomain domain, Timestamp at,
                        const Timestamp* output_time) {
  TimerScope& scope = Scope(name);
  const bool event_time = domain == TimeDomain::kEventTime;
  if (event_time && at > scope.last_time) {
    FailTime(name,
             "behind the end of its window, where it could not fire; set it to window.max_timestamp() at the latest",
             at, scope.last_time);
  }
  const Timestamp output = output_time != nullptr ? *output_time : (event_time ? at : scope.element_time);
  if (event_time && output > at) FailTime(name, "with an output time behind its own; give an earlier one", output, at);
  if (output < scope.element_time && output_time != nullptr) {
    FailTime(name, "with an output time before the element's; give that or a later one", output, scope.element_time);
  }
  scope.timers->Set({declaration_, std::string(tag), scope.window, domain, at, output});
}

void TimerMember::ClearAt(std::string_view name, std::string_view tag) {
  const TimerScope& scope = Scope(name);
  scope.timers->Clear(declaration_, tag, scope.window);
}

}  // namespace beam::internal
