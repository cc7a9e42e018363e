// TimeIndex: which of many keys comes first in time.
#pragma once

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "beam/base/time.h"

namespace beam::internal {

/// Each object is in it at most once, with the time it was last given. Objects have numbers, which decide between equal times, so
/// that the order of a run does not depend on addresses. Cost: logarithmic.
class TimeIndex {
 public:
  /// `from` is what the object was given last; `none` stands for not being in the index.
  void Move(void* object, std::uint64_t number, Timestamp from, Timestamp to, Timestamp none) {
    if (from == to) return;
    if (from != none) times_.erase({from, number});
    if (to != none) times_.emplace(std::pair(to, number), object);
  }
  /// The earliest time; `none` if there is no object.
  Timestamp first(Timestamp none) const { return times_.empty() ? none : times_.begin()->first.first; }
  /// Appends the objects whose time is not later than `time`, in the order of their times.
  void AppendUntil(Timestamp time, std::vector<void*>& objects) const {
    for (auto at = times_.begin(); at != times_.end() && at->first.first <= time; ++at) objects.push_back(at->second);
  }

 private:
  std::map<std::pair<Timestamp, std::uint64_t>, void*> times_;
};

}  // namespace beam::internal
