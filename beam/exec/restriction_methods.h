// RestrictionMethods: what a splittable DoFn says about restrictions, and what stands for the methods that it may leave out.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "beam/fn/signature.h"
#include "beam/fn/splittable_fn.h"

namespace beam::internal {

/// All of these call user code.
template <class DoFn, class Element, class... Side>
struct RestrictionMethods {
  using Splittable = typename Signature<DoFn, Element, Side...>::Splittable;
  using Tracker = typename Splittable::Tracker;
  using Restriction = RestrictionOf<DoFn, Element>;

  static std::vector<Restriction> Split(DoFn& fn, const Element& element, Restriction whole) {
    if constexpr (HasSplitRestriction<DoFn>()) {
      return fn.SplitRestriction(element, whole);
    } else {
      std::vector<Restriction> parts;
      parts.push_back(std::move(whole));
      return parts;
    }
  }

  static Tracker MakeTracker(DoFn& fn, const Element& element, const Restriction& restriction) {
    if constexpr (MakesTracker<DoFn, Element, Restriction>) {
      return fn.NewTracker(element, restriction);
    } else {
      return Tracker(restriction);
    }
  }

  static double Size(DoFn& fn, const Element& element, const Restriction& restriction) {
    if constexpr (HasRestrictionSize<DoFn>()) {
      return fn.RestrictionSize(element, restriction);
    } else if constexpr (TellsProgress<Tracker>) {
      return MakeTracker(fn, element, restriction).Progress().remaining;
    } else {
      return 1;
    }
  }

  /// What is to be processed of the restriction in a run that is drained, if anything.
  static std::optional<Restriction> Truncate(DoFn& fn, const Element& element, Restriction restriction) {
    if constexpr (HasTruncateRestriction<DoFn>()) {
      return fn.TruncateRestriction(element, restriction);
    } else if constexpr (Splittable::kUnbounded) {
      return std::nullopt;
    } else {
      return std::optional<Restriction>(std::move(restriction));
    }
  }
};

}  // namespace beam::internal
