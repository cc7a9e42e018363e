// Window functions for the tests of the rules, which are about any window function: fixed, sliding, sessions.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

#include "beam/event_time/window_fn.h"

namespace beam::testing {

inline std::int64_t FloorTo(std::int64_t value, std::int64_t unit) {
  const std::int64_t rest = value % unit;
  return value - (rest < 0 ? rest + unit : rest);
}

class Fixed : public internal::WindowFn {
 public:
  explicit Fixed(std::int64_t size) : size_(size) {}
  std::string_view urn() const override { return "test:fixed"; }
  void Assign(Timestamp timestamp, std::vector<Window>& windows) const override {
    const Timestamp start = Timestamp::Millis(FloorTo(timestamp.millis(), size_));
    windows.emplace_back(start, start + Duration(size_));
  }

 private:
  std::int64_t size_;
};

class Sliding : public internal::WindowFn {
 public:
  Sliding(std::int64_t size, std::int64_t period) : size_(size), period_(period) {}
  std::string_view urn() const override { return "test:sliding"; }
  void Assign(Timestamp timestamp, std::vector<Window>& windows) const override {
    for (std::int64_t start = FloorTo(timestamp.millis(), period_); start > timestamp.millis() - size_;
         start -= period_) {
      windows.emplace_back(Timestamp::Millis(start), Timestamp::Millis(start + size_));
    }
  }

 private:
  std::int64_t size_;
  std::int64_t period_;
};

class Sessions : public internal::WindowFn {
 public:
  explicit Sessions(std::int64_t gap) : gap_(gap) {}
  std::string_view urn() const override { return "test:sessions"; }
  void Assign(Timestamp timestamp, std::vector<Window>& windows) const override {
    windows.emplace_back(timestamp, timestamp + Duration(gap_));
  }
  bool merging() const override { return true; }
  std::vector<internal::WindowMerge> Merge(const std::vector<Window>& windows) const override {
    std::vector<internal::WindowMerge> merges;
    for (const Window& window : windows) {
      if (!merges.empty() && window.start() < merges.back().into.end()) {
        internal::WindowMerge& last = merges.back();
        last.into = Window(last.into.start(), std::max(last.into.end(), window.end()));
        last.from.push_back(window);
      } else {
        merges.push_back({window, {window}});
      }
    }
    std::erase_if(merges, [](const internal::WindowMerge& merge) { return merge.from.size() < 2; });
    return merges;
  }

 private:
  std::int64_t gap_;
};

}  // namespace beam::testing
