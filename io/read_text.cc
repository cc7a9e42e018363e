#include "io/read_text.h"

#include <algorithm>
#include <memory>
#include <span>
#include <string_view>

#include "beam/context.h"
#include "beam/create.h"
#include "beam/emitter.h"
#include "beam/par_do.h"
#include "beam/reshuffle.h"
#include "beam/scope.h"
#include "io/compressed_file.h"
#include "io/file_system.h"
#include "io/line_reader.h"

namespace beam::io {

namespace {

using internal::ByteRange;
using internal::kToTheEnd;

constexpr std::uint64_t kMinRangeBytes = std::uint64_t{1} << 20;
constexpr std::uint64_t kMaxRangeBytes = std::uint64_t{64} << 20;
constexpr std::uint64_t kRangesPerFile = 128;
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

/// What one worker reads at a time: a range of a file, from its beginning where lines are to be left out there.
struct FileRange {
  std::string file;
  std::uint64_t begin = 0;
  std::uint64_t end = kToTheEnd;
  std::uint64_t size = kToTheEnd;
  std::uint64_t skip_lines = 0;

  ByteRange bytes() const { return {begin, end, size}; }
};

std::unique_ptr<InputFile> OpenRange(const FileRange& range, Compression compression) {
  std::unique_ptr<InputFile> file = FileSystemOf(range.file)->Open(range.file, range.bytes().first_byte());
  return internal::Decompress(ResolveCompression(compression, range.file), std::move(file));
}

// Calls consume(line) for each line of the range until `cancelled()`.
template <class Cancelled, class Consume>
void ForEachLineOf(const FileRange& range, const ReadTextOptions& options, Cancelled&& cancelled, Consume&& consume) {
  const std::unique_ptr<InputFile> file = OpenRange(range, options.compression);
  internal::LineReader reader(*file, range.bytes(), options.max_line_bytes);
  std::uint64_t to_skip = range.skip_lines;
  std::string_view block;
  while (!cancelled() && reader.Next(block)) {
    const char* const block_begin = block.data();
    if (reader.offset() == 0 && block.starts_with(kByteOrderMark)) block.remove_prefix(kByteOrderMark.size());
    internal::ForEachLine(block, [&](std::string_view line) {
      if (line.size() > options.max_line_bytes) [[unlikely]] {
        reader.FailLongLine(reader.offset() + static_cast<std::uint64_t>(line.data() - block_begin));
      }
      if (to_skip > 0) [[unlikely]] {
        --to_skip;
        return;
      }
      consume(line);
    });
  }
}

// The offset behind the lines that are left out at the beginning of a file.
std::uint64_t HeaderBytes(const FileInfo& info, const ReadTextOptions& options) {
  if (options.skip_header_lines == 0) return 0;
  const std::unique_ptr<InputFile> file = FileSystemOf(info.name)->Open(info.name, 0);
  internal::LineReader reader(*file, {}, options.max_line_bytes);
  std::uint64_t lines = 0;
  std::string_view block;
  while (reader.Next(block)) {
    for (std::size_t at = 0; at < block.size();) {
      at = std::min(block.find('\n', at), block.size() - 1) + 1;
      if (++lines == options.skip_header_lines) return std::min(info.size, reader.offset() + at);
    }
  }
  return info.size;
}

std::uint64_t RangeBytes(std::uint64_t size, const ReadTextOptions& options) {
  if (options.bytes_per_range != 0) return options.bytes_per_range;
  return std::clamp(size / kRangesPerFile, kMinRangeBytes, kMaxRangeBytes);
}

template <class Emit>
void CutIntoRanges(const FileInfo& info, const ReadTextOptions& options, Emit&& emit) {
  const std::uint64_t step = RangeBytes(info.size, options);
  const bool compressed = ResolveCompression(options.compression, info.name) != Compression::kNone;
  if (compressed || !info.seekable) {
    emit(FileRange{info.name, 0, kToTheEnd, kToTheEnd, options.skip_header_lines});
  } else if (info.size <= step) {
    emit(FileRange{info.name, 0, info.size, info.size, options.skip_header_lines});
  } else {
    for (std::uint64_t begin = HeaderBytes(info, options); begin < info.size;) {
      const std::uint64_t end = step < info.size - begin ? begin + step : info.size;
      emit(FileRange{info.name, begin, end, info.size, 0});
      begin = end;
    }
  }
}

struct MatchFiles {
  ReadTextOptions options;

