// RecentIds: remembers the last so many ids, so that what comes late for them can be told from what comes early.
//
// Not thread-safe; its owner locks.
#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <unordered_set>

namespace beam::runners {

class RecentIds {
 public:
  explicit RecentIds(std::size_t capacity) : capacity_(capacity) {}

  void Add(const std::string& id) {
    if (!ids_.insert(id).second) return;
    order_.push_back(id);
    if (order_.size() > capacity_) {
      ids_.erase(order_.front());
      order_.pop_front();
    }
  }
  bool Contains(const std::string& id) const { return ids_.contains(id); }

 private:
  std::size_t capacity_;
  std::deque<std::string> order_;
  std::unordered_set<std::string> ids_;
};

}  // namespace beam::runners
