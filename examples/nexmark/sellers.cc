// Queries 3 and 8, which join auctions with the people who sell: by state and timers, and by CoGroupByKey.
#include "beam/state.h"
#include "beam/timer.h"
#include "examples/nexmark/queries.h"
#include "transforms/with_keys.h"

namespace nexmark {

namespace {

void KeyBySeller(const Event& event, beam::Emitter<beam::KV<int64_t, Event>> emit) {
  if (const auto* person = std::get_if<Person>(&event)) {
    if (person->state == "OR" || person->state == "ID" || person->state == "CA") emit(person->id, event);
  } else if (const auto* auction = std::get_if<Auction>(&event)) {
    if (auction->category == 10) emit(auction->seller, event);
  }
}

struct MatchSellers {
  beam::ValueState<Person, "seller"> seller;
  beam::BagState<Auction, "waiting"> waiting;
  beam::EventTimer<"forget"> forget;

  void ProcessElement(beam::EventTime now, int64_t, const Event& event, beam::Emitter<LocalItem> emit) {
    forget.Set(now + std::chrono::minutes(10));
    if (const auto* person = std::get_if<Person>(&event)) {
      for (const Auction& auction : waiting.Read()) emit(ItemOf(*person, auction));
      waiting.Clear();
      seller.Write(*person);
    } else if (const auto* auction = std::get_if<Auction>(&event)) {
      if (const Person* known = seller.Find()) {
        emit(ItemOf(*known, *auction));
      } else {
        waiting.Add(*auction);
      }
    }
  }
  void OnTimer(beam::EventTimer<"forget">&, int64_t) {
    seller.Clear();
    waiting.Clear();
  }

  static LocalItem ItemOf(const Person& person, const Auction& auction) {
    return {person.name, person.city, person.state, auction.id};
  }
};

void JoinNewSellers(int64_t, beam::Iter<Person> people, beam::Iter<Auction> auctions, beam::Emitter<NewSeller> emit) {
  for (const Person& person : people) {
    for (const Auction& auction : auctions) emit({person.id, person.name, auction.reserve});
  }
}

}  // namespace

beam::PCollection<LocalItem> Query3(const beam::PCollection<Event>& events) {
  return beam::ParDo(beam::ParDo(events, KeyBySeller), MatchSellers());
}

beam::PCollection<NewSeller> Query8(const beam::PCollection<Event>& events) {
  auto windowed = beam::WindowInto(events, beam::FixedWindows(kWindow));
  auto people = beam::WithKeys(Only<Person>(windowed), &Person::id);
  auto auctions = beam::WithKeys(Only<Auction>(windowed), &Auction::seller);
  return beam::ParDo(beam::CoGroupByKey(people, auctions), JoinNewSellers);
}

}  // namespace nexmark
