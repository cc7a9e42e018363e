// The oracle of windows, triggers and panes is tested by hand, where one can count with fingers.
#include "test/reference/event_time/key_model.h"

#include <catch2/catch.hpp>

namespace beam::testing {
namespace {

// Windows are [0, 10), [10, 20), ...; clocks stand at the beginning of time.
class Key {
 public:
  explicit Key(Stream stream) : stream_(std::move(stream)), model_(stream_) {}

  // What comes out, as text.
  std::string Add(std::int64_t value, std::int64_t time) {
    std::vector<Window> windows;
    WindowingOf(stream_).fn->Assign(Timestamp::Millis(time), windows);
    std::vector<Pane> panes;
    const bool added = model_.Add(windows.at(0), Timestamp::Millis(time), value, now_, panes);
    return added ? Text(panes) : "dropped";
  }
  std::string Watermark(std::int64_t time) {
    now_.watermark = Timestamp::Millis(time);
    return Advance();
  }
  std::string Clocks(std::int64_t watermark, std::int64_t processing_time) {
    now_.watermark = Timestamp::Millis(watermark);
    return ProcessingTime(processing_time);
  }
  std::string ProcessingTime(std::int64_t time) {
    now_.processing_time = Timestamp::Millis(time);
    return Advance();
  }
  bool empty() const { return model_.empty(); }

 private:
  std::string Advance() {
    std::vector<Pane> panes;
    model_.Advance(now_, panes);
    return Text(panes);
  }
  static std::string Text(const std::vector<Pane>& panes) {
    std::string text;
    for (const Pane& pane : panes) text += (text.empty() ? "" : "; ") + ToString(pane);
    return text;
  }

