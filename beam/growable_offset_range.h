// GrowableOffsetRangeTracker: the tracker of an OffsetRange without an end, which knows how far there is something so far.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <utility>

#include "beam/offset_range.h"

namespace beam {

/// The tracker of a range that may be `{from, OffsetRange::kEndless}`, such as the bytes of a file that others append to. `end`
/// estimates where what is there now ends; progress and splits are fractions of that, and a range that has an end behaves as
/// with OffsetRangeTracker. A DoFn makes it in NewTracker:
///
///   beam::GrowableOffsetRangeTracker NewTracker(const std::string& file, const beam::OffsetRange& range) const {
///     return {range, [file] { return SizeOf(file); }};
///   }
///
/// `end` may be called from other threads than the one that claims. Source: GrowableOffsetRangeTracker of Beam.
class GrowableOffsetRangeTracker : public OffsetRangeTracker {
 public:
  using EstimateEnd = std::function<std::int64_t()>;

  GrowableOffsetRangeTracker(OffsetRange range, EstimateEnd end) : OffsetRangeTracker(range), end_(std::move(end)) {}

  std::optional<OffsetRange> TrySplit(double fraction) {
    return SplitWithin(fraction, fraction > 0 ? End() : CurrentRestriction().to);
  }
  RestrictionProgress Progress() const {
    const RestrictionProgress to_the_end = OffsetRangeTracker::Progress();
    const double there = static_cast<double>(End()) - static_cast<double>(CurrentRestriction().from);
    const double remaining = there - to_the_end.completed;
    return {to_the_end.completed, remaining > 0 ? remaining : 0};
  }

 private:
  std::int64_t End() const {
    const std::int64_t to = CurrentRestriction().to;
    return to == OffsetRange::kEndless ? end_() : to;
  }

  EstimateEnd end_;
};

}  // namespace beam
