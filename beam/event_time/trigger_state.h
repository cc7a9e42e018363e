// TriggerState: what a trigger remembers of one window.
#pragma once

#include <cstddef>
#include <cstdint>

namespace beam::internal {

/// What a trigger has to remember for one window: which of its parts have finished, and a number for each part that counts
/// elements or waits for a moment. Zeros are the beginning. Two numbers, as most triggers need at most, take no allocation.
class TriggerState {
 public:
  TriggerState() = default;
  TriggerState(TriggerState&& other) noexcept { *this = static_cast<TriggerState&&>(other); }
  TriggerState& operator=(TriggerState&& other) noexcept {
    finished_ = other.finished_;
    for (std::size_t i = 0; i < kInline; ++i) numbers_[i] = other.numbers_[i];
    std::int64_t* const more = more_;
    more_ = other.more_;
    other.more_ = more;
    return *this;
  }
  ~TriggerState() { delete[] more_; }

  bool finished(std::size_t node) const { return ((finished_ >> node) & 1) != 0; }
  void SetFinished(std::size_t node, bool finished) {
    finished_ = (finished_ & ~(std::uint64_t{1} << node)) | (std::uint64_t{finished} << node);
  }
  std::int64_t number(std::size_t i) const {
    if (i < kInline) return numbers_[i];
    return more_ == nullptr ? 0 : more_[i - kInline];
  }
  /// `count` is how many numbers the trigger has altogether.
  void SetNumber(std::size_t i, std::int64_t value, std::size_t count);

 private:
  friend class TriggerMachine;
  static constexpr std::size_t kInline = 2;
  std::uint64_t finished_ = 0;
  std::int64_t numbers_[kInline] = {0, 0};
  std::int64_t* more_ = nullptr;
};

}  // namespace beam::internal
