// Diagnose, continued: the sentences about splittable DoFns.
#pragma once

#include "beam/fn/diagnosis.h"

namespace beam::internal {

/// Mistakes in the parameters and methods of a splittable DoFn.
template <Diagnosis kWhat, class Where, class DoFn, class Element>
consteval void ReportSplittable() {
  using D = Diagnosis;
  static_assert(
      kWhat != D::kTrackerSpelling,
      "a restriction tracker and a watermark estimator change when they are used: take them by reference, for "
      "example beam::OffsetRangeTracker&");
  static_assert(kWhat != D::kTrackerMisplaced,
                "this parameter stands in the wrong place: write the restriction tracker, and behind it the watermark "
                "estimator, right before the element");
  static_assert(
      kWhat != D::kTrackerWithoutRestriction,
      "only a splittable DoFn is given a restriction tracker or a watermark estimator: use a struct that has a "
      "method R InitialRestriction(const Element&) const beside ProcessElement");
  static_assert(kWhat != D::kRestrictionWithoutTracker,
                "InitialRestriction makes this DoFn splittable, so its ProcessElement has to claim what it processes: "
                "take a tracker before the element, for example beam::OffsetRangeTracker&");
  static_assert(
      kWhat != D::kInitialRestriction,
      "InitialRestriction must be one public method that takes the element and returns its restriction: write R "
      "InitialRestriction(const Element&) const");
  static_assert(kWhat != D::kSplitRestriction,
                "SplitRestriction takes the element and its restriction and returns parts of it: write std::vector<R> "
                "SplitRestriction(const Element&, const R&) const");
  static_assert(kWhat != D::kRestrictionSize,
                "RestrictionSize takes the element and a restriction and returns a number: write double "
                "RestrictionSize(const Element&, const R&) const");
  static_assert(
      kWhat != D::kTruncateRestriction,
      "TruncateRestriction takes the element and what is left of a restriction, and returns what shall still be "
      "processed: write std::optional<R> TruncateRestriction(const Element&, const R&) const");
  static_assert(
      kWhat != D::kTrackerShape,
      "this tracker does not fit the restriction R of InitialRestriction: it needs R CurrentRestriction() const, "
      "bool Done() const, std::optional<R> TrySplit(double), and a constructor from R or a method Tracker "
      "NewTracker(const Element&, const R&) of the DoFn");
  static_assert(kWhat != D::kEstimatorShape,
                "a watermark estimator is made from the watermark that was reached before: give it a constructor that "
                "takes a beam::Timestamp");
  static_assert(
      kWhat != D::kRestrictionCoder,
      "the restriction has no coder, and it travels between workers: give it public members that have coders, "
      "or specialize beam::Coder");
  static_assert(kWhat != D::kSplittableCoder,
                "the element of a splittable DoFn travels between workers with its restrictions, and its type has no "
                "coder: give it public members that have coders, or specialize beam::Coder");
  static_assert(kWhat != D::kSplittableState,
                "a splittable DoFn has no state and no timers: keep what has been read in the restriction, or put the "
                "state into a beam::ParDo behind this one");
  static_assert(kWhat != D::kSplittableBatch,
                "a restriction belongs to one element, so a splittable DoFn takes elements one by one: take const "
                "Element& instead of a std::span");
  static_assert(kWhat != D::kSplittableReturns,
                "the ProcessElement of a splittable DoFn returns nothing, a status or a beam::ProcessContinuation: "
                "produce elements with a beam::Emitter<T>");
  static_assert(kWhat != D::kContinuationAlone,
                "a beam::ProcessContinuation says what becomes of a restriction, and this DoFn has none: add R "
                "InitialRestriction(const Element&) const and a tracker, or return nothing");
}

/// True if the header is included that knows how to run a splittable DoFn.
template <class Step, class DoFn>
consteval bool CheckSplittableIncluded() {
  constexpr bool included = requires { sizeof(Step); };
  static_assert(included, "a splittable DoFn is run by what is in a header of its own: #include \"beam/splittable.h\"");
  return included;
}

}  // namespace beam::internal
