// Windows that do not merge know nothing of each other: a key with many of them does what as many keys with one each would do.
// Keys with many windows are kept otherwise than keys with a few, so this is about both.
#include <cstdio>
#include <map>
#include <random>

#include <catch2/catch.hpp>

#include "beam/event_time/fixed_windows.h"
#include "test/beam/event_time/one_key.h"

namespace beam::testing {
namespace {

using internal::Clocks;
using internal::KeyWindows;
using internal::Windowing;

const Trigger kSynchronized(Trigger::Kind::kAfterSynchronizedProcessingTime);

std::vector<Trigger> Triggers() {
  return {DefaultTrigger(),
          AfterWatermark().EarlyFirings(AfterCount(2)).LateFirings(AfterCount(3)),
          AfterWatermark().EarlyFirings(AfterProcessingTime(Duration(7))),
          Repeatedly(AfterCount(2)),
          Repeatedly(AfterAny({AfterProcessingTime(Duration(20)), kSynchronized, AfterCount(4)})),
          Repeatedly(AfterAll({AfterProcessingTime(Duration(5)), AfterCount(2)})),
          AfterEach({AfterCount(1), AfterWatermark(), AfterCount(2)}),
          AfterEach({AfterProcessingTime(Duration(5)).OrFinally(AfterWatermark()), AfterWatermark(), AfterCount(2)}),
          Repeatedly(AfterCount(2)).OrFinally(AfterCount(5)),
          Never(),
          Always()};
}

struct Key {
  explicit Key(const internal::WindowRules& rules) : windows(rules) {}
  void Add(const Window& window, std::int64_t timestamp, const Clocks& clocks) {
    const std::uint32_t content = windows.Add(window, Timestamp::Millis(timestamp), clocks, contents);
    dropped += content == KeyWindows::kDropped;
    if (content != KeyWindows::kDropped) contents.Append(content, timestamp);
    windows.Fire(clocks, contents);
  }
  RecordedContents contents;
  KeyWindows windows;
  int dropped = 0;
};

class ManyAndOne {
 public:
  explicit ManyAndOne(const Windowing& windowing) : rules_(windowing), many_(rules_) {}

  void Element(std::int64_t timestamp) {
    std::vector<Window> windows;
    rules_.windowing().fn->Assign(Timestamp::Millis(timestamp), windows);
    many_.Add(windows[0], timestamp, clocks_);
    alone_.try_emplace(windows[0], rules_).first->second.Add(windows[0], timestamp, clocks_);
    Compare();
  }
  void Advance() {
    many_.windows.Advance(clocks_, many_.contents);
    for (auto& [window, key] : alone_) key.windows.Advance(clocks_, key.contents);
    Compare();
  }
  Clocks& clocks() { return clocks_; }
  const Key& many() const { return many_; }
  std::size_t panes() const { return panes_; }

 private:
  static void AddPanes(Key& key, std::vector<std::string>& texts) {
    for (const RecordedPane& pane : key.contents.TakePanes()) texts.push_back(PaneText(pane));
  }
  void Compare() {
    std::vector<std::string> together;
    AddPanes(many_, together);
    std::vector<std::string> apart;
    Timestamp event = Timestamp::Max();
    Timestamp processing = Timestamp::Max();
    Timestamp synchronized = Timestamp::Max();
    Timestamp hold = Timestamp::Max();
    int dropped = 0;
    for (auto& [window, key] : alone_) {
      AddPanes(key, apart);
      event = std::min(event, key.windows.next_event_time());
      processing = std::min(processing, key.windows.next_processing_time());
      synchronized = std::min(synchronized, key.windows.next_synchronized_processing_time());
      hold = std::min(hold, key.windows.hold());
      dropped += key.dropped;
    }
    panes_ += together.size();
    std::sort(together.begin(), together.end());
    std::sort(apart.begin(), apart.end());
    REQUIRE(together == apart);
    REQUIRE(many_.windows.next_event_time() == event);
    REQUIRE(many_.windows.next_processing_time() == processing);
    REQUIRE(many_.windows.next_synchronized_processing_time() == synchronized);
    REQUIRE(many_.windows.hold() == hold);
    REQUIRE(many_.dropped == dropped);
  }

  internal::WindowRules rules_;
  Clocks clocks_;
  Key many_;
  std::map<Window, Key> alone_;
  std::size_t panes_ = 0;
};

void MoveClocks(std::mt19937& random, ManyAndOne& keys) {
  const Duration step(static_cast<std::int64_t>(random() % 12));
  switch (random() % 4) {
    case 0:
      keys.clocks().watermark = keys.clocks().watermark + step;
      break;
    case 1:
      keys.clocks().processing_time = keys.clocks().processing_time + step;
      break;
    case 2:
      keys.clocks().watermark = keys.clocks().watermark + step;
      keys.clocks().processing_time = keys.clocks().processing_time + step;
      break;
    default:
      keys.clocks().synchronized_processing_time =
          std::min(keys.clocks().processing_time, keys.clocks().synchronized_processing_time + step);
  }
  keys.Advance();
}

TEST_CASE("many windows of one key behave as if each had a key of its own") {
  const unsigned seed = std::random_device{}();
  std::printf("seed %u\n", seed);
  INFO("seed " << seed);
  std::mt19937 random(seed);
  std::size_t panes = 0;
  for (const Trigger& trigger : Triggers()) {
    for (const std::int64_t span : {60, 400}) {
      INFO(trigger.ToString() << ", elements of " << span << "ms at a time");
      Windowing windowing = {.fn = std::make_shared<FixedWindows>(Duration(10)), .trigger = trigger};
      windowing.allowed_lateness = Duration(static_cast<std::int64_t>(random() % 3 * 25));
      windowing.accumulation = static_cast<AccumulationMode>(random() % 2);
      windowing.closing = static_cast<ClosingBehavior>(random() % 2);
      windowing.on_time = static_cast<OnTimeBehavior>(random() % 2);
      windowing.timestamps = static_cast<TimestampCombiner>(random() % 3);
      ManyAndOne keys(windowing);
      keys.clocks() = {Timestamp(), Timestamp(), Timestamp()};
      for (int i = 0; i < 600; ++i) {
        const std::int64_t now = keys.clocks().watermark.millis();
        if (random() % 4 != 0) {
          keys.Element(now - 40 + static_cast<std::int64_t>(random() % static_cast<unsigned>(span)));
        } else {
          MoveClocks(random, keys);
        }
      }
      keys.clocks().watermark = Timestamp::Max();
      keys.Advance();
      CHECK(keys.many().windows.empty());
      CHECK(keys.many().contents.size() == 0);
      panes += keys.panes();
    }
  }
  CHECK(panes > 1000);
}

}  // namespace
}  // namespace beam::testing
