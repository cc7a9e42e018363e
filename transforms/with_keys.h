// WithKeys: gives each element a key.
#pragma once

#include <source_location>
#include <string>
#include <type_traits>
#include <utility>

#include "beam/par_do.h"

namespace beam {

/// Pairs each element with what `key_of` returns for it; `key_of` may be a pointer to a member.
template <class T, class KeyOf>
struct KeyByFn {
  using Key = std::decay_t<std::invoke_result_t<const KeyOf&, const T&>>;
  KeyOf key_of;
  void ProcessElement(const T& element, Emitter<KV<Key, T>> emit) const {
    if constexpr (std::is_member_function_pointer_v<KeyOf>) {
      emit((element.*key_of)(), element);
    } else if constexpr (std::is_member_object_pointer_v<KeyOf>) {
      emit(element.*key_of, element);
    } else {
      emit(key_of(element), element);
    }
  }
};

/// Pairs each element with one key.
template <class T, class Key>
struct ConstantKeyFn {
  Key key;
  void ProcessElement(const T& element, Emitter<KV<Key, T>> emit) const { emit(key, element); }
};

/// Input: any T. Output: KV<K, T>: each element behind its key. The second argument is a function of the element that
/// returns its key, or the one key that all elements get.
/// Windows and time: every pair keeps the timestamp, window and pane of its element.
/// Errors: what the function throws fails the bundle. Cost: a copy of the element, fused with its neighbours.
/// Example:
///
///   auto by_length = beam::WithKeys(words, [](const std::string& word) { return word.size(); });
///   auto together = beam::WithKeys(words, 0);
template <class T, class KeyOrFn>
auto WithKeys(const PCollection<T>& input, KeyOrFn key,
              std::source_location location = std::source_location::current()) {
  if constexpr (std::is_same_v<T, internal::Unusable>) {
    return PCollection<internal::Unusable>(&input.state(), input.id());
  } else if constexpr (std::is_invocable_v<const KeyOrFn&, const T&>) {
    return ParDo(input, Named("WithKeys", KeyByFn<T, KeyOrFn>{std::move(key)}), location);
  } else {
    using Key = std::conditional_t<std::is_same_v<KeyOrFn, const char*>, std::string, KeyOrFn>;
    return ParDo(input, Named("WithKeys", ConstantKeyFn<T, Key>{Key(std::move(key))}), location);
  }
}

}  // namespace beam
