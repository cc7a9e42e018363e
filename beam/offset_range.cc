#include "beam/offset_range.h"

#include <algorithm>
#include <string>

#include "beam/base/error.h"

namespace beam {

namespace {

std::string Text(const OffsetRange& range) {
  return "[" + std::to_string(range.from) + ", " + std::to_string(range.to) + ")";
}

// b - a, which may lie outside of an int64.
double Distance(std::int64_t a, std::int64_t b) { return static_cast<double>(b) - static_cast<double>(a); }

}  // namespace

std::vector<OffsetRange> OffsetRange::Split(std::int64_t positions) const {
  if (positions <= 0) {
    throw Error(StatusCode::kInvalidArgument,
                "a range was to be split into parts of no positions; ask for parts of 1 or more; positions = " +
                    std::to_string(positions));
  }
  std::vector<OffsetRange> parts;
  std::int64_t begin = from;
  // Unsigned, because the distance from the lowest position to the highest fits no int64.
  while (static_cast<std::uint64_t>(to) - static_cast<std::uint64_t>(begin) > static_cast<std::uint64_t>(positions) &&
         begin < to) {
    parts.push_back({begin, begin + positions});
    begin += positions;
  }
  parts.push_back({begin, to});
  return parts;
}

OffsetRangeTracker::OffsetRangeTracker(OffsetRange range) : range_(range), last_(range.from) {
  if (range.to < range.from) {
    throw Error(StatusCode::kInvalidArgument,
                "an OffsetRange ends before it begins; its `to` must not be below its `from`; range = " + Text(range));
  }
}

bool OffsetRangeTracker::TryClaim(std::int64_t position) {
  std::lock_guard lock(mutex_);
  if (position < range_.from || (attempted_ && position <= last_)) {
    throw Error(StatusCode::kInvalidArgument,
                "TryClaim was given a position that was passed already; claim positions of the range in rising order; "
                "position = " +
                    std::to_string(position) + ", range = " + Text(range_) +
                    (attempted_ ? ", claimed before = " + std::to_string(last_) : ""));
  }
  attempted_ = true;
  last_ = position;
  return position < range_.to;
}

std::int64_t OffsetRangeTracker::ClaimUpTo(std::int64_t end) {
  std::lock_guard lock(mutex_);
  if (end > range_.from && (!attempted_ || end - 1 > last_)) {
    attempted_ = true;
    last_ = end - 1;
  }
  return std::min(end, range_.to);
}

OffsetRange OffsetRangeTracker::CurrentRestriction() const {
  std::lock_guard lock(mutex_);
  return range_;
}

bool OffsetRangeTracker::Done() const {
  std::lock_guard lock(mutex_);
  return IsDone();
}

bool OffsetRangeTracker::IsDone() const {
  if (range_.from == range_.to) return true;
  return attempted_ && (last_ >= range_.to || last_ == range_.to - 1);
}

std::optional<OffsetRange> OffsetRangeTracker::TrySplit(double fraction) {
  return SplitWithin(fraction, CurrentRestriction().to);
}

std::optional<OffsetRange> OffsetRangeTracker::SplitWithin(double fraction, std::int64_t end) {
  std::lock_guard lock(mutex_);
  if (IsDone()) return std::nullopt;
  const std::int64_t first = attempted_ ? last_ + 1 : range_.from;
  const double share = std::max(0.0, Distance(first, end)) * std::clamp(fraction, 0.0, 1.0);
  // A double may round up to the end and beyond.
  if (share >= Distance(first, range_.to)) return std::nullopt;
  const auto at = static_cast<std::int64_t>(static_cast<std::uint64_t>(first) + static_cast<std::uint64_t>(share));
  if (at >= range_.to) return std::nullopt;
  const OffsetRange rest{at, range_.to};
  range_.to = at;
  return rest;
}

RestrictionProgress OffsetRangeTracker::Progress() const {
  std::lock_guard lock(mutex_);
  const std::int64_t at = attempted_ ? std::min(last_, range_.to) : range_.from;
  return {Distance(range_.from, at), Distance(at, range_.to)};
}

}  // namespace beam
