#include "test/nexmark/model.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace nexmark::model {

namespace {

using std::chrono::seconds;

template <class Kind>
std::vector<Kind> All(const Events& events) {
  std::vector<Kind> all;
  for (const Event& event : events) {
    if (std::holds_alternative<Kind>(event)) all.push_back(std::get<Kind>(event));
  }
  return all;
}

// Times in the tests are after 1970, so that the remainder is that of mathematics.
beam::Timestamp StartOfTen(beam::Timestamp time) { return beam::Timestamp::Millis(time.millis() / 10'000 * 10'000); }
beam::Timestamp EndOfTen(beam::Timestamp start) { return start + seconds(10) - beam::Duration(1); }
// The starts of the windows of ten seconds, one every five, that a moment is in.
std::vector<beam::Timestamp> StartsOfSliding(beam::Timestamp time) {
  const beam::Timestamp latest = beam::Timestamp::Millis(time.millis() / 5'000 * 5'000);
  return {latest, latest - seconds(5)};
}

int64_t Mean(const std::vector<int64_t>& prices) {
  double sum = 0;
  for (const int64_t price : prices) sum += static_cast<double>(price);
  return std::llround(sum / static_cast<double>(prices.size()));
}

}  // namespace

beam::Timestamp TimeOf(const Event& event) {
  if (std::holds_alternative<Person>(event)) return std::get<Person>(event).joined;
  if (std::holds_alternative<Auction>(event)) return std::get<Auction>(event).opens;
  return std::get<Bid>(event).time;
}

Answer<Event> Query0(const Events& events) {
  Answer<Event> answer;
  for (const Event& event : events) answer.push_back({event, TimeOf(event)});
  return answer;
}

Answer<Bid> Query1(const Events& events) {
  Answer<Bid> answer;
  for (Bid bid : All<Bid>(events)) {
    bid.price = bid.price * 89 / 100;
    answer.push_back({bid, bid.time});
  }
  return answer;
}

Answer<AuctionPrice> Query2(const Events& events) {
  Answer<AuctionPrice> answer;
  for (const Bid& bid : All<Bid>(events)) {
    if (bid.auction % 123 == 0) answer.push_back({{bid.auction, bid.price}, bid.time});
  }
  return answer;
}

std::vector<LocalItem> Query3(const Events& events) {
  std::vector<LocalItem> answer;
  const std::set<std::string> states = {"OR", "ID", "CA"};
  for (const Person& person : All<Person>(events)) {
    for (const Auction& auction : All<Auction>(events)) {
      if (auction.seller != person.id || auction.category != 10 || !states.contains(person.state)) continue;
      answer.push_back({person.name, person.city, person.state, auction.id});
    }
  }
  return answer;
}

Answer<CategoryPrice> Query4(const Events& events) {
  std::map<std::pair<beam::Timestamp, int64_t>, std::vector<int64_t>> prices;
  for (const auto& [won, time] : Query9(events)) {
    for (const beam::Timestamp start : StartsOfSliding(time)) {
      prices[{start, won.auction.category}].push_back(won.bid.price);
    }
  }
  Answer<CategoryPrice> answer;
  for (const auto& [of, paid] : prices) answer.push_back({{of.second, Mean(paid), true}, EndOfTen(of.first)});
  return answer;
}

Answer<AuctionCount> Query5(const Events& events) {
  std::map<beam::Timestamp, std::map<int64_t, int64_t>> counts;
  for (const Bid& bid : All<Bid>(events)) {
    for (const beam::Timestamp start : StartsOfSliding(bid.time)) ++counts[start][bid.auction];
  }
  Answer<AuctionCount> answer;
  for (const auto& [start, bids_of] : counts) {
    int64_t most = 0;
    for (const auto& [auction, bids] : bids_of) most = std::max(most, bids);
    for (const auto& [auction, bids] : bids_of) {
      if (bids == most) answer.push_back({{auction, bids}, EndOfTen(start)});
    }
  }
  return answer;
}

std::vector<SellerPrice> Query6(const Events& events) {
  std::map<int64_t, std::vector<std::pair<beam::Timestamp, int64_t>>> sales;
  for (const auto& [won, time] : Query9(events)) sales[won.auction.seller].push_back({won.bid.time, won.bid.price});
  std::vector<SellerPrice> answer;
  for (auto& [seller, all] : sales) {
    std::sort(all.begin(), all.end());
    std::vector<int64_t> last_ten;
    for (std::size_t i = all.size() - std::min<std::size_t>(all.size(), 10); i < all.size(); ++i) {
      last_ten.push_back(all[i].second);
    }
    answer.push_back({seller, Mean(last_ten)});
  }
  return answer;
}

Answer<Bid> Query7(const Events& events) {
  std::map<beam::Timestamp, int64_t> highest;
  for (const Bid& bid : All<Bid>(events)) {
    int64_t& price = highest[StartOfTen(bid.time)];
    price = std::max(price, bid.price);
  }
  Answer<Bid> answer;
  for (const Bid& bid : All<Bid>(events)) {
    if (bid.price == highest[StartOfTen(bid.time)]) answer.push_back({bid, EndOfTen(StartOfTen(bid.time))});
  }
  return answer;
}

Answer<NewSeller> Query8(const Events& events) {
  Answer<NewSeller> answer;
  for (const Person& person : All<Person>(events)) {
    for (const Auction& auction : All<Auction>(events)) {
      if (auction.seller != person.id || StartOfTen(auction.opens) != StartOfTen(person.joined)) continue;
      answer.push_back({{person.id, person.name, auction.reserve}, EndOfTen(StartOfTen(person.joined))});
    }
  }
  return answer;
}

Answer<AuctionBid> Query9(const Events& events) {
  Answer<AuctionBid> answer;
  const std::vector<Bid> bids = All<Bid>(events);
  for (const Auction& auction : All<Auction>(events)) {
    std::vector<Bid> valid;
    for (const Bid& bid : bids) {
      if (bid.auction == auction.id && bid.time < auction.expires && bid.price >= auction.reserve) valid.push_back(bid);
    }
    if (valid.empty()) continue;
    const Bid winner = *std::max_element(valid.begin(), valid.end(), [](const Bid& a, const Bid& b) {
      return a.price < b.price || (a.price == b.price && a.time > b.time);
    });
    answer.push_back({{auction, winner}, auction.expires - beam::Duration(1)});
  }
  return answer;
}

Answer<BidsPerSession> Query11(const Events& events) {
  std::map<int64_t, std::multiset<beam::Timestamp>> times;
  for (const Bid& bid : All<Bid>(events)) times[bid.bidder].insert(bid.time);
  Answer<BidsPerSession> answer;
  for (const auto& [bidder, bids] : times) {
    std::optional<beam::Timestamp> last;
    for (const beam::Timestamp time : bids) {
      if (!last.has_value() || time - *last >= seconds(10)) answer.push_back({{bidder, 0}, time});
      ++answer.back().value.bids;
      answer.back().timestamp = time + seconds(10) - beam::Duration(1);
      last = time;
    }
  }
  return answer;
}

std::vector<BidsPerSession> Query12(const Events& events) {
  std::map<int64_t, int64_t> counts;
  for (const Bid& bid : All<Bid>(events)) ++counts[bid.bidder];
  std::vector<BidsPerSession> answer;
  for (const auto& [bidder, bids] : counts) answer.push_back({bidder, bids});
  return answer;
}

}  // namespace nexmark::model
