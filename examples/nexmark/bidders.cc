// Queries 11 and 12, which count the bids of people: in sessions, and by the clock.
#include "examples/nexmark/queries.h"
#include "transforms/count.h"

namespace nexmark {

namespace {

beam::PCollection<BidsPerSession> CountBids(const beam::PCollection<int64_t>& bidders) {
  return beam::Map(beam::Count(bidders), [](int64_t bidder, int64_t n) { return BidsPerSession{bidder, n}; });
}

}  // namespace

beam::PCollection<BidsPerSession> Query11(const beam::PCollection<Event>& events, int64_t part_bids) {
  auto bidders = beam::Map(Only<Bid>(events), &Bid::bidder);
  return CountBids(beam::WindowInto(bidders, beam::Sessions(kWindow),
                                    {.trigger = beam::Repeatedly(beam::AfterCount(part_bids)),
                                     .allowed_lateness = std::chrono::seconds(1),
                                     .accumulation = beam::AccumulationMode::kDiscarding}));
}

beam::PCollection<BidsPerSession> Query12(const beam::PCollection<Event>& events) {
  auto bidders = beam::Map(Only<Bid>(events), &Bid::bidder);
  return CountBids(beam::WindowInto(bidders, beam::GlobalWindows(),
                                    {.trigger = beam::Repeatedly(beam::AfterProcessingTime(kWindow)),
                                     .allowed_lateness = beam::Duration(0),
                                     .accumulation = beam::AccumulationMode::kDiscarding}));
}

}  // namespace nexmark
