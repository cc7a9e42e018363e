#include "io/read_text.h"

#include "beam/create.h"
#include "beam/emitter.h"
#include "beam/par_do.h"
#include "beam/scope.h"
#include "io/file_system.h"
#include "io/read_lines.h"

namespace beam::io {

namespace {

using internal::ReadLines;
using internal::TextFile;
using NamedLine = KV<std::string, std::string>;

struct MatchFiles {
  ReadTextOptions options;

  void ProcessElement(const std::string& pattern, Emitter<TextFile> emit) const {
    const std::vector<FileInfo> files = FileSystemOf(pattern)->Match(pattern);
    if (files.empty() && !options.allow_no_match) {
      throw Error(StatusCode::kNotFound, "no file has this name or matches this pattern; pattern = " + pattern);
    }
    for (const FileInfo& info : files) emit(TextFile{info});
  }
};

void CheckOptions(const ReadTextOptions& options, const std::source_location& location) {
  if (options.max_line_bytes != 0) return;
  throw Error(StatusCode::kInvalidArgument,
              "ReadText needs a max_line_bytes above 0; line = " + internal::ShortLocation(location));
}

PCollection<TextFile> MatchAll(const PCollection<std::string>& patterns, const ReadTextOptions& options,
                               const std::source_location& location) {
  CheckOptions(options, location);
  return ParDo(patterns, Named("Match", MatchFiles{options}), location);
}

PCollection<TextFile> MatchAll(const PipelineRef& pipeline, const FilePatterns& patterns,
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
  return ParDo(MatchAll(pipeline, patterns, options), Named("Read", ReadLines<std::string>{options}),
               pipeline.location());
}

PCollection<NamedLine> ReadTextWithFilename(PipelineRef pipeline, const FilePatterns& patterns,
                                            const ReadTextOptions& options) {
  const internal::Composite composite(pipeline.state(), "ReadTextWithFilename", pipeline.location());
  return ParDo(MatchAll(pipeline, patterns, options), Named("Read", ReadLines<NamedLine>{options}),
               pipeline.location());
}

PCollection<std::string> ReadAllText(const PCollection<std::string>& patterns, const ReadTextOptions& options,
                                     std::source_location location) {
  const internal::Composite composite(patterns.state(), "ReadAllText", location);
  return ParDo(MatchAll(patterns, options, location), Named("Read", ReadLines<std::string>{options}), location);
}

PCollection<NamedLine> ReadAllTextWithFilename(const PCollection<std::string>& patterns, const ReadTextOptions& options,
                                               std::source_location location) {
  const internal::Composite composite(patterns.state(), "ReadAllTextWithFilename", location);
  return ParDo(MatchAll(patterns, options, location), Named("Read", ReadLines<NamedLine>{options}), location);
}

}  // namespace beam::io
