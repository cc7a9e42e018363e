// Watermark estimators: how a splittable DoFn says up to which event time its restriction has been read.
#pragma once

#include "beam/base/time.h"

namespace beam {

/// A parameter of a splittable DoFn's ProcessElement, by reference, right behind the tracker. An estimator is made from the
/// watermark that was reached before: at first the event time of the element. While part of a restriction waits, the watermark
/// of the step's outputs does not pass CurrentWatermark(). Without an estimator it stays at the element's event time until
/// the restriction is done.
///
/// The three of the library are Beam's. One of your own has a constructor that takes a Timestamp, `Timestamp
/// CurrentWatermark() const`, and, as it likes, `void ObserveTimestamp(Timestamp)`, called with the event times of what
/// ProcessElement emits, and `void ObserveClock(Timestamp)`, called with the processing time before ProcessElement.

/// The DoFn sets the watermark.
///
///   beam::ProcessContinuation ProcessElement(beam::OffsetRangeTracker& tracker, beam::ManualWatermark& watermark,
///                                            const std::string& topic, beam::Emitter<Event> out);
class ManualWatermark {
 public:
  explicit ManualWatermark(Timestamp reached) : watermark_(reached) {}
  /// Nothing earlier than `to` will be emitted. A watermark does not go back: an earlier time than before changes nothing.
  void Set(Timestamp to) {
    if (to > watermark_) watermark_ = to;
  }
  Timestamp CurrentWatermark() const { return watermark_; }

 private:
  Timestamp watermark_;
};

/// The latest event time that was emitted: for sources in the order of time.
class MonotonicWatermark {
 public:
  explicit MonotonicWatermark(Timestamp reached) : watermark_(reached) {}
  void ObserveTimestamp(Timestamp time) {
    if (time > watermark_) watermark_ = time;
  }
  Timestamp CurrentWatermark() const { return watermark_; }

 private:
  Timestamp watermark_;
};

/// The processing time at which ProcessElement was called: for sources whose elements happen when they are read.
class WallTimeWatermark {
 public:
  explicit WallTimeWatermark(Timestamp reached) : watermark_(reached) {}
  void ObserveClock(Timestamp now) {
    if (now > watermark_) watermark_ = now;
  }
  Timestamp CurrentWatermark() const { return watermark_; }

 private:
  Timestamp watermark_;
};

}  // namespace beam
