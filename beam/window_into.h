// WindowInto: divides a collection into windows of event time, and says when groupings emit what a window holds.
#pragma once

#include <memory>
#include <source_location>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "beam/base/make_shared.h"
#include "beam/event_time/calendar_windows.h"  // IWYU pragma: export
#include "beam/event_time/fixed_windows.h"     // IWYU pragma: export
#include "beam/event_time/global_windows.h"    // IWYU pragma: export
#include "beam/event_time/sessions.h"          // IWYU pragma: export
#include "beam/event_time/sliding_windows.h"   // IWYU pragma: export
#include "beam/event_time/trigger.h"           // IWYU pragma: export
#include "beam/event_time/windowing.h"         // IWYU pragma: export
#include "beam/exec/convert_op.h"
#include "beam/exec/typed_element.h"
#include "beam/exec/window_op.h"
#include "beam/fn/diagnose_windows.h"
#include "beam/function_step.h"
#include "beam/pcollection.h"

namespace beam {

namespace internal {

/// A T that was chosen, or is left to what was there before. (Six std::optionals cost a program that includes this header
/// more compile time than all window functions together.)
template <class T>
struct Choice {
  Choice() = default;
  template <class Given>
    requires std::is_convertible_v<Given&&, T>
  Choice(Given&& given) : value(std::forward<Given>(given)), made(true) {}  // NOLINT: stands in for a T
  T value{};
  bool made = false;
};

}  // namespace internal

/// What a WindowInto says beside the window function; each member that is not given has the value that its comment names.
struct WindowingOptions {
  internal::Choice<Trigger> trigger = {};                ///< DefaultTrigger()
  internal::Choice<Duration> allowed_lateness = {};      ///< 0ms: what comes behind the watermark is dropped
  internal::Choice<AccumulationMode> accumulation = {};  ///< kDiscarding; must be said with a trigger or a lateness
  internal::Choice<ClosingBehavior> closing = {};        ///< kFireIfNonEmpty
  internal::Choice<OnTimeBehavior> on_time = {};         ///< kFireAlways
  internal::Choice<TimestampCombiner> timestamps = {};   ///< kEndOfWindow
};

namespace internal {

/// Adds a step of WindowInto and its output. `fn` may be null, which stands for the global window. Throws beam::Error that names
/// the line for options that do not fit together.
CollectionId AddWindowInto(PipelineBuilder& state, std::string_view name, CollectionId input, const ElementType* type,
                           WindowFnRef fn, const WindowingOptions& options, Owned<const OperatorFactory> factory,
                           const std::source_location& location);
/// The same for a step that leaves the windows as they are.
CollectionId AddWindowingOptions(PipelineBuilder& state, CollectionId input, const ElementType* type,
                                 const WindowingOptions& options, Owned<const OperatorFactory> factory,
                                 const std::source_location& location);

/// The window function of `fn`, for elements of type T.
template <class T, class Fn>
WindowFnRef MakeWindowFn(Fn fn) {
  if constexpr (std::is_convertible_v<const Fn&, WindowFnRef>) {
    return fn;
  } else {
    constexpr WindowFnForm form = FindWindowFnForm<Fn, T>();
    if constexpr (form == WindowFnForm::kOne || form == WindowFnForm::kMany) {
      return MakeShared<CustomTimeWindowFn<Fn, form>>(std::move(fn));
    } else {
      return MakeShared<CustomElementWindowFn<Fn, T, form>>(std::move(fn));
    }
  }
}

template <class T>
struct KeptElement {
  T operator()(T element) const { return element; }
};

}  // namespace internal

/// Input: any T. Output: its elements in the windows that `fn` gives them, once in each; timestamps and panes stay. Groupings, side
/// inputs and combining that follow go by these windows, until the next WindowInto. `fn` is FixedWindows, SlidingWindows, Sessions,
/// GlobalWindows, a calendar's CalendarDays, CalendarWeeks, CalendarMonths or CalendarYears, or a struct of your own with one of
///
///   beam::Window AssignWindow(beam::EventTime) const;
///   std::vector<beam::Window> AssignWindows(beam::EventTime) const;
///
/// either of which may take a `const T&` of the element, too. The struct may have more to say:
///
///   std::vector<beam::WindowMerge> MergeWindows(const std::vector<beam::Window>&) const;   // of a key; they are in order
///   beam::Window SideWindow(const beam::Window& main) const;     // which a side input is read in; by default the first
///                                                                // with the last moment of `main`
///
/// Options: see WindowingOptions; what is not given is as if there had been no WindowInto before. Errors: beam::Error
/// (kInvalidArgument) when a trigger other than the default or an allowed lateness is given without an accumulation, for a negative
/// lateness, and for a trigger that may finish and then lose data. What `fn` throws fails the run. Cost: windows that cut
/// time into pieces are asked for once per piece that arrives; an element in several windows is copied. Source:
/// beam:transform:window_into:v1.
///
///   auto fixed = beam::WindowInto(events, beam::FixedWindows(1min));
///   auto early = beam::WindowInto(events, beam::FixedWindows(1h),
///                                 {.trigger = beam::AfterWatermark().EarlyFirings(beam::AfterCount(100)),
///                                  .allowed_lateness = 10min,
///                                  .accumulation = beam::AccumulationMode::kAccumulating});
template <class T, class WindowFn>
auto WindowInto(const PCollection<T>& input, WindowFn fn, const WindowingOptions& options = {},
                std::source_location location = std::source_location::current()) {
  using Given = internal::StepFunctionImpl<WindowFn>;
  using Fn = typename Given::Type;
  if constexpr (internal::CheckWindowFn<Fn, T>()) {
    const std::string* const given_name = Given::Name(fn);
    const std::string name = given_name != nullptr ? *given_name : "WindowInto";
    internal::WindowFnRef made = internal::MakeWindowFn<T>(Fn(Given::Take(std::move(fn))));
    internal::Owned<const internal::OperatorFactory> factory(new internal::WindowOpFactory<T>(made));
    return PCollection<T>(&input.state(),
                          internal::AddWindowInto(input.state(), name, input.id(), internal::ElementTypeOf<T>(),
                                                  std::move(made), options, std::move(factory), location));
  } else {
    return PCollection<internal::Unusable>(&input.state(), input.id());
  }
}

/// The same elements in the same windows; the options that are given take the place of those of the input.
///
///   auto late = beam::WindowInto(by_minute, {.allowed_lateness = 1h, .accumulation = beam::AccumulationMode::kDiscarding});
template <class T>
PCollection<T> WindowInto(const PCollection<T>& input, const WindowingOptions& options,
                          std::source_location location = std::source_location::current()) {
  using Keep = internal::ConvertOp<T, T, internal::KeptElement<T>>;
  return {&input.state(), internal::AddWindowingOptions(input.state(), input.id(), internal::ElementTypeOf<T>(),
                                                        options, internal::FactoryOf<Keep>(), location)};
}

}  // namespace beam
