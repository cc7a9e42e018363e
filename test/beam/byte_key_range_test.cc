#include "beam/byte_key_range.h"

#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>
#include <cstdint>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "beam/base/error.h"
#include "coders/coders.h"

namespace beam {
namespace {

using namespace std::string_literals;  // NOLINT(google-build-using-namespace): for strings with zeros in them
using Keys = std::vector<std::string>;

ByteKeyRange Range(const std::string& from, const std::string& to) { return {{from}, Bytes{to}}; }
ByteKeyRange From(const std::string& from) { return {{from}, std::nullopt}; }

TEST_CASE("keys inside the range are claimed, the first one behind it is not") {
  ByteKeyRangeTracker tracker(Range("b", "d"));
  CHECK_FALSE(tracker.Done());
  CHECK(tracker.TryClaim("b"));
  CHECK(tracker.TryClaim("cat"));
  CHECK_FALSE(tracker.Done());
  CHECK_FALSE(tracker.TryClaim("d"));
  CHECK(tracker.Done());
}

TEST_CASE("bytes are compared as unsigned numbers") {
  ByteKeyRangeTracker tracker(Range("a", "\xf0"));
  CHECK(tracker.TryClaim("\x7f"));
  CHECK(tracker.TryClaim("\x80"));
  CHECK_FALSE(tracker.TryClaim("\xf0"));
}

TEST_CASE("a range is done when nothing can be left in it") {
  CHECK(ByteKeyRangeTracker(Range("a", "a")).Done());
  ByteKeyRangeTracker last(Range("a", "a\0\0"s));
  CHECK(last.TryClaim("a"));
  CHECK_FALSE(last.Done());
  CHECK(last.TryClaim("a\0"s));
  CHECK(last.Done());
  ByteKeyRangeTracker endless{ByteKeyRange()};
  CHECK(endless.TryClaim("\xff\xff\xff"));
  CHECK_FALSE(endless.Done());
  endless.ClaimRest();
  CHECK(endless.Done());
  CHECK_FALSE(endless.TrySplit(0).has_value());
}

TEST_CASE("keys that were passed, and ranges that end before they begin, are refused") {
  ByteKeyRangeTracker tracker(From("b"));
  CHECK_THROWS_AS(tracker.TryClaim("a"), Error);
  CHECK(tracker.TryClaim("c"));
  CHECK_THROWS_AS(tracker.TryClaim("c"), Error);
  CHECK_THROWS_AS(tracker.TryClaim("bz"), Error);
  tracker.ClaimRest();
  CHECK_THROWS_AS(tracker.TryClaim("d"), Error);
  CHECK_THROWS_AS(ByteKeyRangeTracker(Range("b", "a")), Error);
  CHECK_THROWS_AS(Range("a", "b").Split(0), Error);
  CHECK_THROWS_AS(Range("a", "a").KeyAt(0), Error);
  CHECK_THROWS_AS(Range("a", "b").KeyAt(1), Error);
  CHECK_THROWS_AS(Range("a", "b").KeyAt(-0.1), Error);
}

TEST_CASE("a split at 0 takes away everything that is not claimed") {
  ByteKeyRangeTracker tracker(Range("a", "k"));
  CHECK(tracker.TryClaim("c"));
  CHECK(tracker.TrySplit(0) == Range("c\0"s, "k"));
  CHECK(tracker.CurrentRestriction() == Range("a", "c\0"s));
  CHECK(tracker.Done());
  CHECK_FALSE(tracker.TryClaim("d"));
  CHECK_FALSE(tracker.TrySplit(0).has_value());
  ByteKeyRangeTracker unclaimed{ByteKeyRange()};
  CHECK(unclaimed.TrySplit(0) == ByteKeyRange());
  CHECK(unclaimed.Done());
  CHECK(unclaimed.CurrentRestriction() == Range("", ""));
}

TEST_CASE("a split takes away what is behind a fraction of the keys that are left") {
  ByteKeyRangeTracker tracker{ByteKeyRange()};
  CHECK(tracker.TrySplit(0.5) == From("\x80"));
  CHECK(tracker.TrySplit(0.5) == Range("\x40", "\x80"));
  CHECK(tracker.TryClaim("\x20"));
  const auto rest = tracker.TrySplit(0.5);
  REQUIRE(rest.has_value());
  CHECK(rest->from.data == "\x30");
  CHECK_FALSE(tracker.TrySplit(1).has_value());
  CHECK(tracker.CurrentRestriction() == Range("", "\x30"));
}

TEST_CASE("the key at a fraction is where evenly distributed keys would have it") {
  CHECK(ByteKeyRange().KeyAt(0).data.empty());
  CHECK(ByteKeyRange().KeyAt(0.25).data == "\x40");
  CHECK(Range("a", "b").KeyAt(0.5).data == "a\x80");
  CHECK(Range("user/1", "user/3").KeyAt(0.5).data == "user/2");
  CHECK(Range("a", "c").KeyAt(0.75).data == "b\x80");
  CHECK(From("\xff\xfe").KeyAt(0.5).data == "\xff\xff");
  // Between neighbours there is nothing.
  CHECK(Range("a", "a\0"s).KeyAt(0.9).data == "a");
  CHECK(Range("a\0"s, "a\0\0\0"s).KeyAt(0.5).data == "a\0"s);
}

TEST_CASE("progress is the share of the keys up to the one that was claimed last") {
  ByteKeyRangeTracker tracker(Range("\x40", "\x80"));
  CHECK(tracker.Progress().completed == 0);
  CHECK(tracker.Progress().remaining == 1);
  CHECK(tracker.TryClaim("\x50"));
  CHECK(tracker.Progress().completed == Approx(0.25));
  CHECK(tracker.Progress().remaining == Approx(0.75));
  CHECK_FALSE(tracker.TryClaim("\x90"));
  CHECK(tracker.Progress().completed == 1);
  CHECK(tracker.Progress().remaining == 0);
}

TEST_CASE("a range travels between workers") {
  for (const ByteKeyRange& range : {ByteKeyRange(), Range("", ""), Range("\xff\0"s, "\xff\xff"), From("a")}) {
    std::string bytes;
    ByteWriter writer(bytes);
    Coder<ByteKeyRange>::Encode(range, writer);
    ByteReader reader(bytes);
    CHECK(Coder<ByteKeyRange>::Decode(reader) == range);
  }
}

/// Random keys, many of which are short, share beginnings, or differ in zeros at their ends.
class RandomKeys {
 public:
  explicit RandomKeys(unsigned seed) : random_(seed) {}

