// CoGrouped<K, V1, V2, ...>: one key of a CoGroupByKey with the values of each input.
#pragma once

#include <tuple>

#include "beam/iter.h"

namespace beam {

/// The element type of CoGroupByKey's output. A DoFn takes it unfolded: `(const K&, Iter<V1>, Iter<V2>, ...)`.
template <class K, class... Vs>
struct CoGrouped {
  using Key = K;
  K key;
  std::tuple<Iter<Vs>...> values;
};

namespace internal {
template <class T>
inline constexpr bool kIsCoGrouped = false;
template <class K, class... Vs>
inline constexpr bool kIsCoGrouped<CoGrouped<K, Vs...>> = true;
}  // namespace internal

}  // namespace beam
