// ReadText: the lines of text files.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <source_location>
#include <string>
#include <utility>
#include <vector>

#include "beam/base/kv.h"
#include "beam/pcollection.h"
#include "io/compression.h"

namespace beam::io {

struct ReadTextOptions {
  Compression compression = Compression::kAuto;
  /// How many lines at the beginning of each file are left out.
  std::uint64_t skip_header_lines = 0;
  /// A pattern that matches no file fails the run, and no pattern at all throws, unless this is set.
  bool allow_no_match = false;
  /// A longer line fails the run: it is no text, or would not fit into memory.
  std::uint64_t max_line_bytes = std::uint64_t{1} << 30;
  /// How uncompressed files are cut for reading in parallel. 0: between 1 and 64 MiB, so that a file gives about 128 ranges.
  std::uint64_t bytes_per_range = 0;
};

/// The names or patterns that a reader is given: one, or several. A file that two of them match is read twice.
class FilePatterns {
 public:
  // NOLINTNEXTLINE(google-explicit-constructor): stands in for the patterns
  FilePatterns(const char* pattern) : patterns_{pattern} {}
  // NOLINTNEXTLINE(google-explicit-constructor): stands in for the patterns
  FilePatterns(std::string pattern) : patterns_{std::move(pattern)} {}
  // NOLINTNEXTLINE(google-explicit-constructor): stands in for the patterns
  FilePatterns(std::vector<std::string> patterns) : patterns_(std::move(patterns)) {}
  FilePatterns(std::initializer_list<const char*> patterns) : patterns_(patterns.begin(), patterns.end()) {}
  FilePatterns(std::initializer_list<std::string> patterns) : patterns_(patterns) {}

  const std::vector<std::string>& patterns() const { return patterns_; }

 private:
  std::vector<std::string> patterns_;
};

/// Output: the lines of all files that match, without their line ends ("\n" or "\r\n"); a last line may lack its end,
/// an empty file has no line. A byte order mark at the beginning of a file is left out. The bytes are otherwise not
/// looked at. Order is undefined. A pattern is a name, or has wildcards: `*`, `?` and `[a-z]` within a name, `**` for
/// any directories, `\` in front of a character that stands for itself (a file of exactly that name is taken first).
/// Wildcards match neither directories nor a leading dot. "-" is standard input, `scheme://` names another file system
/// (io/file_system.h). Files that end in .gz, .zst, .zstd or .bz2 are decompressed. Windows and time: the global
/// window, at the minimum timestamp. Errors: at run time, where the files are. The run fails, naming the file, for a
/// pattern without a match, a directory, a file that cannot be read, compressed data that end early or are damaged
/// (with the offset), and lines that are too long. Cost: uncompressed files are cut into byte ranges, which all workers
/// read, and which a runner may split further while they are read; a compressed file or a pipe is read by one worker, from
/// its beginning to its end. Header lines of uncompressed files are read once more. Source: TextIO.read of Beam. Example:
///
///   auto lines = beam::io::ReadText(pipeline, {"a.csv", "b/*.csv.gz"}, {.skip_header_lines = 1});
PCollection<std::string> ReadText(PipelineRef pipeline, const FilePatterns& patterns,
                                  const ReadTextOptions& options = {});

/// As ReadText, each line with the name of its file, as the pattern spelled it.
///
///   auto lines = beam::io::ReadTextWithFilename(pipeline, "logs/*.txt");
///   auto per_file = beam::Count(beam::Keys(lines));
PCollection<KV<std::string, std::string>> ReadTextWithFilename(PipelineRef pipeline, const FilePatterns& patterns,
                                                               const ReadTextOptions& options = {});

/// Input: names or patterns of files, found out by the pipeline itself. Output: their lines, as ReadText.
/// Windows and time: every line keeps the timestamp, window and pane of its file's name.
/// Example:
///
///   auto lines = beam::io::ReadAllText(beam::io::ReadText(pipeline, "list_of_files.txt"));
PCollection<std::string> ReadAllText(const PCollection<std::string>& patterns, const ReadTextOptions& options = {},
                                     std::source_location location = std::source_location::current());

/// As ReadAllText, each line with the name of its file.
PCollection<KV<std::string, std::string>> ReadAllTextWithFilename(
    const PCollection<std::string>& patterns, const ReadTextOptions& options = {},
    std::source_location location = std::source_location::current());

}  // namespace beam::io
