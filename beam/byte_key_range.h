// ByteKeyRange and its tracker: the restriction of everything that is sorted by keys of bytes, such as the rows of a table.
#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "beam/offset_range.h"
#include "coders/bytes.h"

namespace beam {

/// The keys from `from` up to `to`, without it, in the order of their bytes as unsigned numbers. Without `to` there is no end: a
/// ByteKeyRange{} has all keys. Source: ByteKeyRange of Beam, where an empty `to` stands for none.
struct ByteKeyRange {
  Bytes from;
  std::optional<Bytes> to;

  bool operator==(const ByteKeyRange&) const = default;
  bool Contains(std::string_view key) const;
  /// True if no key is in it.
  bool empty() const { return to.has_value() && *to <= from; }

  /// The key behind `fraction` of the range, as if keys were evenly distributed over all strings of bytes: "\x80" for half of
  /// ByteKeyRange{}. It is in the range, though not always behind its beginning: nothing lies between neighbours. Throws beam::Error
  /// (kInvalidArgument) unless 0 <= fraction < 1 and the range is not empty.
  Bytes KeyAt(double fraction) const;
  /// The other way round, from 0 to 1. Keys outside of the range count as its ends.
  double FractionAt(std::string_view key) const;
  /// The range as at most `parts` parts of about the same share of it; an empty range is one part. Throws beam::Error
  /// (kInvalidArgument) unless `parts` is positive.
  std::vector<ByteKeyRange> Split(int parts) const;
};

/// Says which keys of a range ProcessElement may process. One thread claims; any others may meanwhile ask for progress and split.
///
///   for (auto row = table.Seek(tracker.CurrentRestriction().from.data); row.valid(); row.Next()) {
///     if (!tracker.TryClaim(row.key())) return;
///     out(row.value());
///   }
///   tracker.ClaimRest();
///
/// While ProcessElement runs, the range may lose its end to another call: only TryClaim tells where it ends now.
/// Source: ByteKeyRangeTracker of Beam, where claiming an empty key stands for ClaimRest.
class ByteKeyRangeTracker {
 public:
  static constexpr bool kThreadSafe = true;

  /// Throws beam::Error (kInvalidArgument) if the range ends before it begins.
  explicit ByteKeyRangeTracker(ByteKeyRange range);

  /// True if `key` is inside the range, which makes it and all before it this call's to process. After false ProcessElement
  /// returns. Keys are claimed in rising order; throws beam::Error (kInvalidArgument) for others.
  bool TryClaim(std::string_view key);
  /// There are no keys in the range behind the one that was claimed last.
  void ClaimRest();
  ByteKeyRange CurrentRestriction() const;
  /// True when a key at the end of the range or behind it was asked for, when the last possible one inside was claimed, and after
  /// ClaimRest.
  bool Done() const;
  /// Cuts off what is left behind `fraction` of the remainder, and returns it; nothing if there is nothing to cut off. With 0
  /// everything goes that has not been claimed.
  std::optional<ByteKeyRange> TrySplit(double fraction);
  /// In shares of the range.
  RestrictionProgress Progress() const;

 private:
  bool IsDone() const;

  mutable std::mutex mutex_;
  ByteKeyRange range_;
  std::optional<Bytes> last_;  // the highest that was asked for
  bool claimed_rest_ = false;
};

}  // namespace beam
