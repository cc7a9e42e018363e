// The grammar's order as data: one table of what a parameter may be, with its rank, and one loop over it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>

#include "beam/fn/diagnosis.h"
#include "beam/fn/element_kinds.h"

namespace beam::internal {

enum class ParamKind : std::uint8_t {
  kContext,
  kFinalizer,
  kEventTime,
  kWindow,
  kPane,
  kTracker,
  kEstimator,
  kMain,
  kSide,
  kEmitter
};

/// One row of the grammar: ranks never decrease from one parameter to the next.
struct ParamRule {
  ParamKind kind;
  int rank;
  bool once;
  std::string_view spelling;
  Diagnosis misplaced;  ///< What a parameter of this kind behind one of a higher rank is called.
};

/// The grammar of a DoFn: (Context&?, BundleFinalizer?, EventTime?, Window?, PaneInfo?, tracker&?, watermark estimator&?,
/// element..., side inputs..., Emitter...).
inline constexpr ParamRule kParamRules[] = {
    {ParamKind::kContext, 0, true, "beam::Context&", Diagnosis::kContextMisplaced},
    {ParamKind::kFinalizer, 1, true, "beam::BundleFinalizer", Diagnosis::kFinalizerMisplaced},
    {ParamKind::kEventTime, 2, true, "beam::EventTime", Diagnosis::kEventTimeMisplaced},
    {ParamKind::kWindow, 3, true, "beam::Window", Diagnosis::kWindowMisplaced},
    {ParamKind::kPane, 4, true, "beam::PaneInfo", Diagnosis::kPaneMisplaced},
    {ParamKind::kTracker, 5, true, "a restriction tracker", Diagnosis::kTrackerMisplaced},
    {ParamKind::kEstimator, 6, true, "a watermark estimator", Diagnosis::kTrackerMisplaced},
    {ParamKind::kMain, 7, false, "the element, or the parts it unfolds into", Diagnosis::kDataAfterEmitter},
    {ParamKind::kSide, 8, false, "a side input", Diagnosis::kDataAfterEmitter},
    {ParamKind::kEmitter, 9, false, "beam::Emitter<T>", Diagnosis::kNone},
};

constexpr const ParamRule& RuleOf(ParamKind kind) { return kParamRules[static_cast<std::size_t>(kind)]; }

/// A parameter as its type alone tells: elements and side inputs are told apart by their number, later.
struct SpelledParam {
  ParamKind kind = ParamKind::kMain;
  Diagnosis mistake = Diagnosis::kNone;
};

/// A std::function, which cannot be a parameter: it is neither an element nor an emitter.
template <class T>
concept StdFunctionLike = requires(const T& function) {
  typename T::result_type;
  function.target_type();
};

template <class Asked>
consteval ParamKind KindOfMeta() {
  if constexpr (std::is_same_v<Asked, Timestamp>) return ParamKind::kEventTime;
  if constexpr (std::is_same_v<Asked, Window>) return ParamKind::kWindow;
  return ParamKind::kPane;
}

/// The kind of a parameter of type `P`, and whether it is spelled as the library wants it.
template <class P>
consteval SpelledParam Spell() {
  using Plain = std::remove_cvref_t<std::remove_pointer_t<std::remove_cvref_t<P>>>;
  constexpr bool by_pointer = std::is_pointer_v<std::remove_cvref_t<P>>;
  constexpr bool readable =
      !by_pointer && (!std::is_lvalue_reference_v<P> || std::is_const_v<std::remove_reference_t<P>>);
  if constexpr (std::is_same_v<Plain, Context>) {
    return {ParamKind::kContext,
            std::is_lvalue_reference_v<P> && !by_pointer ? Diagnosis::kNone : Diagnosis::kContextSpelling};
  } else if constexpr (std::is_same_v<Plain, BundleFinalizer>) {
    return {ParamKind::kFinalizer, std::is_same_v<P, Plain> ? Diagnosis::kNone : Diagnosis::kFinalizerSpelling};
  } else if constexpr (kIsElementMetaType<Plain>) {
    return {KindOfMeta<Plain>(), readable ? Diagnosis::kNone : Diagnosis::kEventTimeSpelling};
  } else if constexpr (kIsA<Emitter, Plain>) {
    return {ParamKind::kEmitter, std::is_same_v<P, Plain> ? Diagnosis::kNone : Diagnosis::kEmitterSpelling};
  } else if constexpr (TrackerLike<Plain> || EstimatorLike<Plain>) {
    constexpr bool changeable = std::is_lvalue_reference_v<P> && !std::is_const_v<std::remove_reference_t<P>>;
    return {TrackerLike<Plain> ? ParamKind::kTracker : ParamKind::kEstimator,
            changeable && !by_pointer ? Diagnosis::kNone : Diagnosis::kTrackerSpelling};
  } else if constexpr (std::is_class_v<Plain> && StdFunctionLike<Plain>) {
    return {ParamKind::kMain, Diagnosis::kFunctionParameter};
  } else {
    return {};
  }
}

/// The first parameter that is misspelled, or that stands where the table does not allow it.
template <std::size_t N>
constexpr Finding FindOrderMistake(const std::array<SpelledParam, N>& params) {
  int rank = -1;
  for (std::size_t i = 0; i < N; ++i) {
    const int parameter = static_cast<int>(i) + 1;
    const ParamRule& rule = RuleOf(params[i].kind);
    if (params[i].mistake != Diagnosis::kNone) return {params[i].mistake, parameter};
    if (rule.rank < rank) return {rule.misplaced, parameter};
    if (rule.rank == rank && rule.once) return {Diagnosis::kRepeatedParameter, parameter};
    rank = rule.rank;
  }
  return {};
}

}  // namespace beam::internal
