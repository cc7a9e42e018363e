// TimeIndex: which of many keys comes first in time.
#pragma once

#include <set>
#include <utility>
#include <vector>

#include "beam/base/time.h"

namespace beam::internal {

/// Each object is in it at most once, with the time it was last given. Cost: logarithmic.
class TimeIndex {
 public:
  /// `from` is what the object was given last; `none` stands for not being in the index.
  void Move(void* object, Timestamp from, Timestamp to, Timestamp none) {
    if (from == to) return;
    if (from != none) times_.erase({from, object});
    if (to != none) times_.emplace(to, object);
  }
  /// The earliest time; `none` if there is no object.
  Timestamp first(Timestamp none) const { return times_.empty() ? none : times_.begin()->first; }
  /// Appends the objects whose time is not later than `time`, in the order of their times.
  void AppendUntil(Timestamp time, std::vector<void*>& objects) const {
    for (auto at = times_.begin(); at != times_.end() && at->first <= time; ++at) objects.push_back(at->second);
  }

 private:
  std::set<std::pair<Timestamp, void*>> times_;
};

}  // namespace beam::internal
