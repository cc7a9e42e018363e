#pragma once

#include <bit>
#include <cstdint>

#include "bench/data/mix.h"

namespace beam::bench {

struct KeyValuePair {
  int64_t key;
  int64_t value;
};

/// The input of sum_per_key: pair number i is a function of i, in about a nanosecond.
///
/// Keys are scattered over all 64 bits (rank r of the key is mixed once more), so that no program can use a key as an
/// array index. Uniform: every rank in [0, keys) is as likely as any other. Skewed: like Zipf with exponent 1; the
/// ranks [2^j, 2^(j+1)) are drawn with the same probability for every j, so with a million keys the first has 5% of all
/// pairs, the next two 2.5% each, the last half million 5% together.
class KeyValuePairs {
 public:
  KeyValuePairs(uint64_t keys, bool skewed)
      : keys_(keys), octaves_(skewed ? static_cast<uint64_t>(std::bit_width(keys - 1)) : 0) {}

  KeyValuePair operator()(uint64_t index) const {
    const uint64_t random = Mix(index);
    const uint64_t rank = octaves_ == 0 ? Scale(random, keys_) : SkewedRank(random);
    return {static_cast<int64_t>(Mix(~rank)), static_cast<int64_t>((random >> 20) & 0xFFFF)};
  }

 private:
  uint64_t SkewedRank(uint64_t random) const {
    const uint64_t first = uint64_t{1} << Scale(random, octaves_);
    const uint64_t rank = first + (random & (first - 1)) - 1;
    return rank < keys_ ? rank : rank - keys_;
  }

  uint64_t keys_;
  uint64_t octaves_;  // 0: uniform
};

/// What a (key, sum) adds to the checksum; the checksum is the sum over all keys, so that order does not matter.
inline uint64_t SumDigest(int64_t key, int64_t sum) {
  return Mix(static_cast<uint64_t>(key) + 3 * Mix(static_cast<uint64_t>(sum)));
}

}  // namespace beam::bench