  void ProcessElement(const std::string& pattern, Emitter<FileRange> emit) const {
    const std::vector<FileInfo> files = FileSystemOf(pattern)->Match(pattern);
    if (files.empty() && !options.allow_no_match) {
      throw Error(StatusCode::kNotFound, "no file has this name or matches this pattern; pattern = " + pattern);
    }
    for (const FileInfo& info : files) {
      CutIntoRanges(info, options, [&](FileRange&& range) { emit(std::move(range)); });
    }
  }
};

// The readers take spans, so that errors, which name the file, do not show the range as the element at fault.
struct ReadLines {
  ReadTextOptions options;

  void ProcessElement(Context& context, std::span<const FileRange> ranges, Emitter<std::string> emit) const {
    for (const FileRange& range : ranges) {
      ForEachLineOf(
          range, options, [&] { return context.cancelled(); }, [&](std::string_view line) { emit(line); });
    }
  }
};

struct ReadLinesWithFilename {
  ReadTextOptions options;

  void ProcessElement(Context& context, std::span<const FileRange> ranges,
                      Emitter<KV<std::string, std::string>> emit) const {
    for (const FileRange& range : ranges) {
      ForEachLineOf(
          range, options, [&] { return context.cancelled(); }, [&](std::string_view line) { emit(range.file, line); });
    }
  }
};

void CheckOptions(const ReadTextOptions& options, const std::source_location& location) {
  if (options.max_line_bytes != 0) return;
  throw Error(StatusCode::kInvalidArgument,
              "ReadText needs a max_line_bytes above 0; line = " + internal::ShortLocation(location));
}

PCollection<FileRange> MatchAll(const PCollection<std::string>& patterns, const ReadTextOptions& options,
                                const std::source_location& location) {
  CheckOptions(options, location);
  return Reshuffle(ParDo(patterns, Named("Match", MatchFiles{options}), location), location);
}

PCollection<FileRange> MatchAll(const PipelineRef& pipeline, const FilePatterns& patterns,
                                const ReadTextOptions& options) {
  if (patterns.patterns().empty() && !options.allow_no_match) {
    throw Error(StatusCode::kInvalidArgument,
                "ReadText needs a name or pattern of files at least; set allow_no_match to read none; line = " +
                    internal::ShortLocation(pipeline.location()));
  }
  return MatchAll(Create(pipeline, patterns.patterns()), options, pipeline.location());
}

}  // namespace

PCollection<std::string> ReadText(PipelineRef pipeline, const FilePatterns& patterns, const ReadTextOptions& options) {
  const internal::Composite composite(pipeline.state(), "ReadText", pipeline.location());
  return ParDo(MatchAll(pipeline, patterns, options), Named("Read", ReadLines{options}), pipeline.location());
}

PCollection<KV<std::string, std::string>> ReadTextWithFilename(PipelineRef pipeline, const FilePatterns& patterns,
                                                               const ReadTextOptions& options) {
  const internal::Composite composite(pipeline.state(), "ReadTextWithFilename", pipeline.location());
  return ParDo(MatchAll(pipeline, patterns, options), Named("Read", ReadLinesWithFilename{options}),
               pipeline.location());
}

PCollection<std::string> ReadAllText(const PCollection<std::string>& patterns, const ReadTextOptions& options,
                                     std::source_location location) {
  const internal::Composite composite(patterns.state(), "ReadAllText", location);
  return ParDo(MatchAll(patterns, options, location), Named("Read", ReadLines{options}), location);
}

PCollection<KV<std::string, std::string>> ReadAllTextWithFilename(const PCollection<std::string>& patterns,
                                                                  const ReadTextOptions& options,
                                                                  std::source_location location) {
  const internal::Composite composite(patterns.state(), "ReadAllTextWithFilename", location);
  return ParDo(MatchAll(patterns, options, location), Named("Read", ReadLinesWithFilename{options}), location);
}

}  // namespace beam::io
