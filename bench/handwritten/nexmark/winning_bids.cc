// Query 9, which finds out who has won an auction, and queries 4 and 6, which average what the winners pay.
#include <absl/container/flat_hash_map.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <deque>

#include "bench/data/nexmark_digest.h"
#include "bench/handwritten/nexmark/for_each_event.h"
#include "bench/handwritten/nexmark/queries.h"
#include "bench/handwritten/nexmark/rising_bids.h"

namespace beam::bench {
namespace {

using nexmark::Auction;
using nexmark::Bid;
using nexmark::Event;

/// What one thread keeps of its events.
template <class Offer, class Kept>
struct Found {
  std::deque<Offer> offers;
  RisingBids<Kept> bids;
};

/// The winner among what all threads have found, or null.
template <class Offer, class Kept>
const Kept* WinnerOf(const Offer& offer, const std::vector<Found<Offer, Kept>>& found) {
  const Kept* winner = nullptr;
  for (const auto& part : found) {
    const Kept* const bid = part.bids.WinnerBefore(offer.id, offer.expires);
    if (bid == nullptr || bid->price < offer.reserve) continue;
    const bool better =
        winner == nullptr || bid->price > winner->price || (bid->price == winner->price && bid->time < winner->time);
    if (better) winner = bid;
  }
  return winner;
}

/// Calls visit(thread, offer, kept) for each auction that somebody has won. `Offer` is what is kept of an auction, made of it, and
/// `Kept` of a bid.
template <class Offer, class Kept, class Visit>
void VisitWinners(uint64_t n, int threads, Visit visit) {
  std::vector<Found<Offer, Kept>> found(static_cast<size_t>(threads));
  ForEachEvent(n, threads, [&](size_t thread, Event& event) {
    if (auto* bid = std::get_if<Bid>(&event)) {
      found[thread].bids.Add(bid->auction, bid->price, [&] { return Kept(std::move(*bid)); });
    } else if (auto* auction = std::get_if<Auction>(&event)) {
      found[thread].offers.push_back(Offer(std::move(*auction)));
    }
  });
  for (const auto& part : found) {
    Chunks chunks(part.offers.size(), 4096);
    RunOnThreads(threads, [&](int thread) {
      Chunks::Range range;
      while (chunks.Next(range)) {
        for (uint64_t i = range.begin; i < range.end; ++i) {
          const Kept* const winner = WinnerOf(part.offers[i], found);
          if (winner != nullptr) visit(static_cast<size_t>(thread), part.offers[i], *winner);
        }
      }
    });
  }
}

/// An auction without its texts, and a label by which prices are averaged.
template <int64_t Auction::*kLabel>
struct Labelled {
  explicit Labelled(const Auction& auction)
      : id(auction.id), reserve(auction.reserve), expires(auction.expires), label(auction.*kLabel) {}
  int64_t id;
  int64_t reserve;
  Timestamp expires;
  int64_t label;
};

struct Sale {
  Sale() = default;
  explicit Sale(const Bid& bid) : time(bid.time), price(bid.price) {}
  Timestamp time;
  int64_t price = 0;
  auto operator<=>(const Sale&) const = default;
};

/// The last ten sales of a seller, in the order of time, and what they bring on average.
class LastTen {
 public:
  void Add(const Sale& sale) {
    if (size_ == sales_.size()) {
      if (sale < sales_[0]) return;
      std::copy(sales_.begin() + 1, sales_.end(), sales_.begin());
      --size_;
    }
    size_t place = size_++;
    for (; place > 0 && sale < sales_[place - 1]; --place) sales_[place] = sales_[place - 1];
    sales_[place] = sale;
    TakeAverage();
  }
  int64_t average() const { return average_; }

 private:
  void TakeAverage() {
    double sum = 0;
    for (size_t i = 0; i < size_; ++i) sum += static_cast<double>(sales_[i].price);
    average_ = std::llround(sum / static_cast<double>(size_));
  }

  std::array<Sale, 10> sales_;
  size_t size_ = 0;
  int64_t average_ = 0;
};

}  // namespace

Checksum NexmarkQuery9(uint64_t n, int threads) {
  std::vector<Checksum> sums(static_cast<size_t>(threads));
  VisitWinners<Auction, Bid>(n, threads, [&](size_t thread, const Auction& auction, const Bid& bid) {
    AddDigest(sums[thread], Digest(auction, bid));
  });
  return Total(sums);
}

// An auction's time is the last moment before its end, which lies in two windows; they are named by the period they begin with.
Checksum NexmarkQuery4(uint64_t n, int threads) {
  struct Paid {
    double sum = 0;
    int64_t count = 0;
  };
  using Offer = Labelled<&Auction::category>;
  std::vector<absl::flat_hash_map<std::pair<int64_t, int64_t>, Paid>> paid(static_cast<size_t>(threads));
  const auto add = [](Paid& to, double sum, int64_t count) { to = {to.sum + sum, to.count + count}; };
  VisitWinners<Offer, Sale>(n, threads, [&](size_t thread, const Offer& offer, const Sale& sale) {
    const int64_t period = (offer.expires.millis() - 1) / nexmark::kPeriod.count();
    for (const int64_t window : {period - 1, period}) {
      add(paid[thread][{window, offer.label}], static_cast<double>(sale.price), 1);
    }
  });
  for (size_t other = 1; other < paid.size(); ++other) {
    for (const auto& [of, part] : paid[other]) add(paid[0][of], part.sum, part.count);
  }
  Checksum sum;
  for (const auto& [of, all] : paid[0]) {
    const int64_t mean = std::llround(all.sum / static_cast<double>(all.count));
    AddDigest(sum, Digest(nexmark::CategoryPrice{of.second, mean, true}));
  }
  return sum;
}

// There is one sale in thirty events or fewer, so that one thread averages. A seller's price is told at each sale and once more at
// the end; only the last one does not depend on the order of the sales.
Checksum NexmarkQuery6(uint64_t n, int threads) {
  using Offer = Labelled<&Auction::seller>;
  std::vector<std::vector<std::pair<int64_t, Sale>>> sales(static_cast<size_t>(threads));
  VisitWinners<Offer, Sale>(n, threads, [&](size_t thread, const Offer& offer, const Sale& sale) {
    sales[thread].push_back({offer.label, sale});
  });
  absl::flat_hash_map<int64_t, LastTen> sellers;
  Checksum sum;
  for (const auto& part : sales) {
    for (const auto& [seller, sale] : part) sellers[seller].Add(sale);
    sum.groups += part.size();
  }
  for (const auto& [seller, last] : sellers) AddDigest(sum, Digest(nexmark::SellerPrice{seller, last.average()}));
  return sum;
}

}  // namespace beam::bench
