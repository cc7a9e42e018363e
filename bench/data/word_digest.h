#pragma once

#include <cstdint>
#include <string_view>

#include "bench/data/mix.h"

namespace beam::bench {

/// In the word counts, words are the longest runs of bytes above ' '; everything else separates.
constexpr bool IsWordByte(char c) { return static_cast<unsigned char>(c) > ' '; }

/// FNV-1a of the word, mixed. The checksum of a word count is the sum of WordDigest(word) * count over the distinct
/// words, so that order does not matter.
inline uint64_t WordDigest(std::string_view word) {
  uint64_t digest = 0xCBF29CE484222325u;
  for (const char c : word) digest = (digest ^ static_cast<unsigned char>(c)) * 0x100000001B3u;
  return Mix(digest);
}

}  // namespace beam::bench
