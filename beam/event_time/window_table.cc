#include "beam/event_time/window_table.h"

#include <unordered_map>
#include <utility>

namespace beam::internal {

namespace {

// Looking through so many windows costs no more than a hash table does.
constexpr std::size_t kWindowsWithoutIndex = 16;

struct WindowHash {
  std::size_t operator()(const Window& window) const {
    const auto start = static_cast<std::uint64_t>(window.start().millis());
    const auto end = static_cast<std::uint64_t>(window.end().millis());
    std::uint64_t mixed = (start ^ (end << 32 | end >> 32)) * 0x9E3779B97F4A7C15u;
    mixed ^= mixed >> 29;
    return static_cast<std::size_t>(mixed * 0xBF58476D1CE4E5B9u);
  }
};

}  // namespace

struct WindowTable::Index {
  std::unordered_map<Window, std::size_t, WindowHash> places;
};

WindowTable::WindowTable() = default;
WindowTable::WindowTable(WindowTable&& other) noexcept
    : first_(std::move(other.first_)),
      more_(std::move(other.more_)),
      index_(std::move(other.index_)),
      size_(std::exchange(other.size_, 0)) {}
WindowTable& WindowTable::operator=(WindowTable&& other) noexcept {
  first_ = std::move(other.first_);
  more_ = std::move(other.more_);
  index_ = std::move(other.index_);
  size_ = std::exchange(other.size_, 0);
  return *this;
}
WindowTable::~WindowTable() = default;

std::size_t WindowTable::FindByIndex(const Window& window) const {
  const auto place = index_->places.find(window);
  return place == index_->places.end() ? kNone : place->second;
}

std::size_t WindowTable::Insert(const Window& window) {
  if (size_ == 0) {
    first_ = WindowState();
  } else {
    more_.emplace_back();
  }
  const std::size_t place = size_++;
  (*this)[place].window = window;
  if (index_ != nullptr) {
    index_->places[window] = place;
  } else if (size_ > kWindowsWithoutIndex) {
    index_ = std::make_unique<Index>();
    for (std::size_t i = 0; i < size_; ++i) index_->places[(*this)[i].window] = i;
  }
  return place;
}

void WindowTable::Remove(std::size_t i) {
  const std::size_t last = size_ - 1;
  if (index_ != nullptr) {
    index_->places.erase((*this)[i].window);
    if (i != last) index_->places[(*this)[last].window] = i;
  }
  if (i != last) (*this)[i] = std::move((*this)[last]);
  if (last > 0) more_.pop_back();
  --size_;
  if (size_ <= kWindowsWithoutIndex / 2) index_.reset();
  if (size_ <= 1 && more_.capacity() > kWindowsWithoutIndex) more_ = std::vector<WindowState>();
}

}  // namespace beam::internal
