// Hashes of keys: one multiplication for integers, 16 bytes a multiplication for strings.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace beam::internal {

inline std::uint64_t MultiplyFold(std::uint64_t a, std::uint64_t b) {
  __extension__ using Wide = unsigned __int128;
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

inline std::uint64_t LoadWord(const char* at) {
  std::uint64_t word;
  std::memcpy(&word, at, sizeof(word));
  return word;
}

/// Hashes keys for one run. The seed keeps a sender of hostile keys from choosing colliding ones; the mask is all ones but
/// under the forced setting that makes all hashes equal.
struct KeyHasher {
  std::uint64_t seed = 0x9ae16a3b2f90404fULL;
  std::uint64_t mask = ~std::uint64_t{0};

  std::uint64_t Fixed(std::uint64_t key) const { return MultiplyFold(key ^ seed, 0x9fb21c651e98df25ULL) & mask; }

  std::uint64_t Bytes(std::string_view key) const {
    const char* at = key.data();
    std::size_t left = key.size();
    std::uint64_t state = seed ^ (left * 0xc2b2ae3d27d4eb4fULL);
    while (left > 16) {
      state = MultiplyFold(LoadWord(at) ^ 0xa0761d6478bd642fULL, LoadWord(at + 8) ^ state);
      at += 16;
      left -= 16;
    }
    std::uint64_t low = 0;
    std::uint64_t high = 0;
    if (left >= 8) {
      low = LoadWord(at);
      high = LoadWord(at + left - 8);
    } else if (left >= 4) {
      std::uint32_t a;
      std::uint32_t b;
      std::memcpy(&a, at, 4);
      std::memcpy(&b, at + left - 4, 4);
      low = a;
      high = b;
    } else if (left > 0) {
      low = static_cast<unsigned char>(at[0]);
      high = (static_cast<std::uint64_t>(static_cast<unsigned char>(at[left / 2])) << 8) |
             static_cast<unsigned char>(at[left - 1]);
    }
    state = MultiplyFold(low ^ 0xe7037ed1a0b428dbULL, high ^ state);
    return MultiplyFold(state, 0x8ebc6af09c88c6e3ULL) & mask;
  }
};

}  // namespace beam::internal
