// The queries of the Nexmark suite, as Apache Beam defines them. Events may come in any order; what a query says about time is
// about event time, unless it says otherwise.
#pragma once

#include <string>
#include <vector>

#include "examples/nexmark/event.h"

namespace nexmark {

inline constexpr beam::Duration kWindow = std::chrono::seconds(10);
inline constexpr beam::Duration kPeriod = std::chrono::seconds(5);

/// 0, pass through: each event, after a journey through its coder.
beam::PCollection<Event> Query0(const beam::PCollection<Event>& events);

/// 1, currency: each bid, in euros.
beam::PCollection<Bid> Query1(const beam::PCollection<Event>& events);

/// 2, selection: the prices bid for every 123rd auction.
struct AuctionPrice {
  int64_t auction = 0;
  int64_t price = 0;
  bool operator==(const AuctionPrice&) const = default;
};
beam::PCollection<AuctionPrice> Query2(const beam::PCollection<Event>& events);

/// 3, local items: who sells something of category 10 in Oregon, Idaho or California. A seller or an auction waits ten minutes of
/// event time for the other.
struct LocalItem {
  std::string seller;
  std::string city;
  std::string state;
  int64_t auction = 0;
  bool operator==(const LocalItem&) const = default;
};
beam::PCollection<LocalItem> Query3(const beam::PCollection<Event>& events);

/// 4, average price of a category: of the winning bids of each ten seconds, every five seconds.
struct CategoryPrice {
  int64_t category = 0;
  int64_t price = 0;
  bool is_last = false;  // Of its window.
  bool operator==(const CategoryPrice&) const = default;
};
beam::PCollection<CategoryPrice> Query4(const beam::PCollection<Event>& events);

/// 5, hot items: the auctions with most bids of each ten seconds, every five seconds. All of them where several have as many.
struct AuctionCount {
  int64_t auction = 0;
  int64_t bids = 0;
  bool operator==(const AuctionCount&) const = default;
};
beam::PCollection<AuctionCount> Query5(const beam::PCollection<Event>& events);

/// 6, average price of a seller: of the last ten auctions that each has sold, whenever that changes.
struct SellerPrice {
  int64_t seller = 0;
  int64_t price = 0;
  bool operator==(const SellerPrice&) const = default;
};
beam::PCollection<SellerPrice> Query6(const beam::PCollection<Event>& events);

/// 7, highest bid: of each ten seconds. All of them where several are as high.
beam::PCollection<Bid> Query7(const beam::PCollection<Event>& events);

/// 8, new sellers: who has joined and put something up for auction in the same ten seconds.
struct NewSeller {
  int64_t person = 0;
  std::string name;
  int64_t reserve = 0;
  bool operator==(const NewSeller&) const = default;
};
beam::PCollection<NewSeller> Query8(const beam::PCollection<Event>& events);

/// 9, winning bids: for each auction the highest bid that reaches the reserve before the auction expires, and the earlier one of two
/// that are as high. It comes at the end of the auction; auctions without one are left out.
struct AuctionBid {
  Auction auction;
  Bid bid;
  bool operator==(const AuctionBid&) const = default;
};
beam::PCollection<AuctionBid> Query9(const beam::PCollection<Event>& events);

/// 10, log: writes all events of each ten seconds into files LOG... of the folder, a line for each, and into a file INDEX... the
/// names of these files. Gives the names of the INDEX files. A file has at least `file_events` events, or all that came on time.
beam::PCollection<std::string> Query10(const beam::PCollection<Event>& events, const std::string& folder,
                                       int64_t file_events = 100'000);

/// 11, sessions: how many bids each person has made without a pause of ten seconds. A session is told in parts of at least
/// `part_bids`.
struct BidsPerSession {
  int64_t bidder = 0;
  int64_t bids = 0;
  bool operator==(const BidsPerSession&) const = default;
};
beam::PCollection<BidsPerSession> Query11(const beam::PCollection<Event>& events, int64_t part_bids = 100'000);

/// 12, windows of processing time: how many bids of a person came within ten seconds of the clock, counted from the first one.
beam::PCollection<BidsPerSession> Query12(const beam::PCollection<Event>& events);

}  // namespace nexmark
