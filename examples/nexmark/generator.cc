#include "examples/nexmark/generator.h"

#include <algorithm>
#include <cmath>
#include <string_view>

#include "transforms/generate_sequence.h"

namespace nexmark {

namespace {

constexpr int64_t kAuctionsOfFifty = 3;
constexpr int64_t kFirstId = 1000;  // Of people and of auctions.
constexpr int64_t kFirstCategory = 10;
constexpr int64_t kCategories = 5;
constexpr int64_t kOneIsHotOf = 100;
constexpr int64_t kActivePeople = 1000;
constexpr int64_t kOpenAuctions = 100;
constexpr int64_t kIdsToCome = 10;

constexpr std::string_view kFirstNames[] = {"Ada", "Bjarne", "Donald", "Edsger", "Frances", "Grace", "Ken", "Niklaus"};
constexpr std::string_view kLastNames[] = {"Allen",  "Dahl",     "Hopper",  "Knuth",
                                           "Liskov", "Lovelace", "Nygaard", "Wirth"};
constexpr std::string_view kCities[] = {"Boise",    "Cheyenne", "Los Angeles", "Phoenix",
                                        "Portland", "Redmond",  "Seattle",     "Tucson"};
constexpr std::string_view kStates[] = {"AZ", "CA", "ID", "OR", "WA", "WY"};

// SplitMix64 (Steele, Lea, Flood, 2014): a good sequence from any state.
class Random {
 public:
  Random(uint64_t seed, int64_t number) : state_(seed * 0xD1342543DE82EF95u + static_cast<uint64_t>(number)) {
    state_ = Next();  // Neighbours in number become strangers.
  }
  uint64_t Next() {
    uint64_t x = state_ += 0x9E3779B97F4A7C15u;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
    return x ^ (x >> 31);
  }
  int64_t Below(int64_t bound) { return static_cast<int64_t>((Next() >> 32) * static_cast<uint64_t>(bound) >> 32); }
  double Fraction() { return static_cast<double>(Next() >> 11) * 0x1p-53; }
  template <std::size_t kSize>
  std::string_view OneOf(const std::string_view (&words)[kSize]) {
    return words[Below(kSize)];
  }

