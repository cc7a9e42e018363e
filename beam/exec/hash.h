// Hashes of keys: one multiplication for integers, 16 bytes a multiplication for strings.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "beam/exec/short_bytes.h"

namespace beam::internal {

inline std::uint64_t MultiplyFold(std::uint64_t a, std::uint64_t b) {
  __extension__ using Wide = unsigned __int128;
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

/// Hashes keys for one run. The seed keeps a sender of hostile keys from choosing colliding ones; the mask is all ones but
/// under the forced setting that makes all hashes equal.
struct KeyHasher {
  std::uint64_t seed = 0x9ae16a3b2f90404fULL;
  std::uint64_t mask = ~std::uint64_t{0};

  std::uint64_t Fixed(std::uint64_t key) const { return MultiplyFold(key ^ seed, 0x9fb21c651e98df25ULL) & mask; }

  std::uint64_t Bytes(std::string_view key) const {
    if (key.size() <= kShortBytes) return Short(LoadShort(key), key.size());
    std::uint64_t state = Start(key.size());
    const char* const last = key.data() + key.size() - kShortBytes;
    for (const char* at = key.data(); at < last; at += kShortBytes) {
      state = MultiplyFold(LoadWord(at) ^ 0xa0761d6478bd642fULL, LoadWord(at + 8) ^ state);
    }
    return Finish({LoadWord(last), LoadWord(last + 8)}, state);
  }
  /// The hash of a string of at most 16 bytes whose words are loaded already.
  std::uint64_t Short(const ShortWords& words, std::size_t size) const { return Finish(words, Start(size)); }

 private:
  std::uint64_t Start(std::size_t size) const { return seed ^ (size * 0xc2b2ae3d27d4eb4fULL); }
  std::uint64_t Finish(const ShortWords& words, std::uint64_t state) const {
    state = MultiplyFold(words.low ^ 0xe7037ed1a0b428dbULL, words.high ^ state);
    return MultiplyFold(state, 0x8ebc6af09c88c6e3ULL) & mask;
  }
};

}  // namespace beam::internal
