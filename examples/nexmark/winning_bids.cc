// Query 9, which finds out who has won an auction, and queries 4 and 6, which average what the winners pay.
#include <algorithm>
#include <cmath>

#include "examples/nexmark/queries.h"
#include "transforms/mean.h"
#include "transforms/top.h"

namespace nexmark {

namespace {

/// An auction's window is the time that it is open. A bid's window is longer than that of any auction; it merges with that of its
/// auction, even where the auction comes later, unless the bid came too late.
struct AuctionWindows {
  beam::Window AssignWindow(beam::EventTime now, const Event& event) const {
    const auto* auction = std::get_if<Auction>(&event);
    return {now, auction != nullptr ? auction->expires : now + 2 * kLongestAuction};
  }
  std::vector<beam::WindowMerge> MergeWindows(const std::vector<beam::Window>& of_one_auction) const {
    const auto open = std::find_if(of_one_auction.begin(), of_one_auction.end(), [](const beam::Window& window) {
      return window.end() - window.start() <= kLongestAuction;
    });
    if (open == of_one_auction.end()) return {};
    beam::WindowMerge merge{.into = *open, .from = {}};
    for (const beam::Window& window : of_one_auction) {
      if (window.start() < open->end()) merge.from.push_back(window);
    }
    return merge.from.size() > 1 ? std::vector{merge} : std::vector<beam::WindowMerge>();
  }
};

void KeyByAuction(const Event& event, beam::Emitter<beam::KV<int64_t, Auction>> auctions,
                  beam::Emitter<beam::KV<int64_t, Bid>> bids) {
  if (const auto* auction = std::get_if<Auction>(&event)) auctions(auction->id, *auction);
  if (const auto* bid = std::get_if<Bid>(&event)) bids(bid->auction, *bid);
}

bool Beats(const Bid& bid, const Bid& best) {
  return bid.price > best.price || (bid.price == best.price && bid.time < best.time);
}

void FindWinner(int64_t, beam::Iter<Auction> auctions, beam::Iter<Bid> bids, beam::Emitter<AuctionBid> emit) {
  for (const Auction& auction : auctions) {
    std::optional<Bid> best;
    for (const Bid& bid : bids) {
      if (bid.price >= auction.reserve && (!best.has_value() || Beats(bid, *best))) best = bid;
    }
    if (best.has_value()) emit({auction, *best});
  }
}

/// A price and when it was bid, ordered by time.
struct Sale {
  beam::Timestamp time;
  int64_t price = 0;
  auto operator<=>(const Sale&) const = default;
};

SellerPrice Average(int64_t seller, const std::vector<Sale>& sales) {
  double sum = 0;
  for (const Sale& sale : sales) sum += static_cast<double>(sale.price);
  return {seller, std::llround(sum / static_cast<double>(sales.size()))};
}

}  // namespace

beam::PCollection<AuctionBid> Query9(const beam::PCollection<Event>& events) {
  auto [auctions, bids] = beam::ParDo<2>(beam::WindowInto(events, AuctionWindows()), KeyByAuction);
  return beam::ParDo(beam::CoGroupByKey(auctions, bids), FindWinner);
}

beam::PCollection<CategoryPrice> Query4(const beam::PCollection<Event>& events) {
  auto prices = beam::Map(Query9(events), [](const AuctionBid& won) {
    return beam::KV{won.auction.category, won.bid.price};
  });
  auto means = beam::MeanPerKey(beam::WindowInto(prices, beam::SlidingWindows(kWindow, kPeriod)));
  return beam::Map(means, [](beam::PaneInfo pane, int64_t category, double mean) {
    return CategoryPrice{category, std::llround(mean), pane.is_last};
  });
}

beam::PCollection<SellerPrice> Query6(const beam::PCollection<Event>& events) {
  auto sales = beam::Map(Query9(events), [](const AuctionBid& won) {
    return beam::KV{won.auction.seller, Sale{won.bid.time, won.bid.price}};
  });
  auto at_each_sale = beam::WindowInto(sales, beam::GlobalWindows(),
                                       {.trigger = beam::Repeatedly(beam::AfterCount(1)),
                                        .allowed_lateness = beam::Duration(0),
                                        .accumulation = beam::AccumulationMode::kAccumulating});
  return beam::Map(beam::TopPerKey(at_each_sale, 10), Average);
}

}  // namespace nexmark
