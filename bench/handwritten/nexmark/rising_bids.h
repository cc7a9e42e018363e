#pragma once

#include <absl/container/flat_hash_map.h>

#include <cstdint>
#include <deque>

#include "beam/base/time.h"

namespace beam::bench {

/// For each auction the bids, added in the order of time, that are higher than all before: whenever the auction ends, the winner is
/// the last of them. One list holds those of all auctions, each with the place of the one before. `Kept` is what is kept of a bid and
/// has a price and a time.
template <class Kept>
class RisingBids {
 public:
  /// keep() makes what is kept, where something is.
  template <class Keep>
  void Add(int64_t auction, int64_t price, Keep keep) {
    Highest& highest = highest_[auction];
    if (price <= highest.price) return;
    steps_.push_back({keep(), highest.step});
    highest = {price, static_cast<int64_t>(steps_.size()) - 1};
  }

  /// The highest of the bids before `end`, and of those as high the first; null if there is none.
  const Kept* WinnerBefore(int64_t auction, Timestamp end) const {
    const auto highest = highest_.find(auction);
    if (highest == highest_.end()) return nullptr;
    for (int64_t at = highest->second.step; at >= 0;) {
      const Step& step = steps_[static_cast<size_t>(at)];
      if (step.bid.time < end) return &step.bid;
      at = step.before;
    }
    return nullptr;
  }

 private:
  struct Highest {
    int64_t price = -1;
    int64_t step = -1;
  };
  struct Step {
    Kept bid;
    int64_t before;
  };

  absl::flat_hash_map<int64_t, Highest> highest_;
  std::deque<Step> steps_;
};

}  // namespace beam::bench
