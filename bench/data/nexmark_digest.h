#pragma once

#include <initializer_list>

#include "bench/data/mix.h"
#include "examples/nexmark/queries.h"

namespace beam::bench {

inline uint64_t DigestOf(std::initializer_list<int64_t> numbers) {
  uint64_t digest = 0;
  for (const int64_t number : numbers) digest = Mix(3 * digest + static_cast<uint64_t>(number));
  return digest;
}

/// What a result of a Nexmark query adds to the checksum. Texts count by their size and last letters.
inline int64_t TextDigest(const std::string& text) {
  return static_cast<int64_t>(text.size()) << 16 | (text.empty() ? 0 : text.front() << 8 | text.back());
}
inline uint64_t Digest(const nexmark::Bid& bid) {
  return DigestOf({bid.auction, bid.bidder, bid.price, bid.time.millis(), TextDigest(bid.extra)});
}
inline uint64_t Digest(const nexmark::Person& person) {
  return DigestOf({person.id, TextDigest(person.name), TextDigest(person.email), TextDigest(person.credit_card),
                   TextDigest(person.city), TextDigest(person.state), person.joined.millis(),
                   TextDigest(person.extra)});
}
inline uint64_t Digest(const nexmark::Auction& auction) {
  return DigestOf({auction.id, TextDigest(auction.item), TextDigest(auction.description), auction.first_bid,
                   auction.reserve, auction.opens.millis(), auction.expires.millis(), auction.seller, auction.category,
                   TextDigest(auction.extra)});
}
inline uint64_t Digest(const nexmark::Event& event) {
  return std::visit([](const auto& one) { return Digest(one); }, event);
}
inline uint64_t Digest(const nexmark::AuctionPrice& price) { return DigestOf({price.auction, price.price}); }
inline uint64_t Digest(const nexmark::AuctionCount& count) { return DigestOf({count.auction, count.bids}); }
inline uint64_t Digest(const nexmark::LocalItem& item) {
  return DigestOf({TextDigest(item.seller), TextDigest(item.city), TextDigest(item.state), item.auction});
}
inline uint64_t Digest(const nexmark::CategoryPrice& price) {
  return DigestOf({price.category, price.price, price.is_last});
}
inline uint64_t Digest(const nexmark::SellerPrice& price) { return DigestOf({price.seller, price.price}); }
inline uint64_t Digest(const nexmark::NewSeller& seller) {
  return DigestOf({seller.person, TextDigest(seller.name), seller.reserve});
}
inline uint64_t Digest(const nexmark::Auction& auction, const nexmark::Bid& bid) {
  return Mix(3 * Digest(auction) + Digest(bid));
}
inline uint64_t Digest(const nexmark::AuctionBid& won) { return Digest(won.auction, won.bid); }
/// Parts of a count add up to the digest of the whole, however it is cut.
inline uint64_t Digest(const nexmark::BidsPerSession& part) {
  return static_cast<uint64_t>(part.bids) * Mix(static_cast<uint64_t>(part.bidder));
}

}  // namespace beam::bench
