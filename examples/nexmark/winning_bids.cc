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
    std::vector<beam::WindowMerge> merges;
    if (merge.from.size() > 1) merges.push_back(std::move(merge));
    return merges;
  }
};

/// What is carried through the join of auctions and bids: everything, for those who ask who has won, or the numbers that are averaged.
struct Everything {
  using Won = AuctionBid;
  using OfAuction = Auction;
  using OfBid = Bid;
  static const Auction& Of(const Auction& auction) { return auction; }
  static const Bid& Of(const Bid& bid) { return bid; }
};
struct Numbers {
  struct OfAuction {
    int64_t reserve = 0;
    int64_t seller = 0;
    int64_t category = 0;
  };
  /// Ordered by time.
  struct OfBid {
    beam::Timestamp time;
    int64_t price = 0;
    auto operator<=>(const OfBid&) const = default;
  };
  struct Won {
    OfAuction auction;
    OfBid bid;
  };
  static OfAuction Of(const Auction& auction) { return {auction.reserve, auction.seller, auction.category}; }
  static OfBid Of(const Bid& bid) { return {bid.time, bid.price}; }
};
using Sale = Numbers::OfBid;

template <class Kept>
void KeyByAuction(const Event& event, beam::Emitter<beam::KV<int64_t, typename Kept::OfAuction>> auctions,
                  beam::Emitter<beam::KV<int64_t, typename Kept::OfBid>> bids) {
  if (const auto* auction = std::get_if<Auction>(&event)) auctions(auction->id, Kept::Of(*auction));
  if (const auto* bid = std::get_if<Bid>(&event)) bids(bid->auction, Kept::Of(*bid));
}

template <class Kept>
void FindWinner(int64_t, beam::Iter<typename Kept::OfAuction> auctions, beam::Iter<typename Kept::OfBid> bids,
                beam::Emitter<typename Kept::Won> emit) {
  const auto beats = [](const auto& bid, const auto& best) {
    return bid.price > best.price || (bid.price == best.price && bid.time < best.time);
  };
  for (const auto& auction : auctions) {
    std::optional<typename Kept::OfBid> best;
    for (const auto& bid : bids) {
      if (bid.price >= auction.reserve && (!best.has_value() || beats(bid, *best))) best = bid;
    }
    if (best.has_value()) emit({auction, *best});
  }
}

template <class Kept>
beam::PCollection<typename Kept::Won> Winners(const beam::PCollection<Event>& events) {
  auto [auctions, bids] = beam::ParDo<2>(beam::WindowInto(events, AuctionWindows()), KeyByAuction<Kept>);
  return beam::ParDo(beam::CoGroupByKey(auctions, bids), FindWinner<Kept>);
}

SellerPrice Average(int64_t seller, const std::vector<Sale>& sales) {
  double sum = 0;
  for (const Sale& sale : sales) sum += static_cast<double>(sale.price);
  return {seller, std::llround(sum / static_cast<double>(sales.size()))};
}

}  // namespace

beam::PCollection<AuctionBid> Query9(const beam::PCollection<Event>& events) { return Winners<Everything>(events); }

beam::PCollection<CategoryPrice> Query4(const beam::PCollection<Event>& events) {
  auto prices = beam::Map(Winners<Numbers>(events), [](const Numbers::Won& won) {
    return beam::KV{won.auction.category, won.bid.price};
  });
  auto means = beam::MeanPerKey(beam::WindowInto(prices, beam::SlidingWindows(kWindow, kPeriod)));
  return beam::Map(means, [](beam::PaneInfo pane, int64_t category, double mean) {
    return CategoryPrice{category, std::llround(mean), pane.is_last};
  });
}

beam::PCollection<SellerPrice> Query6(const beam::PCollection<Event>& events) {
  auto sales = beam::Map(Winners<Numbers>(events), [](const Numbers::Won& won) {
    return beam::KV{won.auction.seller, won.bid};
  });
  auto at_each_sale = beam::WindowInto(sales, beam::GlobalWindows(),
                                       {.trigger = beam::Repeatedly(beam::AfterCount(1)),
                                        .allowed_lateness = beam::Duration(0),
                                        .accumulation = beam::AccumulationMode::kAccumulating});
  return beam::Map(beam::TopPerKey(at_each_sale, 10), Average);
}

}  // namespace nexmark
