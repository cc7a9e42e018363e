// The answers to the queries as loops over a vector, which anybody can check by reading.
#pragma once

#include <map>
#include <vector>

#include "examples/nexmark/queries.h"

namespace nexmark::model {

using Events = std::vector<Event>;
/// Results at their event times: that of the event, or the last moment of the window.
template <class Result>
using Answer = std::vector<beam::Timestamped<Result>>;

beam::Timestamp TimeOf(const Event& event);

Answer<Event> Query0(const Events& events);
Answer<Bid> Query1(const Events& events);
Answer<AuctionPrice> Query2(const Events& events);
Answer<CategoryPrice> Query4(const Events& events);
Answer<AuctionCount> Query5(const Events& events);
Answer<Bid> Query7(const Events& events);
Answer<NewSeller> Query8(const Events& events);
Answer<AuctionBid> Query9(const Events& events);
Answer<BidsPerSession> Query11(const Events& events);

/// Without times, which depend on the order of the events.
std::vector<LocalItem> Query3(const Events& events);
/// What holds in the end.
std::vector<SellerPrice> Query6(const Events& events);
/// All bids of each person.
std::vector<BidsPerSession> Query12(const Events& events);

}  // namespace nexmark::model
