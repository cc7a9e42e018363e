#pragma once

#include <emmintrin.h>

#include <cstddef>

namespace beam::bench {

/// Copies whole cache lines past the caches, so that no line of the destination is read before it is written. Both
/// addresses are multiples of 64, and so is `bytes`.
inline void StreamLines(void* destination, const void* source, size_t bytes) {
  const auto* from = static_cast<const __m128i*>(source);
  auto* to = static_cast<__m128i*>(destination);
  for (size_t i = 0; i < bytes / sizeof(__m128i); i += 4) {
    const __m128i a = _mm_load_si128(from + i);
    const __m128i b = _mm_load_si128(from + i + 1);
    const __m128i c = _mm_load_si128(from + i + 2);
    const __m128i d = _mm_load_si128(from + i + 3);
    _mm_stream_si128(to + i, a);
    _mm_stream_si128(to + i + 1, b);
    _mm_stream_si128(to + i + 2, c);
    _mm_stream_si128(to + i + 3, d);
  }
}

}  // namespace beam::bench
