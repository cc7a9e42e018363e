// WithTimestamps: elements at the times that they name themselves.
#pragma once

#include <source_location>
#include <utility>

#include "beam/exec/timestamp_op.h"
#include "beam/fn/diagnose_windows.h"
#include "beam/function_step.h"
#include "beam/pcollection.h"

namespace beam {

namespace internal {
/// Throws beam::Error (kInvalidArgument) for a negative skew; one that is longer than the time domain is as long as that.
Duration CheckedSkew(Duration skew, const std::source_location& location);
}  // namespace internal

/// Input: any T. Output: the same elements at the timestamps that `fn` returns for them; windows and panes stay, so call it before
/// WindowInto. `fn` is a function of the element (or of a pair's key and value), or names a member of it; it returns a
/// beam::Timestamp or a std::chrono::sys_time, whose fractions of a millisecond are dropped. Errors: an element that would move
/// back in time by more than `allowed_skew` fails the run, because what it belongs to may be over already; so does a time outside
/// of Beam's time domain. Elements that Create or a source has not given a time are at Timestamp::Min(), so that every time is
/// later. Cost: a call for each element, fused with its neighbours. Source: org.apache.beam.sdk.transforms.WithTimestamps.
///
///   auto timed = beam::WithTimestamps(events, [](const Event& event) { return beam::Timestamp::Millis(event.millis); });
///   auto also = beam::WithTimestamps(events, &Event::happened);
template <class T, class TimestampFn>
auto WithTimestamps(const PCollection<T>& input, TimestampFn&& fn, Duration allowed_skew = Duration(0),
                    std::source_location location = std::source_location::current()) {
  using Given = internal::StepFunctionImpl<std::decay_t<TimestampFn>>;
  using Fn = typename Given::Type;
  if constexpr (internal::CheckTimestampFn<Fn, T>()) {
    const std::string* const given_name = Given::Name(fn);
    const std::string name = given_name != nullptr ? *given_name : "WithTimestamps";
    Fn function(Given::Take(std::forward<TimestampFn>(fn)));
    internal::RequireFunction(function, "WithTimestamps", location);
    internal::Owned<const internal::OperatorFactory> factory(
        new internal::TimestampOpFactory<Fn, T>(std::move(function), internal::CheckedSkew(allowed_skew, location)));
    const internal::NodeId node = input.state().AddFused(name, location, input.id(), {}, std::move(factory));
    return internal::AddFunctionOutput<T>(input.state(), node);
  } else {
    return PCollection<internal::Unusable>(&input.state(), input.id());
  }
}

}  // namespace beam
