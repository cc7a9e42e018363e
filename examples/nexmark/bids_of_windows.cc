// Queries 5 and 7, which find what has most in a window.
#include "examples/nexmark/queries.h"
#include "transforms/count.h"

namespace nexmark {

namespace {

/// Keeps the elements of which a number is greatest, all of them where several are as great.
template <class T, int64_t T::*kNumber>
struct KeepGreatest {
  std::vector<T> CreateAccumulator() const { return {}; }
  void AddInput(std::vector<T>& greatest, const T& next) const {
    if (!greatest.empty() && next.*kNumber < greatest.front().*kNumber) return;
    if (!greatest.empty() && next.*kNumber > greatest.front().*kNumber) greatest.clear();
    greatest.push_back(next);
  }
  void MergeAccumulators(std::vector<T>& greatest, const std::vector<T>& others) const {
    for (const T& next : others) AddInput(greatest, next);
  }
};

/// Of each window.
template <auto kNumber, class T>
beam::PCollection<T> Greatest(const beam::PCollection<T>& elements) {
  auto greatest = beam::Combine(elements, KeepGreatest<T, kNumber>());
  return beam::FlatMap(greatest, [](const std::vector<T>& of_window) { return of_window; });
}

}  // namespace

beam::PCollection<AuctionCount> Query5(const beam::PCollection<Event>& events) {
  auto auctions = beam::Map(Only<Bid>(events), &Bid::auction);
  auto counts = beam::Count(beam::WindowInto(auctions, beam::SlidingWindows(kWindow, kPeriod)));
  return Greatest<&AuctionCount::bids>(beam::Map(counts, [](int64_t auction, int64_t n) {
    return AuctionCount{auction, n};
  }));
}

beam::PCollection<Bid> Query7(const beam::PCollection<Event>& events) {
  return Greatest<&Bid::price>(beam::WindowInto(Only<Bid>(events), beam::FixedWindows(kWindow)));
}

}  // namespace nexmark
