// ReifyTimestamps and ReifyWindows: what travels with an element, as a part of it.
#pragma once

#include <source_location>

#include "beam/par_do.h"
#include "coders/window.h"

namespace beam {

/// A value with everything that traveled with it.
template <class T>
struct ValueInWindow {
  T value;
  Timestamp timestamp;
  Window window;
  PaneInfo pane;
};

/// Puts the event time into each element.
template <class T>
struct ReifyTimestampsFn {
  Timestamped<Timestamped<T>> ProcessElement(EventTime time, const T& value) const { return {{value, time}, time}; }
};
/// Puts event time, window and pane into each element.
template <class T>
struct ReifyWindowsFn {
  ValueInWindow<T> ProcessElement(EventTime time, Window window, PaneInfo pane, const T& value) const {
    return {value, time, window, pane};
  }
};

/// Input: any T. Output: Timestamped<T>: each element with its event time, as a value that survives groupings and can be looked at.
/// Windows and time: every output keeps the timestamp, window and pane of its element. Cost: a copy of the element.
/// A Map that returns what it is given sets the times back: in elements as they left ReifyTimestamps.
/// Example:
///
///   auto latest = beam::CombinePerKey(beam::ReifyTimestamps(prices), Latest());
template <class T>
auto ReifyTimestamps(const PCollection<T>& input, std::source_location location = std::source_location::current()) {
  return ParDo(input, Named("ReifyTimestamps", ReifyTimestampsFn<T>()), location);
}

/// Input: any T. Output: ValueInWindow<T>: each element with its event time, window and pane. Windows and time: every output
/// keeps the timestamp, window and pane of its element. Cost: a copy of the element.
/// Example:
///
///   auto shown = beam::Map(beam::ReifyWindows(counts), [](const beam::ValueInWindow<int64_t>& count) {
///     return std::to_string(count.window.start().millis()) + ": " + std::to_string(count.value);
///   });
template <class T>
auto ReifyWindows(const PCollection<T>& input, std::source_location location = std::source_location::current()) {
  return ParDo(input, Named("ReifyWindows", ReifyWindowsFn<T>()), location);
}

}  // namespace beam
