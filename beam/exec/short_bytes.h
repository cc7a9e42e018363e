// Short strings without a branch on their size: strings of at most 16 bytes as two words. Most keys and most words of a text
// are that short, and a copy of "about eight" bytes costs more in wrongly guessed branches than in moved bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

// Reading a few bytes more than there are is what sanitizers are for; they get the exact form.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define BEAM_READ_EXACTLY 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define BEAM_READ_EXACTLY 1
#endif
#endif
#ifndef BEAM_READ_EXACTLY
#define BEAM_READ_EXACTLY 0
#endif

namespace beam::internal {

[[gnu::always_inline]] inline std::uint64_t LoadWord(const char* at) {
  std::uint64_t word;
  std::memcpy(&word, at, sizeof(word));
  return word;
}

/// A string of at most 16 bytes, padded with zeros: strings of one size are equal when their words are.
struct ShortWords {
  std::uint64_t low = 0;
  std::uint64_t high = 0;
};
inline constexpr std::size_t kShortBytes = sizeof(ShortWords);
// What loads them is inlined by force: the result of a call is written to the stack word by word and read back at once, and a
// processor waits longer for that than for everything else that is done for a key.

/// What a string of at most 16 bytes keeps of the 16 bytes that stand at its place.
struct ShortMasks {
  ShortWords masks[kShortBytes + 1];
  constexpr ShortMasks() : masks() {
    for (unsigned size = 0; size <= kShortBytes; ++size) {
      for (unsigned byte = 0; byte < size; ++byte) {
        (byte < 8 ? masks[size].low : masks[size].high) |= std::uint64_t{0xff} << (byte % 8 * 8);
      }
    }
  }
};
inline constexpr ShortMasks kShortMasks;

/// Loads a string behind which 16 bytes are readable.
[[gnu::always_inline]] inline ShortWords LoadReadable(const char* at, std::size_t size) {
  const ShortWords& mask = kShortMasks.masks[size];
  return {LoadWord(at) & mask.low, LoadWord(at + 8) & mask.high};
}
inline ShortWords LoadExact(const char* at, std::size_t size) {
  ShortWords words;
  if (size != 0) std::memcpy(static_cast<void*>(&words), at, size);
  return words;
}

/// Loads a string of at most 16 bytes from anywhere. The bytes behind it are read too and masked away, which is safe inside
/// one page of memory.
[[gnu::always_inline]] inline ShortWords LoadShort(std::string_view text) {
  constexpr std::uintptr_t kPage = 4096;
  const char* at = text.data();
  if (BEAM_READ_EXACTLY || text.empty() || reinterpret_cast<std::uintptr_t>(at) % kPage > kPage - kShortBytes)
      [[unlikely]] {
    return LoadExact(at, text.size());
  }
  // The compiler must not conclude anything from where the pointer came from.
  asm("" : "+r"(at));
  return LoadReadable(at, text.size());
}
/// A std::string with room for 15 characters (every one, in the common library) has 16 readable bytes whatever its size is.
[[gnu::always_inline]] inline ShortWords LoadShort(const std::string& text) {
  return text.capacity() >= kShortBytes - 1 ? LoadReadable(text.data(), text.size())
                                            : LoadExact(text.data(), text.size());
}

}  // namespace beam::internal
