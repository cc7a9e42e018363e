// ClaimSize: how many elements a bundle claims at once: one where an element is a lot of work, so that those behind it can still
// go to another worker, and many where elements take no time, so that claiming them takes none either.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace beam::internal {

class ClaimSize {
 public:
  /// What one claim's elements should take at most, in nanoseconds, and how many they may be.
  static constexpr std::int64_t kLongest = 2'000'000;
  static constexpr std::size_t kMost = 4096;

  ClaimSize() = default;
  /// Never more than so many.
  explicit ClaimSize(std::size_t most) : most_(most) {}

  std::size_t elements() const { return elements_; }
  /// So many elements were claimed together, and processing them took so many nanoseconds.
  void Took(std::size_t count, std::int64_t time) {
    if (time > kLongest) {
      const double fit = static_cast<double>(count) * static_cast<double>(kLongest) / static_cast<double>(time);
      elements_ = std::clamp<std::size_t>(static_cast<std::size_t>(fit), 1, most_);
    } else if (count >= elements_ && time < kLongest / 2) {
      elements_ = std::min(2 * elements_, most_);
    }
  }

 private:
  std::size_t most_ = kMost;
  std::size_t elements_ = 1;
};

}  // namespace beam::internal
