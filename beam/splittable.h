// Splittable DoFns: functions that process an element part by part, for elements that mean much work, or work without end.
#pragma once

#include "beam/exec/splittable_exchange.h"
#include "beam/growable_offset_range.h"
#include "beam/offset_range.h"
#include "beam/par_do.h"
#include "beam/process_continuation.h"
#include "beam/watermark_estimators.h"
#include "coders/coders.h"

namespace beam {

/// A DoFn is splittable if it is a struct with a method InitialRestriction. What it returns is the element's restriction: a value
/// that says what there is to do. ProcessElement then takes a tracker of the restriction in front of the element, claims what it
/// processes, and returns when TryClaim returns false:
///
///   struct ReadNumbers {
///     beam::OffsetRange InitialRestriction(const std::string& file) const { return {0, CountRecords(file)}; }
///     std::vector<beam::OffsetRange> SplitRestriction(const std::string&, const beam::OffsetRange& all) const {
///       return all.Split(1000);                                          // optional: parts for all workers
///     }
///     void ProcessElement(beam::OffsetRangeTracker& tracker, const std::string& file, beam::Emitter<int64_t> out) {
///       for (int64_t i = tracker.CurrentRestriction().from; tracker.TryClaim(i); ++i) out(ReadRecord(file, i));
///     }
///   };
///   auto numbers = beam::ParDo(files, ReadNumbers());
///
/// Optional methods, all with (const Element&, const R&): SplitRestriction, `double RestrictionSize` (the work in a restriction,
/// in any unit), `Tracker NewTracker` for trackers that need more than the restriction, `std::optional<R> TruncateRestriction`:
/// what shall still be processed of a restriction when the run is drained; without it all of it, or, where the outputs are
/// unbounded, nothing. Behind the tracker ProcessElement may
/// take a watermark estimator (beam/watermark_estimators.h). It returns nothing, a status, or a ProcessContinuation, by which it
/// says that the rest is to be processed later; then the outputs are unbounded, unless the DoFn has `static constexpr bool
/// kUnbounded = false`. (`= true` makes the outputs of any splittable DoFn unbounded.)
///
/// A restriction and a tracker of your own: any type with a coder, and a class with a constructor from it, `R
/// CurrentRestriction() const`, `bool Done() const`, `std::optional<R> TrySplit(double)`, which cuts off what is left behind a
/// fraction of the remainder, and a TryClaim as you like it. The library calls TrySplit(0) while ProcessElement runs, from
/// inside an emit: from then on TryClaim returns false. A tracker with `static constexpr bool kThreadSafe = true` may be asked and
/// split from other threads while ProcessElement claims, as the library's may: then a runner can share a long restriction among
/// workers. `Progress()`, which returns a RestrictionProgress, tells it how much is left.
///
/// Elements and restrictions need coders and travel between workers. Windows and time: outputs have the window of their element.
/// Errors: ProcessElement must not return while something is left unclaimed, except with Resume. A run whose inputs all have an
/// end waits for no clock: what is to be resumed is resumed at once. Source: Apache Beam's splittable DoFn.

namespace internal {

template <class DoFn, class Element, class... Side>
struct SplittableStep {
  static void Make(PipelineBuilder& state, NodeId node) {
    Owned<const ExchangeFactory> exchange(new SplittableExchange<kRemoteForms, DoFn, Element, Side...>());
    state.SetSplittable(node, std::move(exchange), Signature<DoFn, Element, Side...>::Splittable::kUnbounded);
  }
};

}  // namespace internal

}  // namespace beam
