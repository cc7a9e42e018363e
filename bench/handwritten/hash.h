#pragma once

#include <cstdint>

namespace beam::bench {

/// Multiplies to 128 bits and folds the halves, as wyhash does: one multiplication mixes both arguments into all 64
/// bits.
inline uint64_t FoldedProduct(uint64_t a, uint64_t b) {
  __extension__ using Wide = unsigned __int128;
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
}

inline uint64_t HashInteger(const int64_t& key) {
  return FoldedProduct(static_cast<uint64_t>(key) ^ 0xA0761D6478BD642Fu, 0xE7037ED1A0B428DBu);
}

}  // namespace beam::bench
