#pragma once

#include <cstdint>

#include "bench/data/mix.h"

namespace beam::bench {

struct JoinRow {
  int64_t key;
  int64_t value;
};

/// The input of join: row i of the left and of the right side. Keys are uniform over `keys` keys scattered over 64
/// bits; with as many keys as rows a key has one row on each side on average, 37% of the keys none on a given side.
inline JoinRow MakeJoinRow(uint64_t index, uint64_t keys) {
  const uint64_t random = Mix(index);
  return {static_cast<int64_t>(Mix(~Scale(random, keys))), static_cast<int64_t>(random >> 8)};
}
inline JoinRow LeftRow(uint64_t index, uint64_t keys) { return MakeJoinRow(index, keys); }
inline JoinRow RightRow(uint64_t index, uint64_t keys) { return MakeJoinRow(index + (uint64_t{1} << 48), keys); }

/// What one joined row adds to the checksum. It is not a product or a sum of the two values, so nobody can fold a side
/// of a key before the other side is seen.
inline uint64_t MatchDigest(int64_t left, int64_t right) {
  return Mix(static_cast<uint64_t>(left) + 3 * static_cast<uint64_t>(right));
}

}  // namespace beam::bench
