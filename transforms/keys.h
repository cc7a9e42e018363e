// Keys: the keys of pairs.
#pragma once

#include <source_location>

#include "beam/par_do.h"

namespace beam {

/// Input: KV<K, V>. Output: K, one for each pair; keys that several pairs share come several times (see Distinct).
/// Windows and time: every key keeps the timestamp, window and pane of its pair.
/// Errors: pairs only, checked while compiling. Cost: a copy of the key, fused with its neighbours.
/// Example:
///
///   auto words = beam::Keys(counts);
template <class T>
auto Keys(const PCollection<T>& input, std::source_location location = std::source_location::current()) {
  if constexpr (internal::CheckPairs<T>()) {
    using Key = typename T::Key;
    return ParDo(input, Named("Keys", [](const T& pair, Emitter<Key> emit) { emit(pair.key); }), location);
  } else {
    return PCollection<internal::Unusable>(&input.state(), input.id());
  }
}

}  // namespace beam
