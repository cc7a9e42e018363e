// Queries 0, 1 and 2, which look at one event at a time.
#include "bench/data/nexmark_digest.h"
#include "bench/handwritten/nexmark/event_bytes.h"
#include "bench/handwritten/nexmark/for_each_event.h"
#include "bench/handwritten/nexmark/queries.h"

namespace beam::bench {
namespace {

using nexmark::Bid;
using nexmark::Event;

/// visit(sum, event) for each event.
template <class Visit>
Checksum OneByOne(uint64_t n, int threads, Visit visit) {
  std::vector<Checksum> sums(static_cast<size_t>(threads));
  ForEachEvent(n, threads, [&](size_t thread, Event& event) {
    Checksum sum;
    visit(sum, event);
    sums[thread] += sum;
  });
  return Total(sums);
}

}  // namespace

Checksum NexmarkEvents(uint64_t n, int threads) {
  return OneByOne(n, threads, [](Checksum& sum, const Event& event) { AddDigest(sum, Digest(event)); });
}

Checksum NexmarkQuery0(uint64_t n, int threads) {
  return OneByOne(n, threads, [](Checksum& sum, const Event& event) {
    thread_local EventBytes bytes;
    thread_local Event back;
    bytes.Write(event);
    bytes.Read(back);
    AddDigest(sum, Digest(back));
  });
}

Checksum NexmarkQuery1(uint64_t n, int threads) {
  return OneByOne(n, threads, [](Checksum& sum, Event& event) {
    Bid* const bid = std::get_if<Bid>(&event);
    if (bid == nullptr) return;
    bid->price = bid->price * 89 / 100;
    AddDigest(sum, Digest(*bid));
  });
}

Checksum NexmarkQuery2(uint64_t n, int threads) {
  return OneByOne(n, threads, [](Checksum& sum, const Event& event) {
    const Bid* const bid = std::get_if<Bid>(&event);
    if (bid == nullptr || bid->auction % 123 != 0) return;
    AddDigest(sum, Digest(nexmark::AuctionPrice{bid->auction, bid->price}));
  });
}

}  // namespace beam::bench
