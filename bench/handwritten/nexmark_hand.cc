// Queries of the Nexmark suite over generated events, by hand: one pass in which each thread keeps what it needs of its events, and
// a merge by windows or keys. The events come from the generator of examples/nexmark, one at a time and in order within a chunk.

#include <absl/container/flat_hash_map.h>

#include <map>
#include <mutex>

#include "bench/data/nexmark_digest.h"
#include "bench/handwritten/event_bytes.h"
#include "bench/handwritten/hash.h"
#include "bench/handwritten/parallel.h"
#include "bench/handwritten/summing_table.h"
#include "bench/program/flags.h"
#include "bench/program/report.h"
#include "examples/nexmark/generator.h"

namespace beam::bench {
namespace {

using nexmark::Auction;
using nexmark::Bid;
using nexmark::Event;
using nexmark::Person;

constexpr uint64_t kChunk = 1 << 15;

void Add(Checksum& sum, uint64_t digest) { sum += Checksum{digest, 1, 0}; }

Checksum Total(const std::vector<Checksum>& sums) {
  Checksum total;
  for (const Checksum& sum : sums) total += sum;
  return total;
}

/// Calls visit(thread, event) for each event and finish(thread) at the end of each thread.
template <class Visit, class Finish>
void ForEachEvent(uint64_t n, int threads, Visit visit, Finish finish) {
  const nexmark::Generator generator;
  Chunks chunks(n, kChunk);
  RunOnThreads(threads, [&](int thread) {
    Chunks::Range range;
    while (chunks.Next(range)) {
      for (uint64_t i = range.begin; i < range.end; ++i) {
        Event event = generator.At(static_cast<int64_t>(i));
        visit(static_cast<size_t>(thread), event);
      }
    }
    finish(static_cast<size_t>(thread));
  });
}

/// Queries that need one event at a time: visit(sum, event).
template <class Visit>
Checksum OneByOne(uint64_t n, int threads, Visit visit) {
  std::vector<Checksum> sums(static_cast<size_t>(threads));
  ForEachEvent(
      n, threads,
      [&](size_t thread, Event& event) {
        Checksum sum;
        visit(sum, event);
        sums[thread] += sum;
      },
      [](size_t) {});
  return Total(sums);
}

Checksum Events(uint64_t n, int threads) {
  return OneByOne(n, threads, [](Checksum& sum, const Event& event) { Add(sum, Digest(event)); });
}

Checksum Query0(uint64_t n, int threads) {
  return OneByOne(n, threads, [](Checksum& sum, const Event& event) {
    thread_local EventBytes bytes;
    thread_local Event back;
    bytes.Write(event);
    bytes.Read(back);
    Add(sum, Digest(back));
  });
}

Checksum Query1(uint64_t n, int threads) {
  return OneByOne(n, threads, [](Checksum& sum, Event& event) {
    Bid* const bid = std::get_if<Bid>(&event);
    if (bid == nullptr) return;
    bid->price = bid->price * 89 / 100;
    Add(sum, Digest(*bid));
  });
}

Checksum Query2(uint64_t n, int threads) {
  return OneByOne(n, threads, [](Checksum& sum, const Event& event) {
    const Bid* const bid = std::get_if<Bid>(&event);
    if (bid != nullptr && bid->auction % 123 == 0) Add(sum, Digest(nexmark::AuctionPrice{bid->auction, bid->price}));
  });
}

// One event in fifty matters, and what matters is small, so that one thread joins.
Checksum Query3(uint64_t n, int threads) {
  struct Found {
    std::vector<std::pair<int64_t, nexmark::LocalItem>> people;
    std::vector<std::pair<int64_t, int64_t>> auctions;
  };
  std::vector<Found> found(static_cast<size_t>(threads));
  ForEachEvent(
      n, threads,
      [&](size_t thread, Event& event) {
        if (auto* person = std::get_if<Person>(&event)) {
          if (person->state != "OR" && person->state != "ID" && person->state != "CA") return;
          found[thread].people.push_back({person->id, {std::move(person->name), person->city, person->state, 0}});
        } else if (const auto* auction = std::get_if<Auction>(&event)) {
          if (auction->category == 10) found[thread].auctions.push_back({auction->seller, auction->id});
        }
      },
      [](size_t) {});
  absl::flat_hash_map<int64_t, const nexmark::LocalItem*> people;
  for (const Found& part : found) {
    for (const auto& [id, item] : part.people) people.emplace(id, &item);
  }
  Checksum sum;
  for (const Found& part : found) {
    for (const auto& [seller, auction] : part.auctions) {
      const auto person = people.find(seller);
      if (person == people.end()) continue;
      nexmark::LocalItem item = *person->second;
      item.auction = auction;
      Add(sum, Digest(item));
    }
  }
  return sum;
}

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
    if (bids == most && most > 0) Add(sum, Digest(nexmark::AuctionCount{auction, bids}));
  }
  return sum;
}

Checksum Query5(uint64_t n, int threads) {
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

Checksum Query7(uint64_t n, int threads) {
  std::vector<std::map<int64_t, Highest>> found(static_cast<size_t>(threads));
  ForEachEvent(
      n, threads,
      [&](size_t thread, Event& event) {
        Bid* const bid = std::get_if<Bid>(&event);
        if (bid != nullptr) found[thread][bid->time.millis() / nexmark::kWindow.count()].Add(std::move(*bid));
      },
      [](size_t) {});
  for (size_t other = 1; other < found.size(); ++other) {
    for (auto& [window, highest] : found[other]) {
      for (Bid& bid : highest.bids) found[0][window].Add(std::move(bid));
    }
  }
  Checksum sum;
  for (const auto& [window, highest] : found[0]) {
    for (const Bid& bid : highest.bids) Add(sum, Digest(bid));
  }
  return sum;
}

Checksum Answer(int64_t query, uint64_t n, int threads, const Flags& flags) {
  switch (query) {
    case -1:
      return Events(n, threads);
    case 0:
      return Query0(n, threads);
    case 1:
      return Query1(n, threads);
    case 2:
      return Query2(n, threads);
    case 3:
      return Query3(n, threads);
    case 5:
      return Query5(n, threads);
    case 7:
      return Query7(n, threads);
    default:
      flags.Fail("--query is 0, 1, 2, 3, 5 or 7, or none for the events alone");
  }
}

}  // namespace
}  // namespace beam::bench

int main(int argc, char** argv) {
  using namespace beam::bench;
  Flags flags(argc, argv);
  const auto n = static_cast<uint64_t>(flags.Count("n", 10'000'000));
  const auto threads = static_cast<int>(flags.Count("threads", 2));
  const int64_t query = flags.Count("query", -1);
  flags.Finish();

  const Stopwatch watch;
  Checksum sum = Answer(query, n, threads, flags);
  sum.elements = n;
  Report(sum, watch.Seconds());
}
