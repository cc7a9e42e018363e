// What random events do not show: results that are equal, and what depends on how time passes.
#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <string>
#include <vector>

#include "beam/testing/catch2.h"
#include "beam/testing/test_stream.h"
#include "beam/testing/testing.h"
#include "examples/nexmark/queries.h"
#include "test/nexmark/model.h"

namespace nexmark {
namespace {

using beam::testing::Expect;
using beam::testing::Printed;
using beam::testing::TestPipeline;
using beam::testing::TestStream;
using std::chrono::seconds;

beam::Timestamp At(int64_t second) { return beam::Timestamp(seconds(second)); }

Event Offer(int64_t id, int64_t seller, int64_t opens, int64_t expires) {
  Auction auction;
  auction.id = id;
  auction.seller = seller;
  auction.category = 10;
  auction.opens = At(opens);
  auction.expires = At(expires);
  return auction;
}
Event Offered(int64_t auction, int64_t bidder, int64_t price, int64_t second) {
  return Bid{auction, bidder, price, At(second), ""};
}
Event Joins(int64_t id, int64_t second) {
  Person person;
  person.id = id;
  person.state = "OR";
  person.joined = At(second);
  return person;
}

beam::PCollection<Event> Happen(TestPipeline& p, const std::vector<Event>& events) {
  return beam::WithTimestamps(beam::Create(p, events), model::TimeOf);
}

template <class Result>
auto ExpectText(const beam::PCollection<Result>& results) {
  return Expect(beam::Map(results, [](const Result& result) { return Printed(result); }));
}

TEST_CASE("of two bids that are as high the earlier one wins an auction, and too late or too low ones do not") {
  TestPipeline p;
  const auto events = Happen(p, {Offered(1, 10, 700, 9), Offered(1, 11, 500, 4), Offered(1, 12, 500, 2),
                                 Offered(1, 13, 500, 3), Offer(1, 99, 1, 9)});
  Expect(beam::Map(Query9(events), [](const AuctionBid& won) { return won.bid.bidder; })).ToBe(12);
  p.Run();
}

TEST_CASE("a bid that came before its auction counts") {
  TestPipeline p;
  const auto events = Happen(p, {Offered(1, 10, 700, 1), Offer(1, 99, 3, 9), Offered(1, 11, 500, 4)});
  Expect(beam::Map(Query9(events), [](const AuctionBid& won) { return won.bid.bidder; })).ToBe(10);
  p.Run();
}

TEST_CASE("auctions with as many bids are hot together, and bids as high are the highest together") {
  TestPipeline p;
  const auto events = Happen(p, {Offered(1, 10, 500, 12), Offered(2, 11, 700, 13), Offered(3, 12, 700, 14),
                                 Offered(1, 10, 100, 14), Offered(2, 11, 200, 14)});
  ExpectText(Query5(events))
      .ToContainInAnyOrder(
          {"{auction: 1, bids: 2}", "{auction: 2, bids: 2}", "{auction: 1, bids: 2}", "{auction: 2, bids: 2}"});
  Expect(beam::Map(Query7(events), [](const Bid& bid) { return bid.bidder; })).ToContainInAnyOrder({11, 12});
  p.Run();
}

TEST_CASE("a seller and an auction wait ten minutes for each other, and no longer") {
  TestPipeline p;
  const auto events = TestStream<Event>()
                          .Add(Offer(1, 50, 0, 9), At(0))
                          .Add(Offer(2, 51, 0, 9), At(0))
                          .AdvanceWatermark(At(599))
                          .Add(Joins(50, 599), At(599))
                          .AdvanceWatermark(At(601))
                          .Add(Joins(51, 601), At(601))
                          .Add(Offer(3, 50, 602, 610), At(602))
                          .Create(p);
  Expect(beam::Map(Query3(events), [](const LocalItem& item) { return item.auction; })).ToContainInAnyOrder({1, 3});
  p.Run();
}

TEST_CASE("windows of the clock begin with the first bid of a person") {
  TestPipeline p;
  const auto events = TestStream<Event>()
                          .Add(Offered(1, 10, 500, 0), At(0))
                          .AdvanceClock(seconds(6))
                          .Add(Offered(1, 10, 500, 1), At(1))
                          .Add(Offered(1, 11, 500, 1), At(1))
                          .AdvanceClock(seconds(6))
                          .Add(Offered(1, 10, 500, 2), At(2))
                          .Add(Offered(1, 11, 500, 2), At(2))
                          .Create(p);
  ExpectText(Query12(events))
      .ToContainInAnyOrder({"{bidder: 10, bids: 2}", "{bidder: 10, bids: 1}", "{bidder: 11, bids: 2}"});
  p.Run();
}

TEST_CASE("the price of a seller is told at each sale") {
  TestPipeline p;
  const auto events = TestStream<Event>()
                          .Add(Offer(1, 50, 0, 5), At(0))
                          .Add(Offered(1, 10, 500, 1), At(1))
                          .AdvanceWatermark(At(5))
                          .Add(Offer(2, 50, 6, 9), At(6))
                          .Add(Offered(2, 10, 700, 7), At(7))
                          .AdvanceWatermark(At(9))
                          .Create(p);
  const auto prices = beam::Map(Query6(events), [](beam::PaneInfo pane, const SellerPrice& price) {
    return std::to_string(pane.index) + ": " + std::to_string(price.price);
  });
  Expect(prices).ToSatisfy([](const std::vector<std::string>& told) {
    return std::count(told.begin(), told.end(), "0: 500") == 1 && std::count(told.begin(), told.end(), "1: 600") == 1;
  });
  p.Run();
}

}  // namespace
}  // namespace nexmark
