// What the analyzer knows of the library's own types. They are declared here and defined in beam/, so that analyzing a
// function costs none of their headers.
#pragma once

#include <span>
#include <string_view>
#include <type_traits>

#include "beam/base/kv.h"
#include "beam/base/time.h"
#include "beam/base/type_list.h"
#include "beam/base/window.h"

namespace beam {

class BundleFinalizer;
class Context;
template <class T>
class Emitter;
template <class V>
class Iter;
template <class K, class V>
class MapView;
template <class K, class V>
class MultiMapView;
template <class K, class... Vs>
struct CoGrouped;
template <class T>
class PCollection;
class ProcessContinuation;

namespace internal {

struct Unusable;

/// True if T is a specialization of the class template.
template <template <class...> class Template, class T>
inline constexpr bool kIsA = false;
template <template <class...> class Template, class... Args>
inline constexpr bool kIsA<Template, Template<Args...>> = true;

template <class T>
struct FirstArgumentImpl;
template <template <class...> class Template, class First, class... Rest>
struct FirstArgumentImpl<Template<First, Rest...>> {
  using Type = First;
};
/// T of Template<T, ...>.
template <class T>
using FirstArgument = typename FirstArgumentImpl<T>::Type;

template <class T>
inline constexpr bool kIsSpan = false;
template <class T, std::size_t N>
inline constexpr bool kIsSpan<std::span<T, N>> = true;
template <class T>
inline constexpr bool kIsStringView = false;
template <class C, class Traits>
inline constexpr bool kIsStringView<std::basic_string_view<C, Traits>> = true;

/// The types that parameters ask the library with; none of them is an element.
template <class T>
inline constexpr bool kIsElementMetaType =
    std::is_same_v<T, Timestamp> || std::is_same_v<T, Window> || std::is_same_v<T, PaneInfo> ||
    std::is_same_v<T, Context> || std::is_same_v<T, BundleFinalizer>;

/// What a splittable DoFn is told its part of an element by, and what it tells the watermark to; both found by their methods.
template <class T>
concept TrackerLike = std::is_class_v<T> && requires(const T& tracker) { tracker.CurrentRestriction(); };
template <class T>
concept EstimatorLike = std::is_class_v<T> && requires(const T& estimator) { estimator.CurrentWatermark(); };

/// The types of the parameters that an element unfolds into; empty for elements that do not.
template <class Element>
struct UnfoldedImpl {
  using Type = TypeList<>;
};
template <class K, class V>
struct UnfoldedImpl<KV<K, V>> {
  using Type = TypeList<K, V>;
};
template <class K, class... Vs>
struct UnfoldedImpl<CoGrouped<K, Vs...>> {
  using Type = TypeList<K, Iter<Vs>...>;
};
template <class Element>
using Unfolded = typename UnfoldedImpl<Element>::Type;

/// True for elements whose values are valid only while they are processed, because they read a group where it lies.
template <class T>
inline constexpr bool kHoldsIter = false;
template <class V>
inline constexpr bool kHoldsIter<Iter<V>> = true;
template <template <class...> class Holder, class... Parts>
inline constexpr bool kHoldsIter<Holder<Parts...>> = (kHoldsIter<Parts> || ...);
template <class K, class... Vs>
inline constexpr bool kHoldsIter<CoGrouped<K, Vs...>> = true;

}  // namespace internal

}  // namespace beam
