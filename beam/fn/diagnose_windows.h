// What WindowInto and WithTimestamps ask of the functions that they are given. A part of diagnose.h.
#pragma once

#include <type_traits>

#include "beam/event_time/window_fn.h"
#include "beam/exec/custom_window_fn.h"
#include "beam/exec/timestamp_op.h"
#include "beam/fn/element_kinds.h"

namespace beam::internal {

/// `Fn` is a window function of the library, or a struct with the methods of one.
template <class Fn, class Element>
consteval bool CheckWindowFn() {
  if constexpr (std::is_same_v<Element, Unusable>) {
    return false;
  } else {
    constexpr bool ok =
        std::is_convertible_v<const Fn&, WindowFnRef> || FindWindowFnForm<Fn, Element>() != WindowFnForm::kNone;
    static_assert(ok,
                  "WindowInto needs a window function: beam::FixedWindows, beam::SlidingWindows, beam::Sessions, "
                  "beam::CalendarDays, or a struct with beam::Window AssignWindow(beam::EventTime) const, or "
                  "std::vector<beam::Window> "
                  "AssignWindows(beam::EventTime) const; either may take a const T& of the element as well");
    return ok;
  }
}

/// `Fn` returns a moment of an element.
template <class Fn, class Element>
consteval bool CheckTimestampFn() {
  if constexpr (std::is_same_v<Element, Unusable>) {
    return false;
  } else {
    constexpr bool ok = TimestampFn<Fn, Element>;
    static_assert(
        ok,
        "WithTimestamps needs a function of the element (or of its key and value) that returns a beam::Timestamp or a "
        "std::chrono::sys_time, such as [](const Event& event) { return beam::Timestamp::Millis(event.millis); }");
    return ok;
  }
}

}  // namespace beam::internal
