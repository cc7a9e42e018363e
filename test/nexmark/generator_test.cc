#include "examples/nexmark/generator.h"

#include <catch2/catch.hpp>

#include "beam/testing/catch2.h"

namespace nexmark {
namespace {

TEST_CASE("of fifty events one is a person, three are auctions and 46 are bids") {
  const Generator generator;
  std::size_t counts[3] = {};
  for (int64_t i = 1000; i < 1500; ++i) ++counts[generator.At(i).index()];
  CHECK(counts[0] == 10);
  CHECK(counts[1] == 30);
  CHECK(counts[2] == 460);
}

TEST_CASE("an event is a function of its number and the seed") {
  const Generator generator{.seed = 7};
  const Generator other{.seed = 8};
  for (int64_t i = 0; i < 200; ++i) {
    CHECK(generator.At(i) == Generator{.seed = 7}.At(i));
    CHECK(generator.At(i) != other.At(i));
  }
}

TEST_CASE("people and auctions are numbered from 1000") {
  const Generator generator;
  CHECK(std::get<Person>(generator.At(0)).id == 1000);
  CHECK(std::get<Person>(generator.At(250)).id == 1005);
  CHECK(std::get<Auction>(generator.At(1)).id == 1000);
  CHECK(std::get<Auction>(generator.At(3)).id == 1002);
  CHECK(std::get<Auction>(generator.At(51)).id == 1003);
}

TEST_CASE("events come at their rate") {
  const Generator generator{.events_per_second = 8};
  CHECK(generator.TimeOf(0) == generator.begin);
  CHECK(generator.TimeOf(1) - generator.begin == beam::Duration(125));
  CHECK(generator.TimeOf(81) - generator.begin == beam::Duration(10'125));
  CHECK(std::get<Bid>(generator.At(4)).time == generator.TimeOf(4));
}

TEST_CASE("auctions end after they begin, and none is open for longer than said") {
  for (const int64_t rate : {int64_t{1}, int64_t{100}, int64_t{100'000'000}}) {
    const Generator generator{.events_per_second = rate};
    for (int64_t i = 1; i < 5000; i += 50) {
      const auto auction = std::get<Auction>(generator.At(i));
      CHECK(auction.expires > auction.opens);
      CHECK(auction.expires - auction.opens <= kLongestAuction);
      CHECK(auction.reserve > auction.first_bid);
    }
  }
}

TEST_CASE("half of the bids are for hot auctions, three quarters by hot bidders") {
  const Generator generator;
  int hot_auctions = 0;
  int hot_bidders = 0;
  int bids = 0;
  for (int64_t i = 100'000; i < 110'000; ++i) {
    const Event event = generator.At(i);
    const Bid* bid = std::get_if<Bid>(&event);
    if (bid == nullptr) continue;
    ++bids;
    hot_auctions += bid->auction % 100 == 0 ? 1 : 0;
    hot_bidders += bid->bidder % 100 == 1 ? 1 : 0;
  }
  CHECK(hot_auctions * 100 / bids == Approx(50).margin(3));
  CHECK(hot_bidders * 100 / bids == Approx(75).margin(3));
}

TEST_CASE("a generator without a rate is refused") {
  beam::Pipeline p;
  CHECK_THROWS_WITH(GenerateEvents(p, 1, {.events_per_second = 0}), Catch::Contains("1 or more a second"));
  CHECK_THROWS_WITH(GenerateEvents(p, -1), Catch::Contains("0 or more"));
}

}  // namespace
}  // namespace nexmark
