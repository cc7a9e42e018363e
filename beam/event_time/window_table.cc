#include "beam/event_time/window_table.h"

#include <algorithm>
#include <set>
#include <unordered_map>
#include <utility>

namespace beam::internal {

namespace {

struct WindowHash {
  std::size_t operator()(const Window& window) const {
    const auto start = static_cast<std::uint64_t>(window.start().millis());
    const auto end = static_cast<std::uint64_t>(window.end().millis());
    std::uint64_t mixed = (start ^ (end << 32 | end >> 32)) * 0x9E3779B97F4A7C15u;
    mixed ^= mixed >> 29;
    return static_cast<std::size_t>(mixed * 0xBF58476D1CE4E5B9u);
  }
};

// Windows in the order of a time, without those that have none.
class Timetable {
 public:
  using Entry = std::pair<Timestamp, Window>;

  void Move(const Window& window, Timestamp from, Timestamp to) {
    if (from == to) return;
    if (from != Timestamp::Max()) entries_.erase({from, window});
    if (to != Timestamp::Max()) entries_.insert({to, window});
  }
  Timestamp earliest() const { return entries_.empty() ? Timestamp::Max() : entries_.begin()->first; }
  const std::set<Entry>& entries() const { return entries_; }

 private:
  std::set<Entry> entries_;
};

}  // namespace

struct WindowTable::Crowd {
  struct Member {
    std::size_t place = 0;
    WindowTimes times;
  };

  void Note(const Window& window, WindowTimes& noted, const WindowTimes& times) {
    events.Move(window, noted.event, times.event);
    holds.Move(window, noted.hold, times.hold);
    moments.Move(window, noted.processing_time, times.processing_time);
    synchronized_moments.Move(window, noted.synchronized_processing_time, times.synchronized_processing_time);
    noted = times;
  }

  std::unordered_map<Window, Member, WindowHash> members;
  Timetable events;
  Timetable holds;
  Timetable moments;
  Timetable synchronized_moments;
};

WindowTable::WindowTable() = default;
WindowTable::WindowTable(WindowTable&& other) noexcept
    : first_(std::move(other.first_)),
      more_(std::move(other.more_)),
      crowd_(std::move(other.crowd_)),
      size_(std::exchange(other.size_, 0)) {}
WindowTable& WindowTable::operator=(WindowTable&& other) noexcept {
  first_ = std::move(other.first_);
  more_ = std::move(other.more_);
  crowd_ = std::move(other.crowd_);
  size_ = std::exchange(other.size_, 0);
  return *this;
}
WindowTable::~WindowTable() = default;

std::size_t WindowTable::FindInCrowd(const Window& window) const {
  const auto member = crowd_->members.find(window);
  return member == crowd_->members.end() ? kNone : member->second.place;
}

std::size_t WindowTable::Insert(const Window& window) {
  if (size_ == 0) {
    first_ = WindowState();
  } else {
    more_.emplace_back();
  }
  const std::size_t place = size_++;
  (*this)[place].window = window;
  if (crowd_ != nullptr) {
    crowd_->members[window].place = place;
  } else if (size_ >= kCrowd) {
    crowd_ = std::make_unique<Crowd>();
    for (std::size_t i = 0; i < size_; ++i) crowd_->members[(*this)[i].window].place = i;
  }
  return place;
}

void WindowTable::Remove(std::size_t i) {
  const std::size_t last = size_ - 1;
  if (crowd_ != nullptr) {
    Note(i, WindowTimes());
    crowd_->members.erase((*this)[i].window);
    if (i != last) crowd_->members[(*this)[last].window].place = i;
  }
  if (i != last) (*this)[i] = std::move((*this)[last]);
  if (last > 0) more_.pop_back();
  --size_;
  // A table that wavers around the limit is not taken down and set up again each time.
  if (size_ <= kCrowd / 2) crowd_.reset();
  if (size_ <= 1 && more_.capacity() > kCrowd) more_ = std::vector<WindowState>();
}

void WindowTable::Note(std::size_t i, const WindowTimes& times) {
  const Window& window = (*this)[i].window;
  crowd_->Note(window, crowd_->members[window].times, times);
}

WindowTimes WindowTable::Earliest() const {
  return {crowd_->events.earliest(), crowd_->holds.earliest(), crowd_->moments.earliest(),
          crowd_->synchronized_moments.earliest()};
}

Window WindowTable::FirstByEvent() const {
  const auto& entries = crowd_->events.entries();
  if (!entries.empty()) return entries.begin()->second;
  // All that is left waits for the end of all time.
  Window first = (*this)[0].window;
  for (std::size_t i = 1; i < size_; ++i) first = std::min(first, (*this)[i].window);
  return first;
}

void WindowTable::AddDue(Timestamp processing_time, Timestamp synchronized_processing_time,
                         std::vector<Window>& windows) const {
  std::set<Timetable::Entry> due;
  for (const auto& entry : crowd_->moments.entries()) {
    if (entry.first > processing_time) break;
    due.insert(entry);
  }
  for (const auto& entry : crowd_->synchronized_moments.entries()) {
    if (entry.first > synchronized_processing_time) break;
    due.insert(entry);
  }
  std::set<Window> seen;
  for (const auto& [moment, window] : due) {
    if (seen.insert(window).second) windows.push_back(window);
  }
}

}  // namespace beam::internal
