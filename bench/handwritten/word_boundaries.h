#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "bench/data/words.h"

namespace beam::bench {

/// Finds the words of a text 64 bytes at a time with SSE2 and hands them on in batches: consume(starts, ends, count)
/// gets offsets into the text, count <= kBatch. The text must end with a separator and be followed by 64 readable
/// bytes.
template <size_t kBatch, class Consume>
void ForEachWordBatch(std::string_view text, Consume consume) {
  constexpr size_t kRoom = kBatch + 64;
  uint32_t starts[kRoom];
  uint32_t ends[kRoom];
  size_t start_count = 0;
  size_t end_count = 0;
  uint64_t after_separator = 1;
  for (size_t at = 0; at < text.size(); at += 64) {
    uint64_t separators = SeparatorMask(text.data() + at);
    if (text.size() - at < 64) separators |= ~uint64_t{0} << (text.size() - at);
    const uint64_t previous = separators << 1 | after_separator;
    after_separator = separators >> 63;
    for (uint64_t bits = ~separators & previous; bits != 0; bits &= bits - 1) {
      starts[start_count++] = static_cast<uint32_t>(at) + static_cast<uint32_t>(std::countr_zero(bits));
    }
    for (uint64_t bits = separators & ~previous; bits != 0; bits &= bits - 1) {
      ends[end_count++] = static_cast<uint32_t>(at) + static_cast<uint32_t>(std::countr_zero(bits));
    }
    if (end_count < kBatch) continue;
    consume(starts, ends, kBatch);
    start_count -= kBatch;
    end_count -= kBatch;
    std::memmove(starts, starts + kBatch, start_count * sizeof starts[0]);
    std::memmove(ends, ends + kBatch, end_count * sizeof ends[0]);
  }
  if (end_count > 0) consume(starts, ends, end_count);
}

}  // namespace beam::bench
