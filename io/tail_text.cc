#include "io/tail_text.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "beam/base/error.h"
#include "beam/scope.h"
#include "beam/splittable.h"
#include "io/compression.h"
#include "io/file_system.h"
#include "io/match_continuously.h"

namespace beam::io {

namespace {

/// The bytes that a file has now; nothing if it is gone.
std::optional<std::int64_t> SizeOf(const std::string& name) {
  for (const FileInfo& file : FileSystemOf(name)->Match(name)) {
    if (file.name == name) return static_cast<std::int64_t>(file.size);
  }
  return std::nullopt;
}

/// The restriction is the bytes of a file, in whole lines: a position that is claimed is the last one of a line.
struct ReadGrowing {
  Duration every{0};
  std::optional<std::int64_t> until;
  std::uint64_t max_line_bytes = 0;

  OffsetRange InitialRestriction(const std::string&) const { return {0, OffsetRange::kEndless}; }
  GrowableOffsetRangeTracker NewTracker(const std::string& name, const OffsetRange& range) const {
    return {range, [name, from = range.from] { return SizeOf(name).value_or(from); }};
  }
  /// What the file has when the run is drained.
  std::optional<OffsetRange> TruncateRestriction(const std::string& name, const OffsetRange& range) const {
    return OffsetRange{range.from, std::max(range.from, SizeOf(name).value_or(range.from))};
  }
  ProcessContinuation ProcessElement(Context& context, GrowableOffsetRangeTracker& tracker, ManualWatermark& watermark,
                                     const std::string& name, Emitter<std::string> out) const {
    const Timestamp now = context.processing_time();
    const auto [begin, end] = tracker.CurrentRestriction();
    const std::optional<std::int64_t> size = SizeOf(name);
    RequireGrown(name, begin, size.value_or(begin));
    const bool last = !size.has_value() || end != OffsetRange::kEndless ||
                      (until.has_value() && now + every > Timestamp::Millis(*until));
    if (size.value_or(begin) > begin &&
        !ReadFrom(begin, name, last, context, tracker, [&](std::string_view line) { out(now, line); })) {
      return ProcessContinuation::Stop();
    }
    watermark.Set(now);
    if (!last) return ProcessContinuation::Resume(every);
    tracker.TryClaim(OffsetRange::kEndless);  // Everything is done.
    return ProcessContinuation::Stop();
  }

  /// Emits the lines from `begin` on that have their ends; if `last`, the rest too. False if the range ended before the file.
  template <class Emit>
  bool ReadFrom(std::int64_t begin, const std::string& name, bool last, const Context& context,
                GrowableOffsetRangeTracker& tracker, Emit&& emit) const {
    const std::unique_ptr<InputFile> file = FileSystemOf(name)->Open(name, static_cast<std::uint64_t>(begin));
    std::array<char, 64 * 1024> chunk;
    std::string line;
    std::int64_t at = begin;  // of the byte behind `line`
    const auto take = [&] {
      if (!tracker.TryClaim(at - 1)) return false;
      emit(TextOf(line, at - static_cast<std::int64_t>(line.size())));
      line.clear();
      return true;
    };
    while (const std::size_t read = context.cancelled() ? 0 : file->Read(chunk.data(), chunk.size())) {
      std::string_view rest(chunk.data(), read);
      while (!rest.empty()) {
        const std::size_t end = rest.find('\n');
        const std::string_view part = rest.substr(0, end == rest.npos ? end : end + 1);
        RequireShort(name, line.size() + part.size());
        line += part;
        at += static_cast<std::int64_t>(part.size());
        rest.remove_prefix(part.size());
        if (end != std::string_view::npos && !take()) return false;
      }
    }
    return !last || line.empty() || take();
  }

  /// A line without its end, and without the mark that a file may begin with.
  static std::string_view TextOf(std::string_view line, std::int64_t begin) {
    if (line.ends_with('\n')) line.remove_suffix(1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (begin == 0 && line.starts_with("\xef\xbb\xbf")) line.remove_prefix(3);
    return line;
  }
  void RequireShort(const std::string& name, std::size_t size) const {
    if (size <= max_line_bytes) return;
    throw Error(StatusCode::kResourceExhausted,
                "a line is longer than max_line_bytes; raise it if the file is a text; file = " + name +
                    ", max_line_bytes = " + std::to_string(max_line_bytes));
  }
  static void RequireGrown(const std::string& name, std::int64_t read, std::int64_t size) {
    if (ResolveCompression(Compression::kAuto, name) != Compression::kNone) {
      throw Error(
          StatusCode::kInvalidArgument,
          "a compressed file cannot be read while it grows; read it with ReadAllText(MatchContinuously(...)) when "
          "it is complete; file = " +
              name);
    }
    if (size >= read) return;
    throw Error(
        StatusCode::kDataLoss,
        "a file has become shorter while it was being read; write to a new file instead of beginning anew; file = " +
            name + ", bytes read = " + std::to_string(read) + ", bytes now = " + std::to_string(size));
  }
};

void CheckOptions(const TailTextOptions& options, const std::source_location& location) {
  if (options.every > Duration(0) && options.max_line_bytes > 0) return;
  throw Error(
      StatusCode::kInvalidArgument,
      "TailText needs a time from one look to the next and a longest line: give .every and .max_line_bytes positive "
      "values; line = " +
          beam::internal::ShortLocation(location));
}

}  // namespace

PCollection<std::string> TailText(PipelineRef pipeline, const FilePatterns& patterns, const TailTextOptions& options) {
  CheckOptions(options, pipeline.location());
  const beam::internal::Composite composite(pipeline.state(), "TailText", pipeline.location());
  const auto files = MatchContinuously(PipelineRef(&pipeline.state(), pipeline.location()), patterns,
                                       {.every = options.every, .until = options.until});
  ReadGrowing read{options.every, {}, options.max_line_bytes};
  if (options.until.has_value()) read.until = options.until->millis();
  return ParDo(files, Named("Read", read), pipeline.location());
}

}  // namespace beam::io
