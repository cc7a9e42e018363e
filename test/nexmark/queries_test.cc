// Each query of examples/nexmark against its model, over a few thousand events of several seeds.
#include "examples/nexmark/queries.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "beam/testing/catch2.h"
#include "beam/testing/testing.h"
#include "examples/nexmark/generator.h"
#include "test/io/test_folder.h"
#include "test/nexmark/model.h"

namespace nexmark {
namespace {

using beam::testing::Expect;
using beam::testing::Printed;
using beam::testing::TestFolder;
using beam::testing::TestPipeline;
using Lines = std::vector<std::string>;

// Fifty seconds of events.
constexpr int64_t kEvents = 3000;

/// Events of one of several seeds, in a pipeline and as the models take them.
struct AuctionHouse {
  TestPipeline p;
  Generator generator{.seed = GENERATE(0u, 1u, 2u), .events_per_second = 60};
  beam::PCollection<Event> events = GenerateEvents(p, kEvents, generator);
  model::Events all;

  AuctionHouse() {
    for (int64_t i = 0; i < kEvents; ++i) all.push_back(generator.At(i));
  }
};

std::string LineOf(beam::Timestamp time, const std::string& result) { return Printed(time) + " " + result; }

template <class Result>
Lines LinesOf(const model::Answer<Result>& answer) {
  Lines lines;
  for (const auto& [result, time] : answer) lines.push_back(LineOf(time, Printed(result)));
  return lines;
}

// Results are compared as text, because each further type of an Expect is dear to compile.
template <class Result>
void ExpectAnswer(const beam::PCollection<Result>& results, const model::Answer<Result>& answer) {
  REQUIRE_FALSE(answer.empty());
  auto lines =
      beam::Map(results, [](beam::EventTime time, const Result& result) { return LineOf(time, Printed(result)); });
  Expect(lines).ToContainInAnyOrder(LinesOf(answer));
}

template <class Result>
void ExpectResults(const beam::PCollection<Result>& results, const std::vector<Result>& answer) {
  REQUIRE_FALSE(answer.empty());
  Lines lines;
  for (const Result& result : answer) lines.push_back(Printed(result));
  Expect(beam::Map(results, [](const Result& result) { return Printed(result); })).ToContainInAnyOrder(lines);
}

TEST_CASE("events pass, are converted and are selected one by one as in queries 0, 1 and 2") {
  AuctionHouse house;
  const auto& events = house.events;
  ExpectAnswer(Query0(events), model::Query0(house.all));
  ExpectAnswer(Query1(events), model::Query1(house.all));
  ExpectAnswer(Query2(events), model::Query2(house.all));
  house.p.Run();
}

TEST_CASE("sellers and their auctions meet in queries 3 and 8, whichever comes first") {
  AuctionHouse house;
  const auto& events = house.events;
  ExpectResults(Query3(events), model::Query3(house.all));
  ExpectAnswer(Query8(events), model::Query8(house.all));
  house.p.Run();
}

TEST_CASE("auctions are won in query 9, and what is paid is averaged by category in query 4") {
  AuctionHouse house;
  const auto& events = house.events;
  ExpectAnswer(Query9(events), model::Query9(house.all));
  ExpectAnswer(Query4(events), model::Query4(house.all));
  house.p.Run();
}

TEST_CASE("the last pane of a seller in query 6 is the average of the last ten sales") {
  AuctionHouse house;
  const auto prices = beam::Collect(Query6(house.events));
  house.p.Run();
  std::map<int64_t, std::pair<int64_t, int64_t>> last;  // The number of the pane, and its price.
  for (std::size_t i = 0; i < prices.size(); ++i) {
    const SellerPrice& found = prices.values()[i];
    auto& kept = last.try_emplace(found.seller, -1, 0).first->second;
    kept = std::max(kept, {prices.metas()[i].pane.index, found.price});
  }
  std::map<int64_t, int64_t> wanted;
  for (const auto& [seller, price] : model::Query6(house.all)) wanted[seller] = price;
  std::map<int64_t, int64_t> found;
  for (const auto& [seller, pane] : last) found[seller] = pane.second;
  CHECK(found == wanted);
  CHECK_FALSE(wanted.empty());
}

TEST_CASE("most bids and the highest bids of windows are found in queries 5 and 7") {
  AuctionHouse house;
  const auto& events = house.events;
  ExpectAnswer(Query5(events), model::Query5(house.all));
  ExpectAnswer(Query7(events), model::Query7(house.all));
  house.p.Run();
}

TEST_CASE("bids are counted in sessions in query 11, and none is lost in windows of the clock in query 12") {
  AuctionHouse house;
  const auto& events = house.events;
  ExpectAnswer(Query11(events), model::Query11(house.all));
  // How many windows of the clock there are depends on how fast this machine is.
  const auto counts = beam::Map(Query12(events), [](const BidsPerSession& part) {
    return beam::KV{part.bidder, part.bids};
  });
  const auto in_one = beam::WindowInto(counts, beam::GlobalWindows(), {.trigger = beam::DefaultTrigger()});
  const auto sums = beam::CombinePerKey(in_one, [](int64_t a, int64_t b) { return a + b; });
  ExpectResults(beam::Map(sums,
                          [](int64_t bidder, int64_t bids) {
                            return BidsPerSession{bidder, bids};
                          }),
                model::Query12(house.all));
  house.p.Run();
}

Lines LinesIn(const std::string& text) {
  Lines lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

TEST_CASE("query 10 logs each event once, in the files that the indexes name") {
  const TestFolder folder;
  AuctionHouse house;
  const auto indexes = beam::Collect(Query10(house.events, folder.path(), 50));
  house.p.Run();
  CHECK(indexes.size() == 5);  // One for each ten seconds.
  Lines logged;
  for (const std::string& index : indexes) {
    for (const std::string& file : LinesIn(folder.Get(index.substr(folder.path().size() + 1)))) {
      for (const std::string& line : LinesIn(folder.Get(file.substr(folder.path().size() + 1)))) logged.push_back(line);
    }
  }
  Lines wanted;
  for (const Event& event : house.all) wanted.push_back(Printed(event));
  std::sort(logged.begin(), logged.end());
  std::sort(wanted.begin(), wanted.end());
  CHECK(logged == wanted);
}

}  // namespace
}  // namespace nexmark
