// The events of an auction house: people join, put things up for auction, and bid.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <variant>

#include "beam/beam.h"

namespace nexmark {

struct Person {
  int64_t id = 0;
  std::string name;
  std::string email;
  std::string credit_card;
  std::string city;
  std::string state;
  beam::Timestamp joined;
  std::string extra;
  bool operator==(const Person&) const = default;
};

struct Auction {
  int64_t id = 0;
  std::string item;
  std::string description;
  int64_t first_bid = 0;
  int64_t reserve = 0;  // Cents, as all prices; what is offered must reach it.
  beam::Timestamp opens;
  beam::Timestamp expires;
  int64_t seller = 0;
  int64_t category = 0;
  std::string extra;
  bool operator==(const Auction&) const = default;
};

struct Bid {
  int64_t auction = 0;
  int64_t bidder = 0;
  int64_t price = 0;
  beam::Timestamp time;
  std::string extra;
  bool operator==(const Bid&) const = default;
};

using Event = std::variant<Person, Auction, Bid>;

/// No auction is open for longer.
inline constexpr beam::Duration kLongestAuction = std::chrono::minutes(1);

/// The events of one kind: `Only<Bid>(events)`.
template <class Kind>
beam::PCollection<Kind> Only(const beam::PCollection<Event>& events) {
  return beam::ParDo(events, beam::Named("Only", [](const Event& event, beam::Emitter<Kind> emit) {
                       if (const Kind* one = std::get_if<Kind>(&event)) emit(*one);
                     }));
}

}  // namespace nexmark
