#include "test/random_streams/generate.h"

#include <algorithm>
#include <utility>

#include "test/random_value_source.h"

namespace beam::testing {

namespace {

// True when nothing that comes is dropped because the trigger has finished.
bool IsSafe(const Trigger& trigger) {
  switch (trigger.kind()) {
    case Trigger::Kind::kDefault:
    case Trigger::Kind::kRepeatedly:
    case Trigger::Kind::kNever:
    case Trigger::Kind::kAlways:
      return true;
    case Trigger::Kind::kAfterWatermark:
      return trigger.late() != nullptr;
    default:
      return false;
  }
}

class Generator {
 public:
  explicit Generator(std::uint64_t seed) : random_(seed) {}

  Stream Make(TriggerChoice choice) {
    ChooseWindows();
    ChooseBase();
    stream_.trigger = AnyTrigger(3);
    if (choice == TriggerChoice::kSafe && !IsSafe(stream_.trigger)) stream_.trigger = Repeatedly(stream_.trigger);
    ChooseOptions();
    const std::uint64_t events = 1 + random_.Below(random_.OneIn(4) ? 60 : 20);
    for (std::uint64_t i = 0; i < events; ++i) AddEvent();
    AddEnd();
    return std::move(stream_);
  }

 private:
  std::int64_t Below(std::uint64_t bound) { return static_cast<std::int64_t>(random_.Below(bound)); }

  void ChooseWindows() {
    stream_.windows.kind = static_cast<WindowsOf::Kind>(random_.Below(5));
    stream_.windows.size = 1 + Below(random_.OneIn(2) ? 5 : 15);
    stream_.windows.step = 1 + Below(10);
    // At most a few windows an element.
    if (stream_.windows.kind == WindowsOf::Kind::kSliding)
      stream_.windows.step = std::max(stream_.windows.step, (stream_.windows.size + 3) / 4);
  }

  // Times are small numbers, but for some streams near the limits of the time domain.
  void ChooseBase() {
    if (random_.OneIn(16)) base_ = Timestamp::Min().millis() + 1000;
    if (random_.OneIn(16)) base_ = Window::Global().max_timestamp().millis() - 5000;
  }

  void ChooseOptions() {
    stream_.allowed_lateness = random_.OneIn(3) ? 0 : random_.OneIn(8) ? 1'000'000'000'000'000'000 : Below(30);
    if (random_.OneIn(2)) stream_.accumulation = AccumulationMode::kAccumulating;
    if (random_.OneIn(2)) stream_.closing = ClosingBehavior::kFireAlways;
    if (random_.OneIn(2)) stream_.on_time = OnTimeBehavior::kFireIfNonEmpty;
    stream_.timestamps = static_cast<TimestampCombiner>(random_.Below(3));
  }

  std::vector<Trigger> Several(int depth) {
    std::vector<Trigger> triggers;
    const std::uint64_t size = 1 + random_.Below(3);
    for (std::uint64_t i = 0; i < size; ++i) triggers.push_back(AnyTrigger(depth - 1));
    return triggers;
  }

  Trigger AnyTrigger(int depth) {
    if (depth <= 1 || random_.OneIn(4)) return Leaf();
    switch (random_.Below(7)) {
      case 0:
        return AfterAny(Several(depth));
      case 1:
        return AfterAll(Several(depth));
      case 2:
        return AfterEach(Several(depth));
      case 3:
        return AnyTrigger(depth - 1).OrFinally(AnyTrigger(depth - 1));
      case 4:
        return EarlyAndLate(depth);
      default:
        return Repeatedly(AnyTrigger(depth - 1));
    }
  }

  Trigger EarlyAndLate(int depth) {
    Trigger trigger = AfterWatermark();
    if (!random_.OneIn(3)) trigger = trigger.EarlyFirings(AnyTrigger(depth - 1));
    if (!random_.OneIn(3)) trigger = trigger.LateFirings(AnyTrigger(depth - 1));
    return trigger;
  }

  Trigger Leaf() {
    switch (random_.Below(10)) {
      case 0:
        return DefaultTrigger();
      case 1:
        return Never();
      case 2:
        return Always();
      case 3:
        return Trigger(Trigger::Kind::kAfterSynchronizedProcessingTime);
      case 4:
      case 5:
        return ProcessingTime();
      case 6:
      case 7:
        return AfterCount(1 + Below(4));
      default:
        return AfterWatermark();
    }
  }

  Trigger ProcessingTime() {
    Trigger trigger = AfterProcessingTime(Duration(random_.OneIn(20) ? 1'000'000'000'000'000'000 : Below(6)));
    if (random_.OneIn(4)) trigger = trigger.AlignedTo(Duration(1 + Below(7)), Duration(Below(9) - 4));
    if (random_.OneIn(4)) trigger = trigger.PlusDelayOf(Duration(Below(4)));
    return trigger;
  }

  void AddEvent() {
    if (random_.OneIn(3)) {
      MoveClocks();
    } else {
      AddElement();
    }
  }

  // Around the watermark, or around the element before; often late, often at the same time as another.
  void AddElement() {
    if (!random_.OneIn(4)) time_ = std::max<std::int64_t>(watermark_, -20) + Below(30) - 10;
    StreamEvent event;
    event.time = random_.OneIn(50) ? Timestamp::Min() : Timestamp::Millis(base_ + time_);
    event.value = next_value_++;
    stream_.events.push_back(event);
    if (random_.OneIn(12)) stream_.events.push_back(event);
  }

  void MoveClocks() {
    const std::uint64_t which = random_.Below(8);
    if (which < 4 || which == 7) watermark_ += Below(random_.OneIn(4) ? 40 : 8);
    if (which >= 4) clocks_.processing_time += Below(6);
    // Others are behind, or not.
    if (which >= 5 && random_.OneIn(2)) {
      clocks_.synchronized_processing_time +=
          Below(static_cast<std::uint64_t>(clocks_.processing_time - clocks_.synchronized_processing_time) + 1);
    }
    clocks_.kind = StreamEvent::Kind::kClocks;
    clocks_.time = watermark_ == kStart ? Timestamp::Min() : Timestamp::Millis(base_ + watermark_);
    stream_.events.push_back(clocks_);
  }

  // At the end of time nothing is left, and what still comes is dropped.
  void AddEnd() {
    if (random_.OneIn(4)) {
      clocks_.processing_time = 1'000'000'000'000;
      if (random_.OneIn(2)) clocks_.synchronized_processing_time = clocks_.processing_time;
      stream_.events.push_back(clocks_);
      if (random_.OneIn(2)) AddElement();
    }
    clocks_.time = Timestamp::Max();
    stream_.events.push_back(clocks_);
    if (random_.OneIn(4)) AddElement();
  }

  static constexpr std::int64_t kStart = -15;

  RandomValues random_;
  Stream stream_;
  std::int64_t base_ = 0;
  std::int64_t watermark_ = kStart;
  std::int64_t time_ = 0;
  std::int64_t next_value_ = 1;
  StreamEvent clocks_{StreamEvent::Kind::kClocks, Timestamp::Min(), 0, 0, 0};
};

}  // namespace

Stream GenerateStream(std::uint64_t seed, TriggerChoice choice) { return Generator(seed).Make(choice); }

}  // namespace beam::testing