  Stream stream_;
  KeyModel model_;
  Moment now_;
};

Stream FixedWindows(Trigger trigger, std::int64_t lateness = 0) {
  Stream stream;
  stream.windows = {WindowsOf::Kind::kFixed, 10, 10};
  stream.trigger = std::move(trigger);
  stream.allowed_lateness = lateness;
  return stream;
}

Stream Sessions(Trigger trigger, std::int64_t lateness = 0) {
  Stream stream = FixedWindows(std::move(trigger), lateness);
  stream.windows.kind = WindowsOf::Kind::kSessions;
  return stream;
}

TEST_CASE("the default trigger fires when the watermark passes the end of the window, and that is the last pane") {
  Key key(FixedWindows(DefaultTrigger()));
  CHECK(key.Add(1, 3) == "");
  CHECK(key.Add(2, 4) == "");
  CHECK(key.Watermark(9) == "");
  CHECK(key.Watermark(10) == "pane {1, 2} of [0, 10) at 9, on time, index 0/0, first, last");
  CHECK(key.empty());
  CHECK(key.Add(3, 5) == "dropped");
}

TEST_CASE("with allowed lateness late elements come at once, in late panes, until the window expires") {
  Key key(FixedWindows(DefaultTrigger(), 5));
  CHECK(key.Add(1, 3) == "");
  CHECK(key.Watermark(10) == "pane {1} of [0, 10) at 9, on time, index 0/0, first");
  CHECK(key.Add(2, 3) == "pane {2} of [0, 10) at 9, late, index 1/1");
  CHECK(key.Watermark(14) == "");
  CHECK(key.Add(3, 3) == "pane {3} of [0, 10) at 9, late, index 2/2");
  CHECK(key.Watermark(15) == "");
  CHECK(key.empty());
  CHECK(key.Add(4, 3) == "dropped");
}

TEST_CASE("early panes are numbered apart from those that are on time, and accumulating ones repeat what was fired") {
  Stream stream = FixedWindows(AfterWatermark().EarlyFirings(AfterCount(2)).LateFirings(AfterCount(1)), 5);
  stream.accumulation = AccumulationMode::kAccumulating;
  stream.timestamps = TimestampCombiner::kEarliest;
  Key key(stream);
  CHECK(key.Add(1, 5) == "");
  CHECK(key.Add(2, 6) == "pane {1, 2} of [0, 10) at 5, early, index 0/-1, first");
  CHECK(key.Add(3, 7) == "");
  CHECK(key.Watermark(10) == "pane {1, 2, 3} of [0, 10) at 7, on time, index 1/0");
  CHECK(key.Add(4, 8) == "pane {1, 2, 3, 4} of [0, 10) at 9, late, index 2/1");
}

TEST_CASE("an empty pane is emitted on time, and at the end where that is asked for") {
  Stream stream = FixedWindows(AfterWatermark().EarlyFirings(AfterCount(1)).LateFirings(AfterCount(1)), 5);
  stream.closing = ClosingBehavior::kFireAlways;
  Key key(stream);
  CHECK(key.Add(1, 5) == "pane {1} of [0, 10) at 9, early, index 0/-1, first");
  CHECK(key.Watermark(10) == "pane {} of [0, 10) at 9, on time, index 1/0");
  CHECK(key.Watermark(15) == "pane {} of [0, 10) at 9, late, index 2/1, last");
  CHECK(key.empty());
}

TEST_CASE("a trigger that finishes drops what comes after it until the window expires") {
  Key key(FixedWindows(AfterCount(2), 5));
  CHECK(key.Add(1, 5) == "");
  CHECK(key.Add(2, 5) == "pane {1, 2} of [0, 10) at 9, early, index 0/-1, first, last");
  CHECK(key.Add(3, 5) == "dropped");
  CHECK_FALSE(key.empty());
  CHECK(key.Watermark(15) == "");
  CHECK(key.empty());
}

TEST_CASE("sessions merge what waits in them, and go on from what the largest has fired") {
  Key key(Sessions(Repeatedly(AfterCount(3)), 5));
  CHECK(key.Add(1, 0) == "");
  CHECK(key.Add(2, 12) == "");
  CHECK(key.Add(3, 6) == "pane {1, 2, 3} of [0, 22) at 21, early, index 0/-1, first");
  CHECK(key.Add(4, 7) == "");
  CHECK(key.Watermark(26) == "");
  CHECK(key.Watermark(27) == "pane {4} of [0, 22) at 21, on time, index 1/0, last");
}

TEST_CASE("processing time counts from the first element of the pane, and has to have passed") {
  Key key(FixedWindows(Repeatedly(AfterProcessingTime(Duration(5)))));
  CHECK(key.ProcessingTime(100) == "");
  CHECK(key.Add(1, 1) == "");
  CHECK(key.ProcessingTime(103) == "");
  CHECK(key.Add(2, 1) == "");
  CHECK(key.ProcessingTime(105) == "");
  CHECK(key.ProcessingTime(106) == "pane {1, 2} of [0, 10) at 9, early, index 0/-1, first");
  CHECK(key.ProcessingTime(112) == "");
  CHECK(key.Add(3, 1) == "");
  CHECK(key.ProcessingTime(118) == "pane {3} of [0, 10) at 9, early, index 1/-1");
}

TEST_CASE("a window whose end and processing time are passed together is asked once") {
  Key key(FixedWindows(AfterEach({AfterProcessingTime(), AfterWatermark()})
                           .OrFinally(AfterAll({AfterProcessingTime(Duration(1)), AfterCount(9)})),
                       20));
  CHECK(key.Add(1, 1) == "");
  CHECK(key.Clocks(10, 3) == "pane {1} of [0, 10) at 9, on time, index 0/0, first");
  CHECK(key.Add(2, 2) == "pane {2} of [0, 10) at 9, late, index 1/1, last");
}

TEST_CASE("aligned processing time is moved up to the next multiple") {
  Key key(FixedWindows(Repeatedly(AfterProcessingTime().AlignedTo(Duration(10), Duration(3)))));
  CHECK(key.ProcessingTime(104) == "");
  CHECK(key.Add(1, 1) == "");
  CHECK(key.ProcessingTime(113) == "");
  CHECK(key.ProcessingTime(114) == "pane {1} of [0, 10) at 9, early, index 0/-1, first");
}

TEST_CASE("triggers made of triggers fire with the first, with all, in turn, and until another fires") {
  Key any(FixedWindows(Repeatedly(AfterAny({AfterCount(2), AfterProcessingTime(Duration(5))}))));
  CHECK(any.Add(1, 1) == "");
  CHECK(any.Add(2, 1) == "pane {1, 2} of [0, 10) at 9, early, index 0/-1, first");
  CHECK(any.Add(3, 1) == "");
  CHECK(any.ProcessingTime(6) == "pane {3} of [0, 10) at 9, early, index 1/-1");

  Key all(FixedWindows(AfterAll({AfterCount(1), AfterWatermark()})));
  CHECK(all.Add(1, 1) == "");
  CHECK(all.Watermark(10) == "pane {1} of [0, 10) at 9, on time, index 0/0, first, last");

  Key each(FixedWindows(AfterEach({AfterCount(1), AfterCount(2)}), 5));
  CHECK(each.Add(1, 1) == "pane {1} of [0, 10) at 9, early, index 0/-1, first");
  CHECK(each.Add(2, 1) == "");
  CHECK(each.Add(3, 1) == "pane {2, 3} of [0, 10) at 9, early, index 1/-1, last");

  Key once(FixedWindows(AfterAny({Repeatedly(AfterCount(2)), Never()}), 5));
  CHECK(once.Add(1, 1) == "");
  CHECK(once.Add(2, 1) == "pane {1, 2} of [0, 10) at 9, early, index 0/-1, first, last");
  CHECK(once.Add(3, 1) == "dropped");

  Key until(FixedWindows(Repeatedly(AfterCount(2)).OrFinally(AfterCount(3)), 5));
  CHECK(until.Add(1, 1) == "");
  CHECK(until.Add(2, 1) == "pane {1, 2} of [0, 10) at 9, early, index 0/-1, first");
  CHECK(until.Add(3, 1) == "pane {3} of [0, 10) at 9, early, index 1/-1, last");
}

}  // namespace
}  // namespace beam::testing
