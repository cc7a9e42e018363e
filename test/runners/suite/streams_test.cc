// Inputs without end, whose elements, watermark and clock move as the test says: panes, late elements, timers.
#include <string>
#include <vector>

#include "beam/state.h"
#include "beam/testing/test_stream.h"
#include "beam/timer.h"
#include "test/runners/suite/on_every_runner.h"
#include "test/runners/suite/pane_sums.h"

namespace beam::testing {
namespace {

TEST_CASE("a window's sum comes out when the watermark has passed its end", "[windows][streams]") {
  OnEveryRunner([](TestPipeline& p) {
    const auto pairs = TestStream<Pair>()
                           .Add({"a", 1}, At(1))
                           .Add({"a", 2}, At(9))
                           .Add({"a", 4}, At(11))
                           .AdvanceWatermark(At(12))
                           .Add({"a", 8}, At(12))
                           .Create(p);
    Expect(Sums(WindowInto(pairs, FixedWindows(Duration(10)))))
        .ToContainInAnyOrder({"a=3 on time #0", "a=12 on time #0"});
  });
}

// One element in time, one a little late, one later than anybody would wait.
PCollection<Pair> LaterAndLater(TestPipeline& p) {
  return TestStream<Pair>()
      .Add({"a", 1}, At(1))
      .AdvanceWatermark(At(20))
      .Add({"a", 2}, At(2))
      .AdvanceWatermark(At(200))
      .Add({"a", 4}, At(3))
      .Create(p);
}

TEST_CASE("what comes behind the watermark is dropped", "[windows][streams]") {
  OnEveryRunner([](TestPipeline& p) {
    Expect(Sums(WindowInto(LaterAndLater(p), FixedWindows(Duration(10))))).ToContainInAnyOrder({"a=1 on time #0"});
  });
}

TEST_CASE("what is late by no more than is allowed makes a pane of its own", "[windows][streams]") {
  OnEveryRunner([](TestPipeline& p) {
    const auto windowed =
        WindowInto(LaterAndLater(p), FixedWindows(Duration(10)),
                   {.allowed_lateness = Duration(100), .accumulation = AccumulationMode::kDiscarding});
    Expect(Sums(windowed)).ToContainInAnyOrder({"a=1 on time #0", "a=2 late #1"});
  });
}

TEST_CASE("a late pane holds what came before where panes accumulate", "[windows][streams]") {
  OnEveryRunner([](TestPipeline& p) {
    const auto windowed =
        WindowInto(LaterAndLater(p), FixedWindows(Duration(10)),
                   {.allowed_lateness = Duration(100), .accumulation = AccumulationMode::kAccumulating});
    Expect(Sums(windowed)).ToContainInAnyOrder({"a=1 on time #0", "a=3 late #1"});
  });
}

TEST_CASE("early panes come while the window is open, and accumulate where that is asked for", "[windows][streams]") {
  OnEveryRunner([](TestPipeline& p) {
    const auto pairs = TestStream<Pair>()
                           .Add({{{"a", 1}, At(1)}, {{"b", 1}, At(1)}, {{"a", 2}, At(2)}})
                           .Add({"a", 4}, At(3))
                           .AdvanceWatermark(At(20))
                           .Create(p);
    const auto windowed = WindowInto(
        pairs, FixedWindows(Duration(10)),
        {.trigger = AfterWatermark().EarlyFirings(AfterCount(2)), .accumulation = AccumulationMode::kAccumulating});
    Expect(Sums(windowed)).ToContainInAnyOrder({"a=3 early #0", "a=7 on time #1", "b=1 on time #0"});
  });
}

TEST_CASE("a trigger of processing time fires when the clock has moved", "[windows][streams][clock]") {
  OnEveryRunner([](TestPipeline& p) {
    const auto pairs = TestStream<Pair>()
                           .Add({"a", 1}, At(1))
                           .AdvanceClock(Duration(4))
                           .Add({"a", 2}, At(2))
                           .AdvanceClock(Duration(2))
                           .Add({"a", 4}, At(3))
                           .AdvanceClock(Duration(50))
                           .Create(p);
    const auto windowed = WindowInto(
        pairs, GlobalWindows(),
        {.trigger = Repeatedly(AfterProcessingTime(Duration(5))), .accumulation = AccumulationMode::kDiscarding});
    Expect(Sums(windowed)).ToContainInAnyOrder({"a=3 early #0", "a=4 early #1"});
  });
}

TEST_CASE("sessions merge when the element between them comes", "[windows][streams][sessions]") {
  OnEveryRunner([](TestPipeline& p) {
    const auto pairs = TestStream<Pair>()
                           .Add({"a", 1}, At(0))
                           .Add({"a", 2}, At(15))
                           .Add({"a", 4}, At(8))
                           .Add({"a", 8}, At(100))
                           .AdvanceWatermark(At(90))
                           .Create(p);
    const auto sums = CombinePerKey(WindowInto(pairs, Sessions(Duration(10))), [](int a, int b) { return a + b; });
    Expect(sums).InWindow(Window(At(0), At(25))).ToBe({"a", 7});
    Expect(sums).InWindow(Window(At(100), At(110))).ToBe({"a", 8});
  });
}

TEST_CASE("panes of a global window fire by count, and what is left comes at the end of time", "[windows][streams]") {
  OnEveryRunner([](TestPipeline& p) {
    TestStream<Pair> stream;
    for (const int n : {1, 2, 4, 8, 16}) stream.Add({"a", n}, At(n));
    const auto windowed =
        WindowInto(stream.Create(p), GlobalWindows(),
                   {.trigger = Repeatedly(AfterCount(2)), .accumulation = AccumulationMode::kDiscarding});
    const auto sums = CombinePerKey(windowed, [](int a, int b) { return a + b; });
    Expect(sums).ToContainInAnyOrder({{"a", 3}, {"a", 12}, {"a", 16}});
  });
}

TEST_CASE("a collection with an end is flattened and joined with one without", "[windows][streams]") {
  OnEveryRunner([](TestPipeline& p) {
    const auto stream =
        WindowInto(TestStream<Pair>().Add({"a", 1}, At(1)).Add({"b", 2}, At(11)).AdvanceWatermark(At(15)).Create(p),
                   FixedWindows(Duration(10)));
    const auto fixed =
        WindowInto(WithTimestamps(Create(p, std::vector<Pair>{{"a", 10}}), [](const Pair&) { return At(5); }),
                   FixedWindows(Duration(10)));
    Expect(CombinePerKey(Flatten(stream, fixed), [](int a, int b) {
      return a + b;
    })).ToContainInAnyOrder({{"a", 11}, {"b", 2}});
    Expect(CoGroupByKey(stream, fixed)).InWindow(Window(At(0), At(10))).ToBe({"a", {{1}, {10}}});
  });
}

TEST_CASE("elements of a stream read a side input that has an end", "[windows][streams]") {
  OnEveryRunner([](TestPipeline& p) {
    const auto stream = TestStream<int>().Add(1, At(1)).AdvanceWatermark(At(5)).Add(2, At(6)).Create(p);
    Expect(Map(
               stream, [](int n, int more) { return n + more; }, Create(p, {100})))
        .ToContainInAnyOrder({101, 102});
  });
}

struct Quiet {
  EventTimer<"quiet"> quiet;
  ValueState<int, "seen"> seen;
  void ProcessElement(EventTime t, const std::string&, int value) {
    seen.Write(seen.ReadOr(0) + value);
    quiet.Set(t + Duration(10));
  }
  void OnTimer(EventTimer<"quiet">& timer, const std::string& key, Emitter<std::string> out) {
    out(key + " was quiet at " + std::to_string(timer.fires_at().millis()) + " with " + std::to_string(*seen.Read()));
  }
};

TEST_CASE("timers of event time fire when the watermark has come to them", "[state][streams]") {
  OnEveryRunner([](TestPipeline& p) {
    const auto pairs = TestStream<Pair>()
                           .Add({"a", 1}, At(1))
                           .AdvanceWatermark(At(10))
                           .Add({"a", 2}, At(10))
                           .Add({"b", 5}, At(12))
                           .AdvanceWatermark(At(23))
                           .Add({"a", 4}, At(30))
                           .AdvanceWatermark(At(50))
                           .Create(p);
    Expect(ParDo(pairs, Quiet()))
        .ToContainInAnyOrder({"a was quiet at 20 with 3", "b was quiet at 22 with 5", "a was quiet at 40 with 7"});
  });
}

struct Idle {
  ProcessingTimer<"idle"> idle;
  ValueState<int, "seen"> seen;
  void ProcessElement(const std::string&, int value) {
    seen.Write(seen.ReadOr(0) + value);
    idle.SetAfter(Duration(1000));
  }
  void OnTimer(ProcessingTimer<"idle">&, const std::string& key, Emitter<std::string> out) {
    out(key + " was idle with " + std::to_string(*seen.Read()));
  }
};

TEST_CASE("timers of processing time fire when the clock has come to them", "[state][streams][clock]") {
  OnEveryRunner([](TestPipeline& p) {
    const auto pairs = TestStream<Pair>()
                           .Add({"a", 1}, At(1))
                           .AdvanceClock(Duration(500))
                           .Add({"a", 2}, At(2))
                           .AdvanceClock(Duration(1100))
                           .Add({"a", 4}, At(3))
                           .AdvanceClock(Duration(1100))
                           .Create(p);
    Expect(ParDo(pairs, Idle())).ToContainInAnyOrder({"a was idle with 3", "a was idle with 7"});
  });
}

TEST_CASE("an expectation may be about some panes of a window", "[windows][streams]") {
  OnEveryRunner([](TestPipeline& p) {
    const auto windowed =
        WindowInto(LaterAndLater(p), FixedWindows(Duration(10)),
                   {.allowed_lateness = Duration(100), .accumulation = AccumulationMode::kAccumulating});
    const auto sums = CombinePerKey(windowed, [](int a, int b) { return a + b; });
    const Window window{At(0), At(10)};
    Expect(sums).InEarlyPanes(window).ToBeEmpty();
    Expect(sums).InOnTimePane(window).ToBe({"a", 1});
    Expect(sums).InNonLatePanes(window).ToBe({"a", 1});
    Expect(sums).InLatePanes(window).ToBe({"a", 3});
  });
}

}  // namespace
}  // namespace beam::testing
