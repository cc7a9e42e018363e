#pragma once

#include <cstdint>

namespace beam::bench {

/// The ten maps of the bench ten_maps: map number `kMap` of 0..9. Arithmetic of one or two instructions each, no two
/// equal, so that the cost of getting an element into and out of a map shows.
template <int kMap>
constexpr int64_t ApplyMap(int64_t value) {
  const auto x = static_cast<uint64_t>(value);
  if constexpr (kMap == 0) return static_cast<int64_t>(x + 12345);
  if constexpr (kMap == 1) return static_cast<int64_t>(x ^ (x >> 7));
  if constexpr (kMap == 2) return static_cast<int64_t>(x * 5);
  if constexpr (kMap == 3) return static_cast<int64_t>(x ^ 0x5DEECE66D);
  if constexpr (kMap == 4) return static_cast<int64_t>(x + (x << 3));
  if constexpr (kMap == 5) return static_cast<int64_t>(x - 98765);
  if constexpr (kMap == 6) return static_cast<int64_t>(x ^ (x << 11));
  if constexpr (kMap == 7) return static_cast<int64_t>(x + (x >> 13));
  if constexpr (kMap == 8) return static_cast<int64_t>(x * 3);
  if constexpr (kMap == 9) return static_cast<int64_t>(x ^ (x >> 17));
}

}  // namespace beam::bench
