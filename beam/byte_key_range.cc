#include "beam/byte_key_range.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "beam/base/error.h"
#include "beam/exec/user_code.h"

namespace beam {

namespace {

std::string Text(const ByteKeyRange& range) {
  return "[\"" + internal::EscapedForError(range.from.data) + "\", " +
         (range.to.has_value() ? "\"" + internal::EscapedForError(range.to->data) + "\")" : std::string("no end)"));
}

// A key as a number between 0 and 1: its bytes are the digits behind the point, to base 256. The first digit stands before the point and
// is 1 for what is behind all keys. Keys that differ in zeros at their ends are one number.
using Digits = std::vector<std::uint8_t>;

// How many digits of a distance count.
constexpr std::size_t kPrecision = 8;

Digits PositionOf(std::string_view key, std::size_t digits) {
  Digits position(digits + 1);
  std::copy(key.begin(), key.end(), position.begin() + 1);
  return position;
}

// From the first to the second, which is not lower.
Digits Distance(const Digits& from, const Digits& to) {
  Digits distance(from.size());
  int borrowed = 0;
  for (std::size_t i = from.size(); i-- > 0;) {
    const int difference = to[i] - from[i] - borrowed;
    borrowed = difference < 0 ? 1 : 0;
    distance[i] = static_cast<std::uint8_t>(difference + 256 * borrowed);
  }
  return distance;
}

Digits Sum(const Digits& a, const Digits& b) {
  Digits sum(a.size());
  int carried = 0;
  for (std::size_t i = a.size(); i-- > 0;) {
    const int both = a[i] + b[i] + carried;
    carried = both / 256;
    sum[i] = static_cast<std::uint8_t>(both);
  }
  return sum;
}

// Rounded down.
Digits Multiplied(const Digits& number, double fraction) {
  // A fraction of 48 bits is six digits, and its products with a digit fit 64 bits with what is carried.
  constexpr std::size_t kFractionDigits = 6;
  const auto factor = static_cast<std::uint64_t>(std::ldexp(fraction, 8 * kFractionDigits));
  Digits product(number.size() + kFractionDigits);
  std::uint64_t carried = 0;
  for (std::size_t i = product.size(); i-- > 0;) {
    if (i >= kFractionDigits) carried += number[i - kFractionDigits] * factor;
    product[i] = static_cast<std::uint8_t>(carried);
    carried >>= 8;
  }
  product.resize(number.size());
  return product;
}

std::size_t FirstThatCounts(const Digits& number) {
  const auto is_not_zero = [](std::uint8_t digit) { return digit != 0; };
  return static_cast<std::size_t>(std::find_if(number.begin(), number.end(), is_not_zero) - number.begin());
}

double ValueAt(const Digits& number, std::size_t from) {
  double value = 0;
  for (std::size_t i = from; i < std::min(from + kPrecision, number.size()); ++i) value = 256 * value + number[i];
  return value;
}

// The positions of both ends.
struct Ends {
  explicit Ends(const ByteKeyRange& range, std::size_t digits = 0) {
    digits = std::max({digits, range.from.data.size(), range.to.has_value() ? range.to->data.size() : 0}) + kPrecision;
    from = PositionOf(range.from.data, digits);
    to = PositionOf(range.to.has_value() ? range.to->data : std::string(), digits);
    if (!range.to.has_value()) to[0] = 1;
  }
  Digits from;
  Digits to;
};

// The lowest key above.
Bytes KeyBehind(const Bytes& key) { return {key.data + '\0'}; }

}  // namespace

bool ByteKeyRange::Contains(std::string_view key) const {
  return from.data <= key && (!to.has_value() || key < to->data);
}

Bytes ByteKeyRange::KeyAt(double fraction) const {
  if (!(fraction >= 0 && fraction < 1) || empty()) {
    throw Error(
        StatusCode::kInvalidArgument,
        "there is no key at this place of the range; ask for a fraction from 0 up to, but without 1, of a range "
        "that is not empty; fraction = " +
            std::to_string(fraction) + ", range = " + Text(*this));
  }
  const Ends ends(*this);
  const Digits distance = Distance(ends.from, ends.to);
  Digits position = Sum(ends.from, Multiplied(distance, fraction));
  // More digits than the distance has would only make keys longer with every split.
  position.resize(std::min(position.size(), FirstThatCounts(distance) + kPrecision));
  while (!position.empty() && position.back() == 0) position.pop_back();
  const std::string key(position.begin() + (position.empty() ? 0 : 1), position.end());
  return {std::max(key, from.data)};
}

double ByteKeyRange::FractionAt(std::string_view key) const {
  if (key <= from.data) return 0;
  if (!Contains(key)) return 1;
  const Ends ends(*this, key.size());
  const Digits distance = Distance(ends.from, ends.to);
  const std::size_t first = FirstThatCounts(distance);
  if (first == distance.size()) return 0;
  return ValueAt(Distance(ends.from, PositionOf(key, ends.from.size() - 1)), first) / ValueAt(distance, first);
}

std::vector<ByteKeyRange> ByteKeyRange::Split(int parts) const {
  if (parts <= 0) {
    throw Error(StatusCode::kInvalidArgument,
                "a range of keys was to be split into no parts; ask for 1 or more; parts = " + std::to_string(parts));
  }
  if (empty()) return {*this};
  std::vector<ByteKeyRange> all;
  Bytes begin = from;
  for (int i = 1; i < parts; ++i) {
    Bytes end = KeyAt(static_cast<double>(i) / parts);
    if (end <= begin) continue;
    all.push_back({std::move(begin), end});
    begin = std::move(end);
  }
  all.push_back({std::move(begin), to});
  return all;
}

ByteKeyRangeTracker::ByteKeyRangeTracker(ByteKeyRange range) : range_(std::move(range)) {
  if (range_.to.has_value() && *range_.to < range_.from) {
    throw Error(StatusCode::kInvalidArgument,
                "a ByteKeyRange ends before it begins; its `to` must not be below its `from`; range = " + Text(range_));
  }
}

bool ByteKeyRangeTracker::TryClaim(std::string_view key) {
  std::lock_guard lock(mutex_);
  if (key < range_.from.data || claimed_rest_ || (last_.has_value() && key <= last_->data)) {
    throw Error(StatusCode::kInvalidArgument,
                "TryClaim was given a key that was passed already; claim keys of the range in rising order; key = \"" +
                    internal::EscapedForError(key) + "\", range = " + Text(range_) +
                    (last_.has_value() ? ", claimed before = \"" + internal::EscapedForError(last_->data) + "\"" : ""));
  }
  last_ = Bytes{std::string(key)};
  return range_.Contains(key);
}

void ByteKeyRangeTracker::ClaimRest() {
  std::lock_guard lock(mutex_);
  claimed_rest_ = true;
}

ByteKeyRange ByteKeyRangeTracker::CurrentRestriction() const {
  std::lock_guard lock(mutex_);
  return range_;
}

bool ByteKeyRangeTracker::Done() const {
  std::lock_guard lock(mutex_);
  return IsDone();
}

bool ByteKeyRangeTracker::IsDone() const {
  if (claimed_rest_ || range_.empty()) return true;
  return last_.has_value() && range_.to.has_value() && KeyBehind(*last_) >= *range_.to;
}

std::optional<ByteKeyRange> ByteKeyRangeTracker::TrySplit(double fraction) {
  std::lock_guard lock(mutex_);
  if (IsDone() || fraction >= 1) return std::nullopt;
  ByteKeyRange rest{last_.has_value() ? KeyBehind(*last_) : range_.from, range_.to};
  if (fraction > 0) rest.from = rest.KeyAt(fraction);
  range_.to = rest.from;
  return rest;
}

RestrictionProgress ByteKeyRangeTracker::Progress() const {
  std::lock_guard lock(mutex_);
  if (IsDone()) return {1, 0};
  const double completed = last_.has_value() ? range_.FractionAt(last_->data) : 0;
  return {completed, 1 - completed};
}

}  // namespace beam
