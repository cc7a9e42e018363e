#include "transforms/generate_sequence.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "beam/base/error.h"
#include "beam/impulse.h"
#include "beam/scope.h"
#include "beam/splittable.h"
#include "transforms/paced_numbers.h"

namespace beam {

namespace {

/// Numbers as fast as they are taken, in parts for all workers.
struct CountUp {
  std::int64_t from = 0;
  std::int64_t to = 0;

  OffsetRange InitialRestriction(const Bytes&) const { return {from, to}; }
  std::vector<OffsetRange> SplitRestriction(const Bytes&, const OffsetRange& all) const {
    constexpr std::uint64_t kParts = 128;
    constexpr std::int64_t kSmallest = 10'000;
    const std::uint64_t size = static_cast<std::uint64_t>(all.to) - static_cast<std::uint64_t>(all.from);
    return all.Split(std::max(kSmallest, static_cast<std::int64_t>(size / kParts)));
  }
  void ProcessElement(OffsetRangeTracker& tracker, const Bytes&, Emitter<std::int64_t> out) const {
    for (std::int64_t i = tracker.CurrentRestriction().from; tracker.TryClaim(i); ++i) out(i);
  }
};

void CheckOptions(const SequenceOptions& options, const std::source_location& location) {
  const char* wrong = nullptr;
  if (options.to.has_value() && *options.to < options.from) wrong = "ends before it begins: raise .to or lower .from";
  if (options.every < Duration(0)) wrong = "has a negative period: give .every a duration of zero or more";
  if (options.per_period <= 0) wrong = "has no numbers for a period: make .per_period 1 or more";
  if (wrong == nullptr) return;
  throw Error(StatusCode::kInvalidArgument,
              std::string("GenerateSequence ") + wrong + "; line = " + internal::ShortLocation(location));
}

}  // namespace

PCollection<std::int64_t> GenerateSequence(PipelineRef pipeline, const SequenceOptions& options) {
  CheckOptions(options, pipeline.location());
  const internal::Composite composite(pipeline.state(), "GenerateSequence", pipeline.location());
  const auto impulse = Impulse(pipeline);
  if (options.to.has_value() && options.every == Duration(0)) {
    return ParDo(impulse, Named("Count", CountUp{options.from, *options.to}), pipeline.location());
  }
  internal::PacedNumbers numbers;
  numbers.from = options.from;
  numbers.to = options.to.value_or(OffsetRange::kEndless);
  numbers.every = options.every;
  numbers.per_period = options.per_period;
  return internal::AtAPace(impulse, std::move(numbers), options.start, pipeline.location());
}

}  // namespace beam
