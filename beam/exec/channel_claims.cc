#include "beam/exec/channel_claims.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace beam::internal {

void ChannelClaims::Begin() {
  std::lock_guard lock(mutex_);
  open_ = true;
  processed_ = 0;
  claimed_ = 0;
  end_ = kUnknown;
}

std::size_t ChannelClaims::Claim(std::size_t wanted) {
  std::lock_guard lock(mutex_);
  const auto left = static_cast<std::size_t>(end_ - claimed_);
  const std::size_t granted = std::min(wanted, left);
  claimed_ += static_cast<std::int64_t>(granted);
  return granted;
}

void ChannelClaims::Processed(std::size_t count) {
  std::lock_guard lock(mutex_);
  processed_ += static_cast<std::int64_t>(count);
  claimed_ = processed_;
}

void ChannelClaims::End() {
  std::lock_guard lock(mutex_);
  open_ = false;
}

bool ChannelClaims::AtEnd() const {
  std::lock_guard lock(mutex_);
  return claimed_ == end_;
}

std::int64_t ChannelClaims::index() const {
  std::lock_guard lock(mutex_);
  return processed_;
}

std::optional<std::int64_t> ChannelClaims::Split(const DesiredSplit& desired) {
  std::lock_guard lock(mutex_);
  const std::int64_t total = std::min(end_, desired.estimated_elements > 0 ? desired.estimated_elements : kUnknown);
  if (!open_ || claimed_ >= total) return std::nullopt;
  const std::optional<std::int64_t> point = SplitPoint(desired, total);
  if (point.has_value()) end_ = *point;
  return point;
}

std::optional<std::int64_t> ChannelClaims::SplitElement(const DesiredSplit& desired, ElementSplitter& splitter) {
  std::lock_guard lock(mutex_);
  if (!open_ || claimed_ != processed_ + 1) return std::nullopt;
  const std::vector<std::int64_t>& allowed = desired.allowed_split_points;
  const auto allows = [&](std::int64_t point) {
    return allowed.empty() || std::find(allowed.begin(), allowed.end(), point) != allowed.end();
  };
  if (!allows(processed_) || !allows(claimed_)) return std::nullopt;
  const std::optional<double> share = ShareOfElement(desired, splitter.Completed().value_or(0));
  if (!share.has_value() || !splitter.Split(*share)) return std::nullopt;
  end_ = claimed_;
  return processed_;
}

// How much of the rest of the element that is being processed the bundle shall keep; none if it shall keep all of it.
std::optional<double> ChannelClaims::ShareOfElement(const DesiredSplit& desired, double completed) const {
  const double fraction = desired.fraction_of_remainder;
  if (fraction <= 0) return 0;
  const std::int64_t total = std::min(end_, desired.estimated_elements > 0 ? desired.estimated_elements : kUnknown);
  if (std::isnan(fraction) || total == kUnknown) return std::nullopt;
  const double left = 1 - std::clamp(completed, 0.0, 1.0);
  const double behind = std::max(0.0, static_cast<double>(total) - static_cast<double>(claimed_));
  const double kept = fraction * (left + behind);
  return kept < left ? std::optional(kept / left) : std::nullopt;
}

std::optional<std::int64_t> ChannelClaims::SplitPoint(const DesiredSplit& desired, std::int64_t total) const {
  const double fraction = desired.fraction_of_remainder;
  // Where the work ends is not known, so half of it is not either; that all of it shall go needs no knowledge.
  if (std::isnan(fraction) || (total == kUnknown && fraction > 0)) return std::nullopt;
  const std::int64_t target = Target(fraction, total);
  if (desired.allowed_split_points.empty()) return target < total ? std::optional(target) : std::nullopt;
  if (fraction >= 1) return std::nullopt;
  std::optional<std::int64_t> nearest;
  for (const std::int64_t point : desired.allowed_split_points) {
    if (point < claimed_ || point >= total) continue;
    if (!nearest.has_value() || std::abs(point - target) < std::abs(*nearest - target)) nearest = point;
  }
  return nearest;
}

// Of what is being processed nobody knows how much is done: half of an element is assumed to be left.
std::int64_t ChannelClaims::Target(double fraction, std::int64_t total) const {
  if (fraction <= 0) return claimed_;
  if (fraction >= 1) return total;
  const double done = static_cast<double>(claimed_) - (claimed_ > processed_ ? 0.5 : 0);
  const double point = done + fraction * (static_cast<double>(total) - done);
  // The bounds are compared as integers, which doubles do not hold when they are large.
  return std::clamp(static_cast<std::int64_t>(std::min(point + 0.5, 9e18)), claimed_, total);
}

}  // namespace beam::internal
