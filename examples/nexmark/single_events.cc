// Queries 0, 1 and 2, which look at one event at a time.
#include "examples/nexmark/queries.h"

namespace nexmark {

namespace {

Event ThroughCoder(const Event& event) {
  static const beam::Counter bytes("nexmark", "bytes");
  const std::string encoded = beam::EncodeElement(event);
  bytes.Add(static_cast<int64_t>(encoded.size()));
  return beam::DecodeElement<Event>(encoded);
}

Bid InEuros(Bid bid) {
  bid.price = bid.price * 89 / 100;
  return bid;
}

void SelectPrice(const Event& event, beam::Emitter<AuctionPrice> emit) {
  const Bid* bid = std::get_if<Bid>(&event);
  if (bid != nullptr && bid->auction % 123 == 0) emit({bid->auction, bid->price});
}

}  // namespace

beam::PCollection<Event> Query0(const beam::PCollection<Event>& events) { return beam::Map(events, ThroughCoder); }

beam::PCollection<Bid> Query1(const beam::PCollection<Event>& events) { return beam::Map(Only<Bid>(events), InEuros); }

beam::PCollection<AuctionPrice> Query2(const beam::PCollection<Event>& events) {
  return beam::ParDo(events, SelectPrice);
}

}  // namespace nexmark
