// Queries 5 and 7, which find what has most in a window: by a combine function, and by a side input.
#include "examples/nexmark/queries.h"
#include "transforms/count.h"
#include "transforms/max.h"

namespace nexmark {

namespace {

/// Keeps the auctions that have most bids.
struct MostBids {
  std::vector<AuctionCount> CreateAccumulator() const { return {}; }
  void AddInput(std::vector<AuctionCount>& most, const AuctionCount& next) const {
    if (!most.empty() && next.bids < most.front().bids) return;
    if (!most.empty() && next.bids > most.front().bids) most.clear();
    most.push_back(next);
  }
  void MergeAccumulators(std::vector<AuctionCount>& most, const std::vector<AuctionCount>& others) const {
    for (const AuctionCount& next : others) AddInput(most, next);
  }
};

}  // namespace

beam::PCollection<AuctionCount> Query5(const beam::PCollection<Event>& events) {
  auto auctions = beam::Map(Only<Bid>(events), &Bid::auction);
  auto counts = beam::Count(beam::WindowInto(auctions, beam::SlidingWindows(kWindow, kPeriod)));
  auto most = beam::Combine(beam::Map(counts,
                                      [](int64_t auction, int64_t n) {
                                        return AuctionCount{auction, n};
                                      }),
                            MostBids());
  return beam::FlatMap(most, [](const std::vector<AuctionCount>& auctions) { return auctions; });
}

beam::PCollection<Bid> Query7(const beam::PCollection<Event>& events) {
  auto bids = beam::WindowInto(Only<Bid>(events), beam::FixedWindows(kWindow));
  auto highest = beam::Max(beam::Map(bids, &Bid::price));
  return beam::Filter(
      bids, [](const Bid& bid, const int64_t& price) { return bid.price == price; }, highest);
}

}  // namespace nexmark
