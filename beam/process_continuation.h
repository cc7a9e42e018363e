// ProcessContinuation: what the ProcessElement of a splittable DoFn says about the rest of its restriction.
#pragma once

#include "beam/base/time.h"

namespace beam {

/// Returned by the ProcessElement of a splittable DoFn (beam/splittable.h). Returning one at all says that the input may never
/// end: the outputs are unbounded, unless the DoFn has `static constexpr bool kUnbounded = false`.
///
///   if (!more_has_come) return beam::ProcessContinuation::Resume(std::chrono::seconds(1));
///   return beam::ProcessContinuation::Stop();
class ProcessContinuation {
 public:
  /// The restriction is done: everything in it has been claimed.
  static constexpr ProcessContinuation Stop() { return ProcessContinuation(false, Duration(0)); }
  /// What has not been claimed yet is processed later, not before `delay` has passed by the run's clock.
  static constexpr ProcessContinuation Resume(Duration delay = Duration(0)) { return ProcessContinuation(true, delay); }

  constexpr bool resumes() const { return resumes_; }
  constexpr Duration delay() const { return delay_; }

 private:
  constexpr ProcessContinuation(bool resumes, Duration delay) : resumes_(resumes), delay_(delay) {}

  bool resumes_;
  Duration delay_;
};

}  // namespace beam
