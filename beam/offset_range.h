// OffsetRange and its tracker: the restriction of everything that has positions, such as the bytes of a file.
#pragma once

#include <cstdint>
#include <limits>
#include <mutex>
#include <optional>
#include <vector>

namespace beam {

/// How much of a restriction has been processed, and how much is left, in any unit of the tracker's.
struct RestrictionProgress {
  double completed = 0;
  double remaining = 0;
};

/// The positions [from, to). `to` may be kEndless.
struct OffsetRange {
  static constexpr std::int64_t kEndless = std::numeric_limits<std::int64_t>::max();

  std::int64_t from = 0;
  std::int64_t to = 0;

  bool operator==(const OffsetRange&) const = default;
  /// The range as parts of at most `positions` positions each; an empty range is one part. Throws beam::Error
  /// (kInvalidArgument) unless `positions` is positive.
  std::vector<OffsetRange> Split(std::int64_t positions) const;
};

/// Says which positions of a range ProcessElement may process. One thread claims; any others may meanwhile ask for progress and split.
///
///   for (std::int64_t at = tracker.CurrentRestriction().from; tracker.TryClaim(at); ++at) out(at);
///
/// While ProcessElement runs, the range may lose its end to another call: only claims tell where it ends now. A claim takes a lock.
/// Where positions are so many that this counts, such as those of a text's lines, ClaimUpTo takes many of them at once:
///
///   for (std::int64_t at = range.from; at < range.to;) {
///     const Block block = ReadFrom(at);                                 // of which [at, block.end) is known
///     const std::int64_t mine = tracker.ClaimUpTo(block.end);
///     for (const Record& record : block) if (record.position < mine) out(record);
///     if (mine < block.end) return;                                     // the range has lost the rest, or ends here
///     at = block.end;
///   }
///
/// Source: OffsetRangeTracker of Beam.
class OffsetRangeTracker {
 public:
  static constexpr bool kThreadSafe = true;

  /// Throws beam::Error (kInvalidArgument) if the range ends before it begins.
  explicit OffsetRangeTracker(OffsetRange range);

  /// True if `position` is inside the range, which makes it and all before it this call's to process. After false ProcessElement
  /// returns. Positions are claimed in rising order; throws beam::Error (kInvalidArgument) for others.
  bool TryClaim(std::int64_t position);
  /// Makes the positions below `end` this call's to process, as far as they are in the range, and returns where they end: `end`, or
  /// the end of the range if that lies before it. Then the range does not change any more, and ProcessElement returns when it has
  /// processed what is before that. Positions that were claimed already may be claimed again, which changes nothing.
  std::int64_t ClaimUpTo(std::int64_t end);
  OffsetRange CurrentRestriction() const;
  /// True when a position at the end of the range or behind it was asked for, or the last one inside was claimed.
  bool Done() const;
  /// Cuts off what is left behind `fraction` of the remainder, and returns it; nothing if there is nothing to cut off. With 0
  /// everything goes that has not been claimed.
  std::optional<OffsetRange> TrySplit(double fraction);
  RestrictionProgress Progress() const;

 protected:
  // `end`: where `fraction` 1 lies.
  std::optional<OffsetRange> SplitWithin(double fraction, std::int64_t end);

 private:
  bool IsDone() const;

  mutable std::mutex mutex_;
  OffsetRange range_;
  std::int64_t last_;  // the highest that was asked for
  bool attempted_ = false;
};

}  // namespace beam
