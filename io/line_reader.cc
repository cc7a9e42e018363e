#include "io/line_reader.h"

#include <algorithm>
#include <string>

#include "beam/base/error.h"

namespace beam::internal {

namespace {

// Blocks stay in the second-level cache between being read and being taken apart.
constexpr std::size_t kBlockBytes = 256 * 1024;
// How far beyond the end of its range a reader looks at first for the end of its last line.
constexpr std::uint64_t kTailBytes = 4096;

std::size_t FirstCapacity(const ByteRange& range) {
  if (range.size == kToTheEnd) return kBlockBytes;
  const std::uint64_t bytes =
      std::min(range.size, range.end == kToTheEnd ? range.size : range.end + kTailBytes) - range.first_byte();
  return static_cast<std::size_t>(std::clamp<std::uint64_t>(bytes, 64, kBlockBytes));
}

}  // namespace

LineReader::LineReader(io::InputFile& file, const ByteRange& range, std::uint64_t max_line_bytes)
    : file_(file),
      range_(range),
      max_line_bytes_(max_line_bytes),
      capacity_(FirstCapacity(range)),
      offset_(range.first_byte()) {
  buffer_ = std::make_unique_for_overwrite<char[]>(capacity_);
}

bool LineReader::Next(std::string_view& block) {
  DropBlock();
  if (!started_) {
    started_ = true;
    if (range_.begin != 0 && !SkipToFirstLine()) return false;
  }
  std::size_t scanned = 0;
  while (offset_ < range_.end) {
    block_ = FindCut(scanned);
    if (block_ == 0 && at_end_) block_ = size_;
    if (block_ != 0) {
      block = {buffer_.get(), block_};
      return true;
    }
    if (at_end_) return false;
    scanned = size_;
    if (size_ > max_line_bytes_) FailLongLine(offset_);
    Fill();
  }
  return false;
}

void LineReader::FailLongLine(std::uint64_t line_offset) const {
  throw Error(StatusCode::kResourceExhausted,
              "a line is longer than " + std::to_string(max_line_bytes_) +
                  " bytes; raise max_line_bytes if the file is text at all; file = " + file_.name() +
                  ", the line's offset in it = " + std::to_string(line_offset));
}

// The line that the byte before the range belongs to is another range's.
bool LineReader::SkipToFirstLine() {
  while (offset_ < range_.end && !at_end_) {
    Fill();
    const std::size_t newline = std::string_view(buffer_.get(), size_).find('\n');
    block_ = newline == std::string_view::npos ? size_ : newline + 1;
    DropBlock();
    if (newline != std::string_view::npos) return true;
  }
  return false;
}

// How many bytes of the buffer are whole lines that begin in the range; none before `scanned` ends one.
std::size_t LineReader::FindCut(std::size_t scanned) const {
  const std::string_view bytes(buffer_.get(), size_);
  const std::uint64_t in_range = range_.end - offset_;
  std::size_t searched_to = size_;
  if (in_range <= size_) {
    // The last line of the range ends with the first newline at or behind the range's last byte.
    const std::size_t last = std::max(static_cast<std::size_t>(in_range) - 1, scanned);
    const std::size_t newline = bytes.find('\n', last);
    if (newline != std::string_view::npos) return newline + 1;
    searched_to = static_cast<std::size_t>(in_range) - 1;
  }
  if (searched_to <= scanned) return 0;
  const std::size_t newline = bytes.substr(scanned, searched_to - scanned).rfind('\n');
  return newline == std::string_view::npos ? 0 : scanned + newline + 1;
}

void LineReader::DropBlock() {
  if (block_ == 0) return;
  std::memmove(buffer_.get(), buffer_.get() + block_, size_ - block_);
  size_ -= block_;
  offset_ += block_;
  block_ = 0;
}

void LineReader::Fill() {
  if (size_ == capacity_) Grow();
  const std::uint64_t at = offset_ + size_;
  std::uint64_t wanted = capacity_ - size_;
  if (range_.end != kToTheEnd) {
    const std::uint64_t behind = std::max<std::uint64_t>(kTailBytes, size_);
    wanted = std::min(wanted, (range_.end > at ? range_.end - at : 0) + behind);
  }
  if (range_.size != kToTheEnd) wanted = std::min(wanted, range_.size - at);
  const std::size_t got = wanted == 0 ? 0 : file_.Read(buffer_.get() + size_, static_cast<std::size_t>(wanted));
  size_ += got;
  if (got != 0) return;
  at_end_ = true;
  if (wanted != 0 && range_.size != kToTheEnd) {
    throw Error(StatusCode::kDataLoss, "the file became shorter while it was being read; file = " + file_.name() +
                                           ", size = " + std::to_string(at) +
                                           ", earlier = " + std::to_string(range_.size));
  }
}

void LineReader::Grow() {
  const std::size_t larger = capacity_ * 2;
  auto buffer = std::make_unique_for_overwrite<char[]>(larger);
  std::memcpy(buffer.get(), buffer_.get(), size_);
  buffer_ = std::move(buffer);
  capacity_ = larger;
}

}  // namespace beam::internal
