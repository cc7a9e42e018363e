#include "io/match_continuously.h"

#include <cstdint>
#include <set>
#include <vector>

#include "beam/base/error.h"
#include "beam/create.h"
#include "beam/scope.h"
#include "beam/splittable.h"
#include "io/file_system.h"

namespace beam::io {

namespace {

/// The restriction of a pattern: all its files but those that were found.
struct AllBut {
  std::vector<std::string> found;
};

/// Claims names. What may still be found cannot be shared, only left for later.
class AllButTracker {
 public:
  explicit AllButTracker(const AllBut& restriction) : found_(restriction.found.begin(), restriction.found.end()) {}

  bool Found(const std::string& name) const { return found_.contains(name); }
  bool TryClaim(const std::string& name) {
    if (!over_) found_.insert(name);
    return !over_;
  }
  /// Nothing more will be looked for.
  void End() { over_ = true; }
  AllBut CurrentRestriction() const { return {{found_.begin(), found_.end()}}; }
  bool Done() const { return over_; }
  std::optional<AllBut> TrySplit(double fraction) {
    if (over_ || fraction > 0) return std::nullopt;
    over_ = true;
    return CurrentRestriction();
  }

 private:
  std::set<std::string, std::less<>> found_;
  bool over_ = false;
};

struct LookForFiles {
  Duration every{0};
  std::optional<std::int64_t> until;

  AllBut InitialRestriction(const std::string&) const { return {}; }
  ProcessContinuation ProcessElement(Context& context, AllButTracker& tracker, ManualWatermark& watermark,
                                     const std::string& pattern, Emitter<std::string> out) const {
    const Timestamp now = context.processing_time();
    for (const FileInfo& file : FileSystemOf(pattern)->Match(pattern)) {
      if (tracker.Found(file.name)) continue;
      if (!tracker.TryClaim(file.name)) return ProcessContinuation::Stop();
      out(now, file.name);
    }
    watermark.Set(now);
    if (!until.has_value() || now + every <= Timestamp::Millis(*until)) return ProcessContinuation::Resume(every);
    tracker.End();
    return ProcessContinuation::Stop();
  }
};

}  // namespace

PCollection<std::string> MatchContinuously(PipelineRef pipeline, const FilePatterns& patterns,
                                           const MatchContinuouslyOptions& options) {
  if (options.every <= Duration(0)) {
    throw Error(StatusCode::kInvalidArgument,
                "MatchContinuously needs a time from one look to the next: give .every a positive duration; line = " +
                    beam::internal::ShortLocation(pipeline.location()));
  }
  const beam::internal::Composite composite(pipeline.state(), "MatchContinuously", pipeline.location());
  LookForFiles look{options.every, {}};
  if (options.until.has_value()) look.until = options.until->millis();
  return ParDo(Create(pipeline, patterns.patterns()), Named("Look", look), pipeline.location());
}

}  // namespace beam::io
