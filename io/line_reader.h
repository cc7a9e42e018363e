// LineReader: the lines of a byte range of a file, in blocks; and ForEachLine, which takes a block apart.
#pragma once

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>

#include "io/file_system.h"

namespace beam::internal {

inline constexpr std::uint64_t kToTheEnd = ~std::uint64_t{0};

/// The bytes [begin, end) of a file that had `size` bytes when its ranges were cut. A line belongs to the range that it
/// begins in. With `kToTheEnd` as size a file is read until it ends.
struct ByteRange {
  std::uint64_t begin = 0;
  std::uint64_t end = kToTheEnd;
  std::uint64_t size = kToTheEnd;

  /// Where the file has to be opened: one byte earlier, because that byte tells whether a line begins at `begin`.
  std::uint64_t first_byte() const { return begin == 0 ? 0 : begin - 1; }
};

class LineReader {
 public:
  /// `file` delivers the bytes from range.first_byte() on and must outlive the reader.
  LineReader(io::InputFile& file, const ByteRange& range, std::uint64_t max_line_bytes);

  /// Sets `block` to some whole lines of the range, each with its '\n', which only the last line of a file may lack;
  /// false when there are no more. Valid until the next call. Throws beam::Error(kResourceExhausted) for a line that is
  /// too long and kDataLoss when the file is shorter than its size.
  bool Next(std::string_view& block);
  /// Where the block begins in the file.
  std::uint64_t offset() const { return offset_; }

  /// The error for a line of more than the allowed bytes.
  [[noreturn]] void FailLongLine(std::uint64_t line_offset) const;

 private:
  bool SkipToFirstLine();
  std::size_t FindCut(std::size_t scanned) const;
  void DropBlock();
  void Fill();
  void Grow();

  io::InputFile& file_;
  ByteRange range_;
  std::uint64_t max_line_bytes_;
  std::unique_ptr<char[]> buffer_;
  std::size_t capacity_;
  std::size_t size_ = 0;   // bytes in the buffer
  std::size_t block_ = 0;  // of which the last block took these
  std::uint64_t offset_;   // of the buffer's first byte in the file
  bool started_ = false;
  bool at_end_ = false;
};

#ifdef __SSE2__
/// Bit i is set when byte i of the 64 bytes at `text` is '\n'.
inline std::uint64_t NewlineMask(const char* text) {
  const __m128i newline = _mm_set1_epi8('\n');
  std::uint64_t mask = 0;
  for (int part = 0; part < 4; ++part) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text) + part);
    const auto bits = static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, newline)));
    mask |= static_cast<std::uint64_t>(bits) << (16 * part);
  }
  return mask;
}
#endif

/// Calls consume(std::string_view) for each line of a block, without its "\n" or "\r\n".
template <class Consume>
void ForEachLine(std::string_view block, Consume&& consume) {
  const char* line = block.data();
  const char* const end = line + block.size();
  const auto take = [&](const char* newline) {
    const bool has_return = newline > line && newline[-1] == '\r';
    consume(std::string_view(line, static_cast<std::size_t>(newline - line) - (has_return ? 1 : 0)));
    line = newline + 1;
  };
  const char* at = line;
#ifdef __SSE2__
  for (; end - at >= 64; at += 64) {
    for (std::uint64_t mask = NewlineMask(at); mask != 0; mask &= mask - 1) take(at + std::countr_zero(mask));
  }
#endif
  while (at < end) {
    const void* newline = std::memchr(at, '\n', static_cast<std::size_t>(end - at));
    if (newline == nullptr) break;
    take(static_cast<const char*>(newline));
    at = line;
  }
  if (line < end) consume(std::string_view(line, static_cast<std::size_t>(end - line)));
}

}  // namespace beam::internal
