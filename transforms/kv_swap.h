// KvSwap: keys become values, and values keys.
#pragma once

#include <source_location>

#include "beam/par_do.h"

namespace beam {

/// Input: KV<K, V>. Output: KV<V, K>, one for each pair. V needs to be fit for a key only where something groups by it.
/// Windows and time: every pair keeps its timestamp, window and pane.
/// Errors: pairs only, checked while compiling. Cost: a copy of the pair, fused with its neighbours.
/// Example:
///
///   auto words_by_count = beam::KvSwap(beam::Count(words));
template <class T>
auto KvSwap(const PCollection<T>& input, std::source_location location = std::source_location::current()) {
  if constexpr (internal::CheckPairs<T>()) {
    using Swapped = KV<typename T::Value, typename T::Key>;
    return ParDo(input, Named("KvSwap", [](const T& pair, Emitter<Swapped> emit) { emit(pair.value, pair.key); }),
                 location);
  } else {
    return PCollection<internal::Unusable>(&input.state(), input.id());
  }
}

}  // namespace beam
