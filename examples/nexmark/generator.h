// Generator: the events of an auction house, as many as are wanted.
#pragma once

#include "examples/nexmark/event.h"

namespace nexmark {

/// Of every 50 events the first is a person, the next three are auctions, the others are bids. An event is a function of its number
/// and the seed, so that any range of them can be made anywhere. Half of the bids are for one hot auction in a hundred, three
/// quarters of them by a hot bidder, and three quarters of the auctions of a hot seller. Bids name auctions, and auctions and bids
/// name people, that are still to come now and then. The proportions are those of Apache Beam's Nexmark suite.
struct Generator {
  uint64_t seed = 0;
  int64_t events_per_second = 10'000;
  beam::Timestamp begin = beam::Timestamp::Millis(1'437'004'800'000);  // 2015-07-16

  Event At(int64_t number) const;
  beam::Timestamp TimeOf(int64_t number) const;

  beam::Timestamped<Event> ProcessElement(int64_t number) const { return {At(number), TimeOf(number)}; }
};

/// The events with the numbers below `count`, each at its time, made by all workers. Throws beam::Error for a count below 0 and a
/// rate below 1.
beam::PCollection<Event> GenerateEvents(beam::PipelineRef pipeline, int64_t count, const Generator& generator = {});

}  // namespace nexmark
