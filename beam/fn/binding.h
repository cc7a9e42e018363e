// Binding: whether one parameter accepts what it is given, and in which form.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "beam/fn/diagnosis.h"
#include "beam/fn/element_kinds.h"

namespace beam::internal {

/// True if every value of the arithmetic type From has its own value in To: the language's brace rules.
template <class From, class To>
inline constexpr bool kIsLossless = requires(From value) { To{value}; };

/// True if From converts to To on its own and nothing is lost: no narrowing, and nothing becomes a bool.
template <class From, class To>
consteval Diagnosis FindConversion(Diagnosis mismatch) {
  if constexpr (!std::is_convertible_v<const From&, To>) {
    return mismatch;
  } else if constexpr (std::is_same_v<To, bool>) {
    return Diagnosis::kMainToBool;
  } else if constexpr ((std::is_arithmetic_v<From> || std::is_enum_v<From>)&&std::is_arithmetic_v<To>) {
    return kIsLossless<From, To> ? Diagnosis::kNone : Diagnosis::kMainNarrowing;
  } else {
    return Diagnosis::kNone;
  }
}

/// The mistake in a parameter `P` that receives a `From`; `mismatch` is what a plain misfit is called at this place.
template <class P, class From>
consteval Diagnosis BindValue(Diagnosis mismatch) {
  using Plain = std::remove_cvref_t<P>;
  if constexpr (std::is_pointer_v<Plain> && !std::is_convertible_v<const From&, Plain>) {
    return std::is_same_v<std::remove_cv_t<std::remove_pointer_t<Plain>>, From> ? Diagnosis::kMainPointer : mismatch;
  } else if constexpr (std::is_rvalue_reference_v<P>) {
    return Diagnosis::kMainRvalue;
  } else if constexpr (std::is_lvalue_reference_v<P> && !std::is_const_v<std::remove_reference_t<P>>) {
    return std::is_convertible_v<From&, P> ? Diagnosis::kMainMutable : mismatch;
  } else if constexpr (std::is_same_v<Plain, From>) {
    return !std::is_reference_v<P> && !std::is_copy_constructible_v<From> ? Diagnosis::kMainMoveOnlyByValue
                                                                          : Diagnosis::kNone;
  } else {
    return FindConversion<From, Plain>(mismatch);
  }
}

/// The values of a group: an Iter of the same type, or of views of it.
template <class P, class V>
consteval Diagnosis BindGroup() {
  using Plain = std::remove_cvref_t<P>;
  if constexpr (!kIsA<Iter, Plain>) {
    return Diagnosis::kGroupNotIter;
  } else if constexpr (std::is_lvalue_reference_v<P> && !std::is_const_v<std::remove_reference_t<P>>) {
    return Diagnosis::kMainMutable;
  } else {
    using Given = FirstArgument<Plain>;
    constexpr bool same = std::is_same_v<Given, V>;
    constexpr bool view = std::is_same_v<Given, std::string_view> && std::is_same_v<V, std::string>;
    return same || view ? Diagnosis::kNone : Diagnosis::kGroupIterType;
  }
}

/// The parameter that takes an element whole: the element, or a span of elements.
template <class P, class Element>
consteval Diagnosis BindWhole() {
  using Plain = std::remove_cvref_t<P>;
  if constexpr (kIsSpan<Plain> && !std::is_convertible_v<const Element&, Plain>) {
    using Item = typename Plain::element_type;
    if constexpr (std::is_same_v<Item, Element>) {
      return Diagnosis::kSpanNotConst;
    } else {
      return std::is_same_v<Item, const Element> ? Diagnosis::kNone : Diagnosis::kSpanType;
    }
  } else {
    return BindValue<P, Element>(kIsKV<Element> ? Diagnosis::kKeyValueMismatch : Diagnosis::kMainMismatch);
  }
}

/// The parameter that takes part `kPart` of an unfolded element.
template <class P, class Part, std::size_t kPart>
consteval Diagnosis BindPart() {
  if constexpr (kIsA<Iter, Part>) {
    return BindGroup<P, FirstArgument<Part>>();
  } else {
    return BindValue<P, Part>(kPart == 0 ? Diagnosis::kKeyMismatch : Diagnosis::kValueMismatch);
  }
}

/// How a side input reaches its parameter.
enum class SideForm : std::uint8_t { kSingleton, kList, kIter, kTimestampedIter, kMap, kMultiMap };

struct SideBinding {
  Diagnosis what = Diagnosis::kNone;
  SideForm form = SideForm::kSingleton;
};

/// A std::map or std::unordered_map, which is not how a side input is looked up.
template <class T>
concept StdMapLike = requires {
  typename T::key_type;
  typename T::mapped_type;
};

template <template <class, class> class View, class P, class Side>
consteval Diagnosis BindLookup() {
  if constexpr (!kIsKV<Side>) {
    return Diagnosis::kSideMapOfNonKV;
  } else {
    constexpr bool same = std::is_same_v<P, View<typename Side::Key, typename Side::Value>>;
    return same ? Diagnosis::kNone : Diagnosis::kSideMapType;
  }
}

template <class P, class Side>
consteval SideBinding BindSide() {
  using Plain = std::remove_cvref_t<P>;
  if constexpr (std::is_reference_v<P> && !std::is_const_v<std::remove_reference_t<P>>) {
    return {Diagnosis::kSideMutable};
  } else if constexpr (std::is_same_v<Plain, Side>) {
    return {Diagnosis::kNone};
  } else if constexpr (std::is_same_v<Plain, Iter<Timestamped<Side>>>) {
    return {Diagnosis::kNone, SideForm::kTimestampedIter};
  } else if constexpr (kIsA<Iter, Plain>) {
    return {BindGroup<P, Side>() == Diagnosis::kNone ? Diagnosis::kNone : Diagnosis::kSideIterType, SideForm::kIter};
  } else if constexpr (kIsA<MapView, Plain>) {
    return {BindLookup<MapView, Plain, Side>(), SideForm::kMap};
  } else if constexpr (kIsA<MultiMapView, Plain>) {
    return {BindLookup<MultiMapView, Plain, Side>(), SideForm::kMultiMap};
  } else if constexpr (kIsA<std::vector, Plain>) {
    return {std::is_same_v<FirstArgument<Plain>, Side> ? Diagnosis::kNone : Diagnosis::kSideListType, SideForm::kList};
  } else if constexpr (StdMapLike<Plain> && kIsKV<Side>) {
    return {Diagnosis::kSideStdMap};
  } else {
    return {BindValue<P, Side>(Diagnosis::kSideMismatch) == Diagnosis::kNone ? Diagnosis::kNone
                                                                             : Diagnosis::kSideMismatch};
  }
}

}  // namespace beam::internal
