// Hashes of keys: one multiplication for integers, 16 bytes a multiplication for strings.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
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

/// A string of at most 16 bytes, padded with zeros: strings of one size are equal when their words are.
struct ShortWords {
  std::uint64_t low = 0;
  std::uint64_t high = 0;
};

/// What a key of at most 16 bytes keeps of the 16 bytes that stand at its place.
struct ShortMasks {
  ShortWords masks[17];
  constexpr ShortMasks() : masks() {
    for (unsigned size = 0; size <= 16; ++size) {
      for (unsigned byte = 0; byte < size; ++byte) {
        (byte < 8 ? masks[size].low : masks[size].high) |= std::uint64_t{0xff} << (byte % 8 * 8);
      }
    }
  }
};
inline constexpr ShortMasks kShortMasks;

/// Loads a key behind which 16 bytes are readable: no branch depends on its size.
inline ShortWords LoadReadable(const char* at, std::size_t size) {
  const ShortWords& mask = kShortMasks.masks[size];
  return {LoadWord(at) & mask.low, LoadWord(at + 8) & mask.high};
}
inline ShortWords LoadExact(const char* at, std::size_t size) {
  ShortWords words;
  std::memcpy(static_cast<void*>(&words), at, size);
  return words;
}
/// A std::string with room for 15 characters (every one, in the common library) has 16 readable bytes whatever its size is.
inline ShortWords LoadShort(const std::string& key) {
  return key.capacity() >= 15 ? LoadReadable(key.data(), key.size()) : LoadExact(key.data(), key.size());
}
inline ShortWords LoadShort(std::string_view key) { return LoadExact(key.data(), key.size()); }

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
    return Finish(LoadExact(at, left), state);
  }
  /// The hash of a string of at most 16 bytes whose words are loaded already.
  std::uint64_t Short(const ShortWords& words, std::size_t size) const {
    return Finish(words, seed ^ (size * 0xc2b2ae3d27d4eb4fULL));
  }

 private:
  std::uint64_t Finish(const ShortWords& words, std::uint64_t state) const {
    state = MultiplyFold(words.low ^ 0xe7037ed1a0b428dbULL, words.high ^ state);
    return MultiplyFold(state, 0x8ebc6af09c88c6e3ULL) & mask;
  }
};

}  // namespace beam::internal