 private:
  uint64_t state_;
};

// Evenly spread on the scale of magnitudes, from a dollar to a million.
int64_t Price(Random& random) { return std::llround(std::pow(10.0, random.Fraction() * 6) * 100); }

std::string Letters(Random& random, int64_t size) {
  std::string letters(static_cast<std::size_t>(size), ' ');
  for (std::size_t i = 0; i < letters.size();) {
    uint64_t bits = random.Next();
    for (int part = 0; part < 8 && i < letters.size(); ++part, bits >>= 8) {
      letters[i++] = static_cast<char>('a' + (((bits & 0xFF) * 26) >> 8));
    }
  }
  return letters;
}

std::string Text(Random& random, int64_t below) { return Letters(random, 3 + random.Below(below - 3)); }

// What fills an event of `size` bytes up to the usual size of its kind, a fifth more or less.
std::string Filling(Random& random, std::size_t size, int64_t usual) {
  const int64_t missing = usual - static_cast<int64_t>(size);
  if (missing <= 0) return "";
  const int64_t spread = missing / 5;
  return Letters(random, missing - spread + random.Below(2 * spread + 1));
}

// The last person, and the last auction, that came up to this event, counted from 0.
int64_t LastPerson(int64_t number) { return number / 50; }
int64_t LastAuction(int64_t number) {
  return number / 50 * kAuctionsOfFifty + std::min(number % 50, kAuctionsOfFifty) - 1;
}

int64_t Hot(int64_t last) { return last / kOneIsHotOf * kOneIsHotOf; }

int64_t AnyPerson(Random& random, int64_t number) {
  const int64_t people = LastPerson(number) + 1;
  const int64_t active = std::min(people, kActivePeople);
  return people - active + random.Below(active + kIdsToCome);
}

int64_t AnyAuction(Random& random, int64_t number) {
  const int64_t last = LastAuction(number);
  const int64_t first = std::max<int64_t>(last - kOpenAuctions, 0);
  return first + random.Below(last - first + 1 + kIdsToCome);
}

Person NewPerson(Random& random, int64_t number, beam::Timestamp now) {
  Person person;
  person.id = kFirstId + LastPerson(number);
  person.name.append(random.OneOf(kFirstNames)).append(" ").append(random.OneOf(kLastNames));
  person.email = Text(random, 7) + "@" + Text(random, 5) + ".com";
  for (int i = 0; i < 4; ++i) person.credit_card += (i == 0 ? "" : " ") + std::to_string(1000 + random.Below(9000));
  person.city = random.OneOf(kCities);
  person.state = random.OneOf(kStates);
  person.joined = now;
  const std::size_t size = person.name.size() + person.email.size() + person.credit_card.size() + person.city.size();
  person.extra = Filling(random, size + 18, 200);
  return person;
}

// As long as it takes, on average, until as many auctions have come as are usually open.
beam::Duration Length(Random& random, const Generator& generator, int64_t number) {
  const int64_t events = kOpenAuctions * 50 / kAuctionsOfFifty;
  const beam::Duration usual = generator.TimeOf(number + events) - generator.TimeOf(number);
  return beam::Duration(1 + random.Below(std::clamp<int64_t>(2 * usual.count(), 1, kLongestAuction.count())));
}

Auction NewAuction(Random& random, const Generator& generator, int64_t number, beam::Timestamp now) {
  Auction auction;
  auction.id = kFirstId + LastAuction(number);
  auction.seller = kFirstId + (random.Below(4) > 0 ? Hot(LastPerson(number)) : AnyPerson(random, number));
  auction.category = kFirstCategory + random.Below(kCategories);
  auction.first_bid = Price(random);
  auction.reserve = auction.first_bid + Price(random);
  auction.opens = now;
  auction.expires = now + Length(random, generator, number);
  auction.item = Text(random, 20);
  auction.description = Text(random, 100);
  auction.extra = Filling(random, auction.item.size() + auction.description.size() + 56, 500);
  return auction;
}

// The hot bidder is the second of a hundred, where the hot seller is the first.
Bid NewBid(Random& random, int64_t number, beam::Timestamp now) {
  Bid bid;
  bid.auction = kFirstId + (random.Below(2) > 0 ? Hot(LastAuction(number)) : AnyAuction(random, number));
  bid.bidder = kFirstId + (random.Below(4) > 0 ? Hot(LastPerson(number)) + 1 : AnyPerson(random, number));
  bid.price = Price(random);
  bid.time = now;
  bid.extra = Filling(random, 32, 100);
  return bid;
}

void Require(bool good, const char* sentence) {
  if (!good) throw beam::Error(beam::StatusCode::kInvalidArgument, sentence);
}

}  // namespace

beam::Timestamp Generator::TimeOf(int64_t number) const {
  const int64_t seconds = number / events_per_second;
  return begin + beam::Duration(seconds * 1000 + number % events_per_second * 1000 / events_per_second);
}

Event Generator::At(int64_t number) const {
  Random random(seed, number);
  const beam::Timestamp now = TimeOf(number);
  const int64_t place = number % 50;
  if (place == 0) return NewPerson(random, number, now);
  if (place <= kAuctionsOfFifty) return NewAuction(random, *this, number, now);
  return NewBid(random, number, now);
}

beam::PCollection<Event> GenerateEvents(beam::PipelineRef pipeline, int64_t count, const Generator& generator) {
  Require(count >= 0, "the number of events is 0 or more");
  Require(generator.events_per_second >= 1, "the rate of events is 1 or more a second");
  return beam::ParDo(beam::GenerateSequence(pipeline, {.to = count}), beam::Named("Generate", generator));
}

}  // namespace nexmark
