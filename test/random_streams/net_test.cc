// Does the net catch fish? Oracles that break one rule each, which random streams must find and make small.
#include <catch2/catch.hpp>
#include <memory>
#include <string>

#include "test/random_streams/compare.h"
#include "test/random_streams/generate.h"
#include "test/random_streams/shrink.h"

namespace beam::testing {
namespace {

class MistakenKey final : public KeyUnderTest {
 public:
  MistakenKey(const Stream& stream, Mistake mistake) : model_(stream, mistake) {}
  bool Add(const Window& window, Timestamp time, std::int64_t value, const Moment& now,
           std::vector<Pane>& panes) override {
    return model_.Add(window, time, value, now, panes);
  }
  void Advance(const Moment& now, std::vector<Pane>& panes) override { model_.Advance(now, panes); }
  Timestamp Hold() const override { return model_.Hold(); }
  bool empty() const override { return model_.empty(); }

 private:
  KeyModel model_;
};

MakeKey Making(Mistake mistake) {
  return [mistake](const Stream& stream) { return std::make_unique<MistakenKey>(stream, mistake); };
}

// Finds a seed that shows the mistake, makes its stream smaller and returns that.
Stream FindDifference(Mistake mistake) {
  const MakeKey make = Making(mistake);
  for (std::uint64_t seed = 1; seed <= 500; ++seed) {
    const Stream stream = GenerateStream(seed);
    if (CompareStream(stream, make).empty()) continue;
    return ShrinkStream(stream, [&](const Stream& candidate) { return !CompareStream(candidate, make).empty(); });
  }
  return {};
}

TEST_CASE("a broken rule of windows and panes is found, and the stream that shows it is small") {
  const Mistake mistake =
      GENERATE(Mistake::kForgetsAllowedLateness, Mistake::kKeepsFiredValues, Mistake::kCountsPanesFromTheMerge,
               Mistake::kTakesTimeOfLateElements, Mistake::kRepeatsOnTime, Mistake::kReopensFinishedWindows,
               Mistake::kForgetsToHoldForLateElements, Mistake::kWaitsOneMore);
  const Stream stream = FindDifference(mistake);
  INFO("mistake " << static_cast<int>(mistake) << ": " << ToString(stream));
  CHECK_FALSE(stream.events.empty());
  CHECK(stream.events.size() <= 8);
}

TEST_CASE("an oracle without a mistake is not told from itself, and is empty at the end of time") {
  for (std::uint64_t seed = 1; seed <= 200; ++seed)
    CHECK(CompareStream(GenerateStream(seed), Making(Mistake::kNone)) == "");
}

TEST_CASE("leaving out events, parts of the trigger and options ends at the least that fails") {
  Stream stream = GenerateStream(7);
  stream.trigger = AfterEach({Repeatedly(AfterCount(3)).OrFinally(AfterProcessingTime()), Always()});
  const Stream smaller = ShrinkStream(stream, [](const Stream& candidate) { return !candidate.events.empty(); });
  CHECK(smaller.events.size() == 1);
  CHECK(smaller.trigger.children().empty());
  CHECK(smaller.windows.kind == WindowsOf::Kind::kFixed);
  CHECK(smaller.allowed_lateness == 0);
}

TEST_CASE("a seed makes the same stream each time, and other seeds make others") {
  CHECK(ToString(GenerateStream(7)) == ToString(GenerateStream(7)));
  CHECK(ToString(GenerateStream(7)) != ToString(GenerateStream(8)));
}

struct Tally {
  int panes_of_timing[3] = {0, 0, 0};
  int merged_panes = 0;
  int last_panes = 0;
  int empty_panes = 0;
  int dropped = 0;
};

// Groups as the oracle does, and counts what happens.
class CountingKey final : public KeyUnderTest {
 public:
  CountingKey(const Stream& stream, Tally& tally) : stream_(stream), model_(stream), tally_(tally) {}
  bool Add(const Window& window, Timestamp time, std::int64_t value, const Moment& now,
           std::vector<Pane>& panes) override {
    const bool added = model_.Add(window, time, value, now, panes);
    tally_.dropped += added ? 0 : 1;
    for (const Pane& pane : panes) Count(pane);
    return added;
  }
  void Advance(const Moment& now, std::vector<Pane>& panes) override {
    model_.Advance(now, panes);
    for (const Pane& pane : panes) Count(pane);
  }
  Timestamp Hold() const override { return model_.Hold(); }
  bool empty() const override { return model_.empty(); }

 private:
  void Count(const Pane& pane) {
    ++tally_.panes_of_timing[static_cast<int>(pane.meta.pane.timing)];
    const bool may_merge = stream_.windows.kind == WindowsOf::Kind::kSessions;
    tally_.merged_panes +=
        may_merge && pane.meta.window.end() - pane.meta.window.start() > Duration(stream_.windows.size);
    tally_.last_panes += pane.meta.pane.is_last;
    tally_.empty_panes += pane.values.empty();
  }

  const Stream& stream_;
  KeyModel model_;
  Tally& tally_;
};

TEST_CASE("random streams drop elements, merge windows and emit panes of every kind") {
  Tally tally;
  const MakeKey make = [&](const Stream& stream) { return std::make_unique<CountingKey>(stream, tally); };
  for (std::uint64_t seed = 1; seed <= 300; ++seed) CHECK(CompareStream(GenerateStream(seed), make) == "");
  for (const int panes : tally.panes_of_timing) CHECK(panes > 50);
  CHECK(tally.merged_panes > 50);
  CHECK(tally.last_panes > 50);
  CHECK(tally.empty_panes > 50);
  CHECK(tally.dropped > 50);
}

}  // namespace
}  // namespace beam::testing
