// Splittable functions: which DoFns process an element part by part, what their restriction, tracker and watermark estimator
// are, and whether these and the methods about them fit.
//
// A method InitialRestriction makes a DoFn splittable. Tracker and estimator are found among the parameters of ProcessElement.
#pragma once

#include <concepts>
#include <cstddef>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

#include "beam/fn/callable.h"
#include "beam/fn/element_kinds.h"
#include "beam/fn/output_type.h"
#include "beam/fn/parameter_rules.h"
#include "coders/coder.h"

namespace beam::internal {

BEAM_INTERNAL_NAME_PROBE(InitialRestriction, InitialRestriction)
BEAM_INTERNAL_NAME_PROBE(SplitRestriction, SplitRestriction)
BEAM_INTERNAL_NAME_PROBE(RestrictionSize, RestrictionSize)
BEAM_INTERNAL_NAME_PROBE(TruncateRestriction, TruncateRestriction)
BEAM_INTERNAL_NAME_PROBE(NewTracker, NewTracker)

template <class DoFn>
inline constexpr bool kIsSplittable = HasProcessElement<DoFn>() && HasInitialRestriction<DoFn>();

/// What stands for a watermark estimator where a DoFn has none: the watermark stays where it is.
class HeldWatermark {
 public:
  explicit HeldWatermark(Timestamp reached) : watermark_(reached) {}
  Timestamp CurrentWatermark() const { return watermark_; }

 private:
  Timestamp watermark_;
};

template <class DoFn, class Element>
concept MakesRestriction = requires(DoFn& fn, const Element& element) { fn.InitialRestriction(element); };

template <class DoFn, class Element>
using RestrictionOf =
    std::remove_cvref_t<decltype(std::declval<DoFn&>().InitialRestriction(std::declval<const Element&>()))>;

template <class DoFn, class Element, class R>
concept MakesTracker =
    requires(DoFn& fn, const Element& element, const R& restriction) { fn.NewTracker(element, restriction); };

template <class T, class R>
concept TrackerOf = requires(T& tracker, const T& read, double fraction) {
  { read.CurrentRestriction() } -> std::convertible_to<R>;
  { read.Done() } -> std::convertible_to<bool>;
  { tracker.TrySplit(fraction) } -> std::convertible_to<std::optional<R>>;
};

template <class T>
concept TellsProgress = requires(const T& tracker) {
  { tracker.Progress().completed } -> std::convertible_to<double>;
  { tracker.Progress().remaining } -> std::convertible_to<double>;
};
/// Whether a tracker says of itself that it may be asked and split from other threads.
template <class T>
concept SplitsFromOutside = requires { requires static_cast<bool>(T::kThreadSafe); };

/// What can be wrong with a DoFn because it is splittable, or because it is not.
template <class DoFn, class Element, class Analysis, bool kSplittable = kIsSplittable<DoFn>>
struct SplittableAnalysis {
  static consteval Finding Find() {
    if (Analysis::kUsesTracker) return At(ParamKind::kTracker);
    if (Analysis::kUsesEstimator) return At(ParamKind::kEstimator);
    return {Analysis::Return::kKind == ReturnKind::kContinuation ? Diagnosis::kContinuationAlone : Diagnosis::kNone};
  }

 private:
  static consteval Finding At(ParamKind kind) {
    return {Diagnosis::kTrackerWithoutRestriction, static_cast<int>(Analysis::IndexOf(kind)) + 1};
  }
};

template <class DoFn, class Element, class Analysis>
struct SplittableAnalysis<DoFn, Element, Analysis, true> {
  template <ParamKind kind>
  static consteval auto FindParameter() {
    if constexpr (Analysis::IndexOf(kind) < Analysis::kCount) {
      return std::type_identity<std::remove_cvref_t<TypeAt<Analysis::IndexOf(kind), typename Analysis::Params>>>();
    } else {
      return std::type_identity<HeldWatermark>();
    }
  }
  using Tracker = typename decltype(FindParameter<ParamKind::kTracker>())::type;
  using Estimator = typename decltype(FindParameter<ParamKind::kEstimator>())::type;

  /// A DoFn says itself whether its input may have no end; else one that resumes is taken to.
  static constexpr bool kUnbounded = [] {
    if constexpr (requires { DoFn::kUnbounded; }) {
      return static_cast<bool>(DoFn::kUnbounded);
    } else {
      return Analysis::Return::kKind == ReturnKind::kContinuation;
    }
  }();

  static consteval Finding Find() {
    if constexpr (!Analysis::kUsesTracker) {
      return {Diagnosis::kRestrictionWithoutTracker};
    } else if constexpr (!MakesRestriction<DoFn, Element>) {
      return {Diagnosis::kInitialRestriction};
    } else if constexpr (std::is_void_v<RestrictionOf<DoFn, Element>>) {
      return {Diagnosis::kInitialRestriction};
    } else {
      return FindPartMistake<RestrictionOf<DoFn, Element>>();
    }
  }

 private:
  template <class R>
  static consteval bool MakesItsTracker() {
    if constexpr (MakesTracker<DoFn, Element, R>) {
      using Made = decltype(std::declval<DoFn&>().NewTracker(std::declval<const Element&>(), std::declval<const R&>()));
      return std::is_same_v<Made, Tracker>;
    } else {
      return !HasNewTracker<DoFn>() && std::is_constructible_v<Tracker, const R&>;
    }
  }
  template <class R>
  static consteval bool SplitsRight() {
    return !HasSplitRestriction<DoFn>() || requires(DoFn& fn, const Element& element, const R& restriction) {
      { fn.SplitRestriction(element, restriction) } -> std::same_as<std::vector<R>>;
    };
  }
  template <class R>
  static consteval bool SizesRight() {
    return !HasRestrictionSize<DoFn>() || requires(DoFn& fn, const Element& element, const R& restriction) {
      { fn.RestrictionSize(element, restriction) } -> std::same_as<double>;
    };
  }
  template <class R>
  static consteval bool TruncatesRight() {
    return !HasTruncateRestriction<DoFn>() || requires(DoFn& fn, const Element& element, const R& restriction) {
      { fn.TruncateRestriction(element, restriction) } -> std::same_as<std::optional<R>>;
    };
  }
  template <class R>
  static consteval Finding FindPartMistake() {
    constexpr ReturnKind kind = Analysis::Return::kKind;
    if (!TrackerOf<Tracker, R> || !MakesItsTracker<R>()) {
      return {Diagnosis::kTrackerShape, static_cast<int>(Analysis::IndexOf(ParamKind::kTracker)) + 1};
    }
    if (!std::is_constructible_v<Estimator, Timestamp>) {
      return {Diagnosis::kEstimatorShape, static_cast<int>(Analysis::IndexOf(ParamKind::kEstimator)) + 1};
    }
    if (!kHasCoder<R>) return {Diagnosis::kRestrictionCoder};
    if (!kHasCoder<Element> || kHoldsIter<Element>) return {Diagnosis::kSplittableCoder};
    if (!SplitsRight<R>()) return {Diagnosis::kSplitRestriction};
    if (!SizesRight<R>()) return {Diagnosis::kRestrictionSize};
    if (!TruncatesRight<R>()) return {Diagnosis::kTruncateRestriction};
    const bool returns = kind == ReturnKind::kVoid || kind == ReturnKind::kStatus || kind == ReturnKind::kContinuation;
    return {returns ? Diagnosis::kNone : Diagnosis::kSplittableReturns};
  }
};

}  // namespace beam::internal
