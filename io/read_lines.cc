#include "io/read_lines.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "io/compressed_file.h"
#include "io/compression.h"

namespace beam::internal {

namespace {

constexpr std::uint64_t kMinRangeBytes = std::uint64_t{1} << 20;
constexpr std::uint64_t kMaxRangeBytes = std::uint64_t{64} << 20;
constexpr std::uint64_t kRangesPerFile = 128;
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

// Adds up how many bytes are read of a file.
class CountedFile final : public io::InputFile {
 public:
  CountedFile(std::unique_ptr<io::InputFile> file, std::uint64_t& bytes)
      : InputFile(file->name()), file_(std::move(file)), bytes_(bytes) {}
  std::size_t Read(char* to, std::size_t size) override {
    const std::size_t got = file_->Read(to, size);
    bytes_ += got;
    return got;
  }

 private:
  std::unique_ptr<io::InputFile> file_;
  std::uint64_t& bytes_;
};

ByteRange LinesIn(const TextFile& file, const OffsetRange& range, bool cuttable) {
  if (!cuttable) return {};
  return {static_cast<std::uint64_t>(range.from), static_cast<std::uint64_t>(range.to), file.size};
}

// The file from the first byte of its lines' range on; `read_bytes` counts what is read of it as it lies there.
std::unique_ptr<io::InputFile> OpenAt(const TextFile& file, const ByteRange& lines, const io::ReadTextOptions& options,
                                      std::uint64_t& read_bytes) {
  std::unique_ptr<io::InputFile> input = io::FileSystemOf(file.name)->Open(file.name, lines.first_byte());
  input = std::make_unique<CountedFile>(std::move(input), read_bytes);
  return Decompress(ResolveCompression(options.compression, file.name), std::move(input));
}

// What is behind the first `lines` lines of a block; they become fewer by those that are found.
std::string_view Behind(std::uint64_t& lines, std::string_view block) {
  for (; lines > 0 && !block.empty(); --lines) block.remove_prefix(std::min(block.find('\n'), block.size() - 1) + 1);
  return block;
}

std::int64_t HeaderBytes(const TextFile& file, const io::ReadTextOptions& options) {
  if (options.skip_header_lines == 0) return 0;
  const std::unique_ptr<io::InputFile> input = io::FileSystemOf(file.name)->Open(file.name, 0);
  LineReader reader(*input, {0, file.size, file.size}, options.max_line_bytes);
  std::uint64_t lines = options.skip_header_lines;
  std::uint64_t bytes = 0;
  std::string_view block;
  while (lines > 0 && reader.Next(block)) bytes = reader.offset() + block.size() - Behind(lines, block).size();
  return static_cast<std::int64_t>(bytes);
}

}  // namespace

bool IsCuttable(const TextFile& file, const io::ReadTextOptions& options) {
  return file.seekable && ResolveCompression(options.compression, file.name) == io::Compression::kNone;
}

OffsetRange WholeFile(const TextFile& file, const io::ReadTextOptions& options) {
  if (!file.seekable) return {0, OffsetRange::kEndless};
  return {IsCuttable(file, options) ? HeaderBytes(file, options) : 0, static_cast<std::int64_t>(file.size)};
}

std::vector<OffsetRange> CutForWorkers(const TextFile& file, const io::ReadTextOptions& options,
                                       const OffsetRange& range) {
  if (!IsCuttable(file, options)) return {range};
  const std::uint64_t bytes = options.bytes_per_range != 0
                                  ? options.bytes_per_range
                                  : std::clamp(file.size / kRangesPerFile, kMinRangeBytes, kMaxRangeBytes);
  return range.Split(static_cast<std::int64_t>(std::min<std::uint64_t>(bytes, OffsetRange::kEndless)));
}

LineClaims::LineClaims(const TextFile& file, const io::ReadTextOptions& options, TextTracker& tracker)
    : tracker_(tracker),
      range_(tracker.CurrentRestriction()),
      cuttable_(IsCuttable(file, options)),
      header_lines_(cuttable_ ? 0 : options.skip_header_lines),
      file_(OpenAt(file, LinesIn(file, range_, cuttable_), options, read_bytes_)),
      reader_(*file_, LinesIn(file, range_, cuttable_), options.max_line_bytes) {}

bool LineClaims::Next(std::string_view& block) {
  while (!at_end_ && reader_.Next(block)) {
    block_begin_ = block.data();
    block = Claimed(block);
    if (reader_.offset() == 0 && block.starts_with(kByteOrderMark)) block.remove_prefix(kByteOrderMark.size());
    if (header_lines_ > 0) block = Behind(header_lines_, block);
    if (!block.empty()) return true;
  }
  // No line begins any more in what is left.
  tracker_.ClaimUpTo(range_.to);
  return false;
}

void LineClaims::FailLongLine(std::string_view line) const {
  reader_.FailLongLine(reader_.offset() + static_cast<std::uint64_t>(line.data() - block_begin_));
}

// The lines of the block that begin in the range as it is now.
std::string_view LineClaims::Claimed(std::string_view block) {
  if (!cuttable_) {
    tracker_.ClaimUpTo(static_cast<std::int64_t>(read_bytes_));
    return block;
  }
  const auto begin = static_cast<std::int64_t>(reader_.offset());
  const std::int64_t end = begin + static_cast<std::int64_t>(block.size());
  const std::int64_t mine = tracker_.ClaimUpTo(end);
  at_end_ = mine < end;
  if (!at_end_) return block;
  if (mine <= begin) return {};
  // The last byte that is left may lie anywhere in its line, which is the last one.
  const std::size_t newline = block.find('\n', static_cast<std::size_t>(mine - begin - 1));
  return block.substr(0, newline == std::string_view::npos ? newline : newline + 1);
}

}  // namespace beam::internal
