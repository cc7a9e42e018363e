#pragma once

#include <emmintrin.h>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "bench/data/mix.h"

namespace beam::bench {

/// In the word counts, words are the longest runs of bytes above ' '; everything else separates.
constexpr bool IsWordByte(char c) { return static_cast<unsigned char>(c) > ' '; }

/// Bit i is set when byte i of the 64 bytes at `text` separates words.
inline uint64_t SeparatorMask(const char* text) {
  const __m128i spaces = _mm_set1_epi8(' ');
  uint64_t mask = 0;
  for (int part = 0; part < 4; ++part) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text) + part);
    const __m128i separates = _mm_cmpeq_epi8(_mm_max_epu8(bytes, spaces), spaces);
    mask |= static_cast<uint64_t>(static_cast<uint32_t>(_mm_movemask_epi8(separates))) << (16 * part);
  }
  return mask;
}

/// Calls `use(word)` for each word of the text, 64 bytes at a time: a loop over single bytes guesses wrong at the end
/// of nearly every word.
template <class Use>
void ForEachWord(std::string_view text, Use use) {
  bool inside = false;
  size_t begin = 0;
  for (size_t at = 0; at < text.size(); at += 64) {
    const char* block = text.data() + at;
    char last[64];
    if (text.size() - at < 64) {
      std::memset(last, ' ', sizeof last);
      std::memcpy(last, block, text.size() - at);
      block = last;
    }
    const uint64_t separators = SeparatorMask(block);
    uint64_t edges = separators ^ (separators << 1 | (inside ? 0 : 1));
    if (inside && edges != 0) {
      use(text.substr(begin, at + static_cast<size_t>(std::countr_zero(edges)) - begin));
      edges &= edges - 1;
      inside = false;
    }
    while (edges != 0) {
      begin = at + static_cast<size_t>(std::countr_zero(edges));
      edges &= edges - 1;
      inside = edges == 0;
      if (inside) break;
      use(text.substr(begin, at + static_cast<size_t>(std::countr_zero(edges)) - begin));
      edges &= edges - 1;
    }
  }
  if (inside) use(text.substr(begin));
}

/// FNV-1a of the word, mixed. The checksum of a word count is the sum of WordDigest(word) * count over the distinct
/// words, so that order does not matter.
inline uint64_t WordDigest(std::string_view word) {
  uint64_t digest = 0xCBF29CE484222325u;
  for (const char c : word) digest = (digest ^ static_cast<unsigned char>(c)) * 0x100000001B3u;
  return Mix(digest);
}

}  // namespace beam::bench
