#include "beam/event_time/window_table.h"

#include <algorithm>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

#include "beam/event_time/clocks.h"

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

bool Overlap(const Window& a, const Window& b) { return a.start() < b.end() && b.start() < a.end(); }

}  // namespace

void WindowTimes::Lower(const WindowTimes& other) {
  event = std::min(event, other.event);
  hold = std::min(hold, other.hold);
  processing_time = std::min(processing_time, other.processing_time);
  synchronized_processing_time = std::min(synchronized_processing_time, other.synchronized_processing_time);
}

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
  // Those that have not been closed, in order; kept from the first question on that needs it.
  std::optional<std::set<Window>> open;
  Timetable events;
  Timetable holds;
  Timetable moments;
  Timetable synchronized_moments;
};

struct WindowTable::Others {
  std::vector<WindowState> states;
};

WindowTable::WindowTable() = default;
WindowTable::WindowTable(WindowTable&& other) noexcept { *this = std::move(other); }
WindowTable& WindowTable::operator=(WindowTable&& other) noexcept {
  first_ = std::move(other.first_);
  others_ = std::move(other.others_);
  more_ = std::exchange(other.more_, nullptr);
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
    if (others_ == nullptr) others_ = Owned<Others>(new Others);
    others_->states.emplace_back();
    more_ = others_->states.data();
  }
  const std::size_t place = size_++;
  (*this)[place].window = window;
  if (crowd_ != nullptr) {
    crowd_->members[window].place = place;
    if (crowd_->open.has_value()) crowd_->open->insert(window);
  } else if (size_ >= kCrowd) {
    crowd_ = Owned<Crowd>(new Crowd);
    for (std::size_t i = 0; i < size_; ++i) crowd_->members[(*this)[i].window].place = i;
  }
  return place;
}

void WindowTable::Remove(std::size_t i) {
  const std::size_t last = size_ - 1;
  if (crowd_ != nullptr) {
    Note(i, WindowTimes());
    crowd_->members.erase((*this)[i].window);
    if (crowd_->open.has_value()) crowd_->open->erase((*this)[i].window);
    if (i != last) crowd_->members[(*this)[last].window].place = i;
  }
  if (i != last) (*this)[i] = std::move((*this)[last]);
  if (last > 0) others_->states.pop_back();
  --size_;
  // A table that wavers around the limit is not taken down and set up again each time.
  if (size_ <= kCrowd / 2) crowd_ = nullptr;
  if (size_ <= 1 && others_ != nullptr && others_->states.capacity() > kCrowd) {
    others_ = nullptr;
    more_ = nullptr;
  }
}

void WindowTable::Note(std::size_t i, const WindowTimes& times) {
  const Window& window = (*this)[i].window;
  crowd_->Note(window, crowd_->members[window].times, times);
  if (crowd_->open.has_value() && (*this)[i].closed) crowd_->open->erase(window);
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
    if (!HasPassed(processing_time, entry.first)) break;
    due.insert(entry);
  }
  for (const auto& entry : crowd_->synchronized_moments.entries()) {
    if (!HasPassed(synchronized_processing_time, entry.first)) break;
    due.insert(entry);
  }
  std::set<Window> seen;
  for (const auto& [moment, window] : due) {
    if (seen.insert(window).second) windows.push_back(window);
  }
}

void WindowTable::AddOverlapping(const Window& window, std::vector<Window>& windows) const {
  if (crowd_ == nullptr) {
    for (std::size_t i = 0; i < size_; ++i) {
      if (!(*this)[i].closed && Overlap((*this)[i].window, window)) windows.push_back((*this)[i].window);
    }
    return;
  }
  if (!crowd_->open.has_value()) {
    crowd_->open.emplace();
    for (std::size_t i = 0; i < size_; ++i) {
      if (!(*this)[i].closed) crowd_->open->insert((*this)[i].window);
    }
  }
  const std::set<Window>& open = *crowd_->open;
  // Of those that begin earlier, the last is also the one that ends last.
  auto at = open.lower_bound(Window(window.start(), Timestamp::Min()));
  if (at != open.begin()) --at;
  for (; at != open.end() && at->start() < window.end(); ++at) {
    if (Overlap(*at, window)) windows.push_back(*at);
  }
}

std::size_t WindowTable::FindOnlyOverlapping(const Window& window) const {
  std::size_t found = kNone;
  if (crowd_ != nullptr) return found;
  for (std::size_t i = 0; i < size_; ++i) {
    if ((*this)[i].closed || !Overlap((*this)[i].window, window)) continue;
    if (found != kNone) return kNone;
    found = i;
  }
  return found;
}

}  // namespace beam::internal
