// How groupings find the key and the value in an element, and what they make of a key and a result.
#pragma once

#include <cstdint>
#include <utility>

#include "beam/base/kv.h"
#include "beam/exec/output.h"

namespace beam::internal {

/// CombinePerKey: elements are KV<K, V>, results KV<K, R>.
template <class K, class V>
struct PerKey {
  using Element = KV<K, V>;
  using Key = K;
  using Value = V;
  template <class R>
  using Result = KV<K, R>;
  static constexpr bool kOneKey = false;

  static const K& KeyOf(const Element& element) { return element.key; }
  static const V& ValueOf(const Element& element) { return element.value; }
  template <class R>
  static void Emit(Output<KV<K, R>>& output, K key, R result) {
    output.EmitKV(std::move(key), std::move(result));
  }
};

/// CombinePerElement: an element is its own key.
template <class T>
struct PerElement {
  using Element = T;
  using Key = T;
  using Value = T;
  template <class R>
  using Result = KV<T, R>;
  static constexpr bool kOneKey = false;

  static const T& KeyOf(const T& element) { return element; }
  static const T& ValueOf(const T& element) { return element; }
  template <class R>
  static void Emit(Output<KV<T, R>>& output, T key, R result) {
    output.EmitKV(std::move(key), std::move(result));
  }
};

/// Combine: every element has the one key there is.
template <class V>
struct Globally {
  using Element = V;
  using Key = std::uint8_t;
  using Value = V;
  template <class R>
  using Result = R;
  static constexpr bool kOneKey = true;

  static const Key& KeyOf(const Element&) {
    static constexpr Key kTheKey = 0;
    return kTheKey;
  }
  static const V& ValueOf(const Element& element) { return element; }
  template <class R>
  static void Emit(Output<R>& output, Key, R result) {
    output.Emit(std::move(result));
  }
};

}  // namespace beam::internal
