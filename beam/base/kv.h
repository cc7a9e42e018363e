// KV: Beam's key-value pair.
#pragma once

#include <compare>
#include <utility>

namespace beam {

/// A key and a value. An aggregate, so `auto [k, v] = kv;` works, and `KV{"a", 1}` deduces its types. Where elements are
/// made (Create, emitters, what a DoFn returns) a std::pair becomes a KV; elsewhere write `KV{pair.first, pair.second}`.
///
///   beam::KV<std::string, int> kv{"apple", 3};
///   auto [fruit, n] = kv;
template <class K, class V>
struct KV {
  using Key = K;
  using Value = V;
  K key;
  V value;
  auto operator<=>(const KV&) const = default;
  bool operator==(const KV&) const = default;
};
template <class K, class V>
KV(K, V) -> KV<K, V>;

namespace internal {
template <class T>
inline constexpr bool kIsKV = false;
template <class K, class V>
inline constexpr bool kIsKV<KV<K, V>> = true;
}  // namespace internal

}  // namespace beam
