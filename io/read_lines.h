// ReadLines: the splittable function that reads the lines of text files. What it claims of a file are bytes, a block of lines at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "beam/context.h"
#include "beam/emitter.h"
#include "beam/splittable.h"
#include "coders/coders.h"
#include "io/file_system.h"
#include "io/line_reader.h"
#include "io/read_text.h"

namespace beam::internal {

/// A file that is to be read, as a file system has found it. Errors in reading name it themselves. Because it has a base it is not
/// taken for a plain struct, which they would print once more, as the element at fault.
struct TextFile : io::FileInfo {};

/// Of a file's bytes. A file that can only be read from its beginning is one restriction, and stays it.
class TextTracker : public OffsetRangeTracker {
 public:
  TextTracker(const OffsetRange& range, bool splits) : OffsetRangeTracker(range), splits_(splits) {}
  std::optional<OffsetRange> TrySplit(double fraction) {
    return splits_ ? OffsetRangeTracker::TrySplit(fraction) : std::nullopt;
  }

 private:
  bool splits_;
};

/// True for a file that can be read from any offset: it is not compressed, and no pipe.
bool IsCuttable(const TextFile& file, const io::ReadTextOptions& options);
/// The bytes behind the header lines. Where a file is not cuttable, all of its bytes as they lie there, compressed or not, without
/// an end where nobody knows it.
OffsetRange WholeFile(const TextFile& file, const io::ReadTextOptions& options);
std::vector<OffsetRange> CutForWorkers(const TextFile& file, const io::ReadTextOptions& options,
                                       const OffsetRange& range);

/// Whole lines of a range of a file, block by block. A block is claimed before it is given out, without the lines that the range
/// has lost meanwhile to somebody else, who reads those that begin at its end or behind it.
class LineClaims {
 public:
  /// Opens the file. The tracker must outlive this.
  LineClaims(const TextFile& file, const io::ReadTextOptions& options, TextTracker& tracker);
  LineClaims(const LineClaims&) = delete;
  LineClaims& operator=(const LineClaims&) = delete;

  /// False when there are no more; then everything is claimed. The block is valid until the next call. Throws beam::Error.
  bool Next(std::string_view& block);
  /// The error for a line of the block that is longer than is allowed.
  [[noreturn]] void FailLongLine(std::string_view line) const;

 private:
  std::string_view Claimed(std::string_view block);

  TextTracker& tracker_;
  const OffsetRange range_;
  const bool cuttable_;
  std::uint64_t header_lines_;    // that are still to be left out
  std::uint64_t read_bytes_ = 0;  // of the file as it lies there
  std::unique_ptr<io::InputFile> file_;
  LineReader reader_;
  const char* block_begin_ = nullptr;
  bool at_end_ = false;
};

/// Emits lines, or pairs of file name and line.
template <class Line>
struct ReadLines {
  static constexpr bool kUnbounded = false;
  io::ReadTextOptions options;

  OffsetRange InitialRestriction(const TextFile& file) const { return WholeFile(file, options); }
  std::vector<OffsetRange> SplitRestriction(const TextFile& file, const OffsetRange& range) const {
    return CutForWorkers(file, options, range);
  }
  /// In bytes; what is known of them where the range has no end.
  double RestrictionSize(const TextFile& file, const OffsetRange& range) const {
    return range.to == OffsetRange::kEndless ? static_cast<double>(file.size)
                                             : static_cast<double>(range.to - range.from);
  }
  TextTracker NewTracker(const TextFile& file, const OffsetRange& range) const {
    return {range, IsCuttable(file, options)};
  }
  ProcessContinuation ProcessElement(Context& context, TextTracker& tracker, const TextFile& file,
                                     Emitter<Line> emit) const {
    LineClaims claims(file, options, tracker);
    std::string_view block;
    while (!context.cancelled()) {
      if (!claims.Next(block)) return ProcessContinuation::Stop();
      ForEachLine(block, [&](std::string_view line) {
        if (line.size() > options.max_line_bytes) [[unlikely]]
          claims.FailLongLine(line);
        if constexpr (kIsKV<Line>) {
          emit(file.name, line);
        } else {
          emit(line);
        }
      });
    }
    return ProcessContinuation::Resume();
  }
};

}  // namespace beam::internal

template <>
struct beam::Coder<beam::internal::TextFile> {
  static constexpr bool kDeterministic = true;
  static std::string Encode(const internal::TextFile& file) { return EncodeElement<io::FileInfo>(file); }
  static internal::TextFile Decode(std::string_view bytes) { return {DecodeElement<io::FileInfo>(bytes)}; }
};
