// TailText: the lines of files that others go on writing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "beam/base/time.h"
#include "beam/pcollection.h"
#include "io/read_text.h"

namespace beam::io {

struct TailTextOptions {
  /// The time from one look for more lines, and for more files, to the next.
  Duration every{1'000};
  /// Nobody looks after this moment; without it there is no end. There is always a first look at each file.
  std::optional<Timestamp> until = {};
  /// A longer line is an error.
  std::uint64_t max_line_bytes = 64u << 20;
};

/// Output: the lines of the files that match, from their beginnings, and those that are appended later, as `tail -f` shows them. A line
/// comes when its end has been written; what has no end at the last look, or when the run is drained, comes then. Unbounded. Windows and time: global windows; a line
/// has the processing time of the look that found it, and the watermark is that of the looks. Errors: beam::Error (kInvalidArgument) when
/// the pipeline is built, unless `every` and `max_line_bytes` are positive; the run fails for a file that becomes shorter, cannot be read,
/// or is compressed; one that is gone has ended. Cost: each look opens each file once. Source: TextIO.read().watchForNewFiles() of Beam, for files that grow.
///
///   auto lines = beam::io::TailText(pipeline, "/var/log/*.log", {.every = std::chrono::seconds(5)});
PCollection<std::string> TailText(PipelineRef pipeline, const FilePatterns& patterns,
                                  const TailTextOptions& options = {});

}  // namespace beam::io