  std::size_t Below(std::size_t n) { return random_() % n; }
  double Fraction() { return Below(5) == 0 ? 0 : static_cast<double>(Below(1'000'000)) / 1'000'000; }
  std::string Key() {
    static const std::string kBytes("\0\1\x7f\x80\xff", 5);
    std::string key = Below(3) == 0 ? "prefix" : "";
    for (std::size_t length = Below(6); length > 0; --length) {
      key += Below(2) == 0 ? kBytes[Below(5)] : static_cast<char>(Below(256));
    }
    if (Below(20) == 0) key += std::string(Below(30), '\xff');
    return key;
  }
  ByteKeyRange Range() {
    Bytes from{Key()};
    Bytes to{Key()};
    if (Below(4) == 0) return {from, std::nullopt};
    return from <= to ? ByteKeyRange{from, to} : ByteKeyRange{to, from};
  }

 private:
  std::mt19937 random_;
};

TEST_CASE("keys at fractions are in the range, rise with the fraction, and have it") {
  for (unsigned seed = 1; seed <= 2000; ++seed) {
    RandomKeys random(seed);
    const ByteKeyRange range = random.Range();
    if (range.empty()) continue;
    CAPTURE(seed);
    double fraction = random.Fraction();
    const Bytes key = range.KeyAt(fraction);
    CHECK(range.Contains(key.data));
    const double further = fraction + (1 - fraction) * random.Fraction();
    CHECK((further >= 1 || range.KeyAt(further) >= key));
    const double found = range.FractionAt(key.data);
    CHECK(found <= 1);
    // Neighbours have only zeros between them, and all of those are one number.
    if (range.FractionAt(range.KeyAt(0.999).data) > 0.5) CHECK(found == Approx(fraction).margin(1e-9));
  }
}

// That `parts`, in order, are exactly the keys of `whole`.
void CheckCover(const std::vector<ByteKeyRange>& parts, const ByteKeyRange& whole) {
  REQUIRE_FALSE(parts.empty());
  CHECK(parts.front().from == whole.from);
  CHECK(parts.back().to == whole.to);
  for (std::size_t i = 1; i < parts.size(); ++i) CHECK(parts[i - 1].to == parts[i].from);
}

TEST_CASE("parts of a range cover it, and none is empty unless the range is") {
  for (unsigned seed = 1; seed <= 1000; ++seed) {
    CAPTURE(seed);
    RandomKeys random(seed);
    const ByteKeyRange range = random.Range();
    const int count = 1 + static_cast<int>(random.Below(20));
    const std::vector<ByteKeyRange> parts = range.Split(count);
    CHECK(parts.size() <= static_cast<std::size_t>(count));
    CheckCover(parts, range);
    for (const ByteKeyRange& part : parts) CHECK(part.empty() == range.empty());
  }
  CHECK(ByteKeyRange().Split(4) ==
        std::vector<ByteKeyRange>{Range("", "\x40"), Range("\x40", "\x80"), Range("\x80", "\xc0"), From("\xc0")});
}

/// Reads a table part by part, in the order in which a run might: parts are split before, while and after they are read.
class Reading {
 public:
  explicit Reading(unsigned seed) : random_(seed) {
    for (std::size_t rows = random_.Below(60); rows > 0; --rows) table_.insert(random_.Key());
  }

