// Head: a few elements, to look at.
#pragma once

#include <cstddef>
#include <cstdint>
#include <source_location>
#include <type_traits>
#include <vector>

#include "beam/combine.h"
#include "beam/par_do.h"
#include "beam/scope.h"
#include "transforms/require_positive.h"

namespace beam {

/// Keeps the first `limit` values that it sees.
template <class T>
struct FirstFn {
  std::int64_t limit = 0;

  std::vector<T> CreateAccumulator() const { return {}; }
  void AddInput(std::vector<T>& kept, const T& value) const {
    if (kept.size() < static_cast<std::size_t>(limit)) kept.push_back(value);
  }
  void MergeAccumulators(std::vector<T>& kept, const std::vector<T>& other) const {
    for (const T& value : other) AddInput(kept, value);
  }
};

/// Input: any T with a coder. Output: n of the elements, or all when there are fewer than n; which ones is undefined,
/// since collections have no order. (Bigslice's Head keeps n of each shard; here n is the number of elements in all.)
/// Windows and time: n for each window; the output's timestamp is the end of the window.
/// Errors: beam::Error when n is below 1.
/// Cost: the input is read to its end; each worker keeps at most n elements. Source: Sample.any of Beam, Head of
/// Bigslice. Example:
///
///   auto a_few = beam::Collect(beam::Head(parsed, 10));
template <class T>
auto Head(const PCollection<T>& input, std::int64_t n,
          std::source_location location = std::source_location::current()) {
  if constexpr (internal::CheckStored<T>()) {
    internal::RequirePositive(n, "Head", location);
    const Scope scope(input, "Head");
    const auto first = Combine(input, FirstFn<T>{n}, location);
    return ParDo(first,
                 Named("Unpack",
                       [](const std::vector<T>& kept, Emitter<T> emit) {
                         for (const T& value : kept) emit(value);
                       }),
                 location);
  } else {
    return PCollection<internal::Unusable>(&input.state(), input.id());
  }
}

}  // namespace beam
