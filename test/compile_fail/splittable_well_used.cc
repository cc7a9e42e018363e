// The control: a splittable DoFn with everything that it may have.
// expect-compiles
#include "beam/splittable.h"

#include <cstdint>
#include <string>
#include <vector>

#include "beam/beam.h"

struct Parts {
  beam::OffsetRange InitialRestriction(const std::string&) const { return {0, 1}; }
  std::vector<beam::OffsetRange> SplitRestriction(const std::string&, const beam::OffsetRange& all) const {
    return {all};
  }
  double RestrictionSize(const std::string&, const beam::OffsetRange&) const { return 1; }
  beam::GrowableOffsetRangeTracker NewTracker(const std::string&, const beam::OffsetRange& range) const {
    return {range, [] { return std::int64_t{1}; }};
  }
  beam::ProcessContinuation ProcessElement(beam::Context&, beam::BundleFinalizer finalizer, beam::EventTime,
                                           beam::Window, beam::PaneInfo, beam::GrowableOffsetRangeTracker& tracker,
                                           beam::ManualWatermark& watermark, const std::string& text,
                                           beam::Emitter<std::string> out) {
    finalizer.AfterBundleCommit(beam::Duration(1), [] { return beam::Status(); });
    watermark.Set(beam::Timestamp());
    if (tracker.TryClaim(0)) out(text);
    return beam::ProcessContinuation::Stop();
  }
};

void Use(beam::PCollection<std::string> words) { beam::PCollection<std::string> read = beam::ParDo(words, Parts()); }
