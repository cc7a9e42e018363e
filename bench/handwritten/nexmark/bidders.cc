// Queries 11 and 12, which count the bids of people: in sessions, and in all.
#include <absl/container/flat_hash_map.h>

#include <algorithm>
#include <array>
#include <tuple>

#include "bench/data/nexmark_digest.h"
#include "bench/handwritten/hash.h"
#include "bench/handwritten/nexmark/for_each_event.h"
#include "bench/handwritten/nexmark/queries.h"
#include "bench/handwritten/summing_table.h"

namespace beam::bench {
namespace {

using nexmark::Bid;
using nexmark::Event;

/// Bids of one person without a pause of the length of a window.
struct Session {
  int64_t bidder = 0;
  Timestamp first;
  Timestamp last;
  int64_t bids = 0;
  bool GoesOnAt(Timestamp time) const { return time - last < nexmark::kWindow; }
};

/// The sessions of one thread's bids, which come in the order of time; in parts by the bidder.
class Sessions {
 public:
  static constexpr int kPartBits = 6;
  static constexpr size_t kParts = size_t{1} << kPartBits;

  void Add(const Bid& bid) {
    Session& open = open_[bid.bidder];
    if (open.bids == 0 || !open.GoesOnAt(bid.time)) {
      Close(open);
      open = {bid.bidder, bid.time, bid.time, 0};
    }
    open.last = bid.time;
    ++open.bids;
  }
  void Finish() {
    for (const auto& [bidder, open] : open_) Close(open);
  }
  const std::vector<Session>& Part(size_t part) const { return parts_[part]; }

 private:
  void Close(const Session& session) {
    if (session.bids > 0) parts_[HashInteger(session.bidder) >> (64 - kPartBits)].push_back(session);
  }

  absl::flat_hash_map<int64_t, Session> open_;
  std::array<std::vector<Session>, kParts> parts_;
};

// No person makes as many bids in a session that it would be told in several parts.
Checksum MergeSessions(std::vector<Session> sessions) {
  std::sort(sessions.begin(), sessions.end(), [](const Session& a, const Session& b) {
    return std::tie(a.bidder, a.first) < std::tie(b.bidder, b.first);
  });
  Checksum sum;
  for (size_t i = 0; i < sessions.size();) {
    Session whole = sessions[i];
    for (++i; i < sessions.size() && sessions[i].bidder == whole.bidder && whole.GoesOnAt(sessions[i].first); ++i) {
      whole.last = std::max(whole.last, sessions[i].last);
      whole.bids += sessions[i].bids;
    }
    AddDigest(sum, Digest(nexmark::BidsPerSession{whole.bidder, whole.bids}));
  }
  return sum;
}

/// Bids by bidder, of one thread.
class BidCounts {
 public:
  using Table = SummingTable<int64_t, HashInteger>;

  void Add(const Bid& bid) {
    bidders_[waiting_++] = bid.bidder;
    if (waiting_ == Table::kBatch) Count();
  }
  Table Finish() {
    Count();
    return std::move(table_);
  }

 private:
  void Count() {
    table_.AddBatch(bidders_, waiting_, [](size_t) { return 1; });
    waiting_ = 0;
  }

  int64_t bidders_[Table::kBatch];
  size_t waiting_ = 0;
  Table table_;
};

/// Calls add(thread, bid) for each bid.
template <class Add, class Finish>
void ForEachBid(uint64_t n, int threads, Add add, Finish finish) {
  const auto visit = [&](size_t thread, const Event& event) {
    if (const Bid* bid = std::get_if<Bid>(&event)) add(thread, *bid);
  };
  ForEachEvent(n, threads, visit, finish);
}

}  // namespace

Checksum NexmarkQuery11(uint64_t n, int threads) {
  std::vector<Sessions> found(static_cast<size_t>(threads));
  ForEachBid(
      n, threads, [&](size_t thread, const Bid& bid) { found[thread].Add(bid); },
      [&](size_t thread) { found[thread].Finish(); });
  std::vector<Checksum> sums(static_cast<size_t>(threads));
  Chunks parts(Sessions::kParts, 1);
  RunOnThreads(threads, [&](int thread) {
    Chunks::Range part;
    while (parts.Next(part)) {
      std::vector<Session> sessions;
      for (const Sessions& of_thread : found) {
        const auto& more = of_thread.Part(part.begin);
        sessions.insert(sessions.end(), more.begin(), more.end());
      }
      sums[static_cast<size_t>(thread)] += MergeSessions(std::move(sessions));
    }
  });
  return Total(sums);
}

// All events come within one window of the clock, or it does not matter: parts of a count add up.
Checksum NexmarkQuery12(uint64_t n, int threads) {
  std::vector<BidCounts> counts(static_cast<size_t>(threads));
  ForEachBid(
      n, threads, [&](size_t thread, const Bid& bid) { counts[thread].Add(bid); }, [](size_t) {});
  std::vector<BidCounts::Table> tables;
  for (BidCounts& of_thread : counts) tables.push_back(of_thread.Finish());
  std::vector<Checksum> sums(static_cast<size_t>(threads));
  VisitMerged(tables, [&](int thread, int64_t bidder, int64_t bids) {
    sums[static_cast<size_t>(thread)] += Checksum{Digest(nexmark::BidsPerSession{bidder, bids}), 0, 0};
  });
  return Total(sums);
}

}  // namespace beam::bench