  void Read(const ByteKeyRange& whole) {
    waiting_ = {whole};
    while (!waiting_.empty()) {
      const ByteKeyRange next = waiting_.back();
      waiting_.pop_back();
      ReadPart(next);
    }
    std::sort(done_.begin(), done_.end(), [](const auto& a, const auto& b) { return a.from < b.from; });
    // An empty part, which was given away at once, may begin where its successor does.
    std::erase_if(done_, [](const ByteKeyRange& part) { return part.empty(); });
    if (!whole.empty()) CheckCover(done_, whole);
    Keys expected;
    std::copy_if(table_.begin(), table_.end(), std::back_inserter(expected),
                 [&](const std::string& key) { return whole.Contains(key); });
    std::sort(read_.begin(), read_.end());
    CHECK(read_ == expected);
  }

 private:
  void ReadPart(const ByteKeyRange& part) {
    ByteKeyRangeTracker tracker(part);
    MaybeSplit(tracker);
    bool inside = true;
    for (auto row = table_.lower_bound(part.from.data); inside && row != table_.end(); ++row) {
      inside = tracker.TryClaim(*row);
      CHECK(inside == tracker.CurrentRestriction().Contains(*row));
      if (inside) read_.push_back(*row);
      MaybeSplit(tracker);
    }
    if (inside) tracker.ClaimRest();
    CHECK(tracker.Done());
    CHECK_FALSE(tracker.TrySplit(random_.Fraction()).has_value());
    done_.push_back(tracker.CurrentRestriction());
  }
  void MaybeSplit(ByteKeyRangeTracker& tracker) {
    if (splits_ > 40 || random_.Below(3) != 0) return;
    const ByteKeyRange before = tracker.CurrentRestriction();
    const auto rest = tracker.TrySplit(random_.Fraction());
    const ByteKeyRange kept = tracker.CurrentRestriction();
    CHECK(kept.from == before.from);
    CHECK((rest.has_value() ? rest->to : kept.to) == before.to);
    if (!rest.has_value()) return;
    ++splits_;
    CHECK_FALSE(rest->empty());
    CHECK(kept.to == rest->from);
    waiting_.push_back(*rest);
  }

  RandomKeys random_;
  std::set<std::string> table_;
  std::vector<ByteKeyRange> waiting_;
  std::vector<ByteKeyRange> done_;
  Keys read_;
  int splits_ = 0;
};

TEST_CASE("however a range is split while it is read, each row of it is read once, and no other") {
  for (unsigned seed = 1; seed <= 1000; ++seed) {
    CAPTURE(seed);
    Reading(seed).Read(RandomKeys(seed + 100'000).Range());
  }
}

TEST_CASE("keys do not grow with every split") {
  ByteKeyRangeTracker tracker(Range("a", "b"));
  for (int i = 0; i < 40; ++i) REQUIRE(tracker.TrySplit(0.7).has_value());
  CHECK(tracker.CurrentRestriction().to->data.size() < 20);
}

std::string Number(std::uint32_t n) {
  std::string key;
  ByteWriter(key).PutFixed32(n);
  return key;
}

TEST_CASE("while others ask and split, what is claimed and what is split off is the range") {
  constexpr std::uint32_t kEnd = 20'000;
  ByteKeyRangeTracker tracker(Range(Number(0), Number(kEnd)));
  std::atomic<bool> go{false};
  std::vector<ByteKeyRange> rests;
  bool progress_adds_up = true;
  std::thread splitter([&] {
    while (!go.load()) std::this_thread::yield();
    for (int i = 0; i < 200; ++i) {
      const RestrictionProgress progress = tracker.Progress();
      progress_adds_up = progress_adds_up && progress.completed + progress.remaining == Approx(1);
      if (const auto rest = tracker.TrySplit(0.95)) rests.push_back(*rest);
    }
  });
  std::uint32_t next = 0;
  go = true;
  while (tracker.TryClaim(Number(next))) ++next;
  splitter.join();
  CHECK(progress_adds_up);
  CHECK(tracker.Done());
  std::reverse(rests.begin(), rests.end());
  rests.insert(rests.begin(), tracker.CurrentRestriction());
  CheckCover(rests, Range(Number(0), Number(kEnd)));
  if (next > 0) CHECK(rests.front().Contains(Number(next - 1)));
  CHECK_FALSE(rests.front().Contains(Number(next)));
}

}  // namespace
}  // namespace beam
