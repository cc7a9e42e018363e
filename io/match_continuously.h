// MatchContinuously: the files that match a pattern, now and later.
#pragma once

#include <optional>
#include <string>

#include "beam/base/time.h"
#include "beam/pcollection.h"
#include "io/read_text.h"

namespace beam::io {

struct MatchContinuouslyOptions {
  /// The time from one look to the next.
  Duration every{10'000};
  /// Nobody looks after this moment; without it there is no end. There is always a first look.
  std::optional<Timestamp> until = {};
};

/// Output: the names of the files that match, each once, when a look finds it for the first time; a pattern may match nothing, and
/// its directory may be made later. Unbounded. Windows and time: global windows; a name has the processing time of the look that found
/// it, and the watermark that of the latest look. A file is found as soon as it has its name, complete or not: write it under another
/// name, or elsewhere, and rename it. Errors: beam::Error (kInvalidArgument) when the pipeline is built, unless `every` is
/// positive; the run fails for a directory that cannot be read. Cost: one worker looks for each pattern, and keeps the names that it
/// has found. Source: Beam's FileIO.match().continuously().
///
///   auto lines = beam::io::ReadAllText(beam::io::MatchContinuously(pipeline, "inbox/*.log"));
PCollection<std::string> MatchContinuously(PipelineRef pipeline, const FilePatterns& patterns,
                                           const MatchContinuouslyOptions& options = {});

}  // namespace beam::io
