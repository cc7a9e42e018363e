// Queries 3 and 8, which join auctions with the people who sell. One event in fifty matters or fewer, and what matters of it is
// small, so that one thread joins.
#include <absl/container/flat_hash_map.h>

#include "bench/data/nexmark_digest.h"
#include "bench/handwritten/nexmark/for_each_event.h"
#include "bench/handwritten/nexmark/queries.h"

namespace beam::bench {
namespace {

using nexmark::Auction;
using nexmark::Event;
using nexmark::Person;

/// What one thread has found of a join's two sides: values by the seller's number.
template <class OfPerson, class OfAuction>
struct Sides {
  std::vector<std::pair<int64_t, OfPerson>> people;
  std::vector<std::pair<int64_t, OfAuction>> auctions;
};

/// join(person, auction) gives what a pair adds to the checksum.
template <class OfPerson, class OfAuction, class Join>
Checksum JoinSides(const std::vector<Sides<OfPerson, OfAuction>>& found, Join join) {
  absl::flat_hash_map<int64_t, const OfPerson*> people;
  for (const auto& part : found) {
    for (const auto& [id, person] : part.people) people.emplace(id, &person);
  }
  Checksum sum;
  for (const auto& part : found) {
    for (const auto& [seller, auction] : part.auctions) {
      const auto person = people.find(seller);
      if (person != people.end()) sum += join(*person->second, auction);
    }
  }
  return sum;
}

int64_t WindowOf(Timestamp time) { return time.millis() / nexmark::kWindow.count(); }

}  // namespace

Checksum NexmarkQuery3(uint64_t n, int threads) {
  std::vector<Sides<nexmark::LocalItem, int64_t>> found(static_cast<size_t>(threads));
  ForEachEvent(n, threads, [&](size_t thread, Event& event) {
    if (auto* person = std::get_if<Person>(&event)) {
      if (person->state != "OR" && person->state != "ID" && person->state != "CA") return;
      found[thread].people.push_back({person->id, {std::move(person->name), person->city, person->state, 0}});
    } else if (const auto* auction = std::get_if<Auction>(&event)) {
      if (auction->category == 10) found[thread].auctions.push_back({auction->seller, auction->id});
    }
  });
  return JoinSides(found, [](nexmark::LocalItem item, int64_t auction) {
    item.auction = auction;
    return Checksum{Digest(item), 1, 0};
  });
}

Checksum NexmarkQuery8(uint64_t n, int threads) {
  struct Joined {
    int64_t window;
    nexmark::NewSeller seller;
  };
  struct Offered {
    int64_t window;
    int64_t reserve;
  };
  std::vector<Sides<Joined, Offered>> found(static_cast<size_t>(threads));
  ForEachEvent(n, threads, [&](size_t thread, Event& event) {
    if (auto* person = std::get_if<Person>(&event)) {
      found[thread].people.push_back(
          {person->id, {WindowOf(person->joined), {person->id, std::move(person->name), 0}}});
    } else if (const auto* auction = std::get_if<Auction>(&event)) {
      found[thread].auctions.push_back({auction->seller, {WindowOf(auction->opens), auction->reserve}});
    }
  });
  return JoinSides(found, [](const Joined& person, const Offered& auction) {
    if (person.window != auction.window) return Checksum{};
    return Checksum{Digest(nexmark::NewSeller{person.seller.person, person.seller.name, auction.reserve}), 1, 0};
  });
}

}  // namespace beam::bench
