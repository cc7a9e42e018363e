// Queries 5 and 7, which find what has most in a window.
#include <absl/container/flat_hash_map.h>

#include <map>
#include <memory>
#include <mutex>

#include "bench/data/nexmark_digest.h"
#include "bench/handwritten/hash.h"
#include "bench/handwritten/nexmark/for_each_event.h"
#include "bench/handwritten/nexmark/queries.h"
#include "bench/handwritten/summing_table.h"

namespace beam::bench {
namespace {

using nexmark::Bid;
using nexmark::Event;

/// The bids of each auction in each period. A chunk of events is in a few periods one behind the other, so that each thread counts in
/// one small table and hands it over when the period changes.
class PeriodCounts {
 public:
  using Counts = absl::flat_hash_map<int64_t, int64_t>;
  using Table = SummingTable<int64_t, HashInteger>;

  class Writer {
   public:
    explicit Writer(PeriodCounts& all) : all_(all) {}
    void Add(const Bid& bid) {
      const int64_t period = bid.time.millis() / nexmark::kPeriod.count();
      if (period != period_) Flush();
      period_ = period;
      auctions_[waiting_++] = bid.auction;
      if (waiting_ == Table::kBatch) Count();
    }
    void Flush() {
      Count();
      const std::lock_guard lock(all_.mutex_);
      Counts& counts = all_.counts_[period_];
      table_.VisitAll([&](int64_t auction, int64_t bids) { counts[auction] += bids; });
      table_.Clear();
    }

   private:
    void Count() {
      table_.AddBatch(auctions_, waiting_, [](size_t) { return 1; });
      waiting_ = 0;
    }
    PeriodCounts& all_;
    int64_t period_ = 0;
    int64_t auctions_[Table::kBatch];
    size_t waiting_ = 0;
    Table table_;
  };

  const std::map<int64_t, Counts>& counts() const { return counts_; }

 private:
  std::mutex mutex_;
  std::map<int64_t, Counts> counts_;
};

/// A window is two periods, of which one may have no bids.
Checksum MostOfWindow(PeriodCounts::Counts first, const PeriodCounts::Counts& second) {
  for (const auto& [auction, bids] : second) first[auction] += bids;
  int64_t most = 0;
  for (const auto& [auction, bids] : first) most = std::max(most, bids);
  Checksum sum;
  for (const auto& [auction, bids] : first) {
    if (bids == most && most > 0) AddDigest(sum, Digest(nexmark::AuctionCount{auction, bids}));
  }
  return sum;
}

/// The highest bids of a window.
struct Highest {
  int64_t price = -1;
  std::vector<Bid> bids;
  void Add(Bid&& bid) {
    if (bid.price < price) return;
    if (bid.price > price) bids.clear();
    price = bid.price;
    bids.push_back(std::move(bid));
  }
};

}  // namespace

Checksum NexmarkQuery5(uint64_t n, int threads) {
  PeriodCounts periods;
  std::vector<std::unique_ptr<PeriodCounts::Writer>> writers;
  for (int i = 0; i < threads; ++i) writers.push_back(std::make_unique<PeriodCounts::Writer>(periods));
  ForEachEvent(
      n, threads,
      [&](size_t thread, const Event& event) {
        if (const Bid* bid = std::get_if<Bid>(&event)) writers[thread]->Add(*bid);
      },
      [&](size_t thread) { writers[thread]->Flush(); });
  Checksum sum;
  const auto& counts = periods.counts();
  for (const auto& [period, bids] : counts) {
    const auto before = counts.find(period - 1);
    sum += MostOfWindow(bids, before == counts.end() ? PeriodCounts::Counts() : before->second);
    if (!counts.contains(period + 1)) sum += MostOfWindow(bids, {});
  }
  return sum;
}

Checksum NexmarkQuery7(uint64_t n, int threads) {
  std::vector<std::map<int64_t, Highest>> found(static_cast<size_t>(threads));
  ForEachEvent(n, threads, [&](size_t thread, Event& event) {
    Bid* const bid = std::get_if<Bid>(&event);
    if (bid != nullptr) found[thread][bid->time.millis() / nexmark::kWindow.count()].Add(std::move(*bid));
  });
  for (size_t other = 1; other < found.size(); ++other) {
    for (auto& [window, highest] : found[other]) {
      for (Bid& bid : highest.bids) found[0][window].Add(std::move(bid));
    }
  }
  Checksum sum;
  for (const auto& [window, highest] : found[0]) {
    for (const Bid& bid : highest.bids) AddDigest(sum, Digest(bid));
  }
  return sum;
}

}  // namespace beam::bench
