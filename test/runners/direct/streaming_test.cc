// Pipelines whose inputs have no end, on the direct runner: the watermark, panes, late elements, timers of both kinds.
#include <string>
#include <vector>

#include "beam/beam.h"
#include "beam/state.h"
#include "beam/testing/catch2.h"
#include "beam/testing/test_stream.h"
#include "beam/testing/testing.h"
#include "beam/timer.h"
#include "beam/window_into.h"
#include "transforms/sum.h"

namespace beam::testing {
namespace {

using Pair = KV<std::string, int>;

Timestamp At(std::int64_t millis) { return Timestamp::Millis(millis); }

/// "a=3 early #0": key, value, timing and index of a pane.
std::string Describe(PaneInfo pane, const Pair& sum) {
  static const char* const kTimings[] = {"early", "on time", "late", "unknown"};
  return sum.key + "=" + std::to_string(sum.value) + " " + kTimings[static_cast<int>(pane.timing)] + " #" +
         std::to_string(pane.index);
}

PCollection<std::string> Sums(const PCollection<Pair>& pairs) {
  return ParDo(CombinePerKey(pairs, [](int a, int b) { return a + b; }),
               [](PaneInfo pane, const Pair& sum) { return Describe(pane, sum); });
}

TEST_CASE("a window's sum comes out when the watermark has passed its end") {
  TestPipeline p;
  const auto pairs = TestStream<Pair>()
                         .Add({"a", 1}, At(1))
                         .Add({"a", 2}, At(9))
                         .Add({"a", 4}, At(11))
                         .AdvanceWatermark(At(12))
                         .Add({"a", 8}, At(12))
                         .Create(p);
  Expect(Sums(WindowInto(pairs, FixedWindows(Duration(10)))))
      .ToContainInAnyOrder({"a=3 on time #0", "a=12 on time #0"});
  p.Run();
}

TEST_CASE("what comes behind the watermark is dropped without an allowed lateness, and a late pane with one") {
  for (const int lateness : {0, 100}) {
    TestPipeline p;
    const auto pairs = TestStream<Pair>()
                           .Add({"a", 1}, At(1))
                           .AdvanceWatermark(At(20))
                           .Add({"a", 2}, At(2))
                           .AdvanceWatermark(At(200))
                           .Add({"a", 4}, At(3))
                           .Create(p);
    const auto windowed =
        WindowInto(pairs, FixedWindows(Duration(10)),
                   {.allowed_lateness = Duration(lateness), .accumulation = AccumulationMode::kDiscarding});
    if (lateness == 0) {
      Expect(Sums(windowed)).ToContainInAnyOrder({"a=1 on time #0"});
    } else {
      Expect(Sums(windowed)).ToContainInAnyOrder({"a=1 on time #0", "a=2 late #1"});
    }
    p.Run();
  }
}

TEST_CASE("early panes come while the window is open, and accumulate where that is asked for") {
  TestPipeline p;
  const auto pairs = TestStream<Pair>()
                         .Add({{{"a", 1}, At(1)}, {{"b", 1}, At(1)}, {{"a", 2}, At(2)}, {{"a", 4}, At(3)}})
                         .AdvanceWatermark(At(20))
                         .Create(p);
  const auto windowed = WindowInto(
      pairs, FixedWindows(Duration(10)),
      {.trigger = AfterWatermark().EarlyFirings(AfterCount(2)), .accumulation = AccumulationMode::kAccumulating});
  Expect(Sums(windowed)).ToContainInAnyOrder({"a=3 early #0", "a=7 on time #1", "b=1 on time #0"});
  p.Run();
}

TEST_CASE("a trigger of processing time fires when the clock has moved") {
  TestPipeline p;
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
  p.Run();
}

TEST_CASE("a trigger of processing time waits for the clock of the machine") {
  TestPipeline p;
  // Without a TestStream the clock is real: the input ends at once, and what waits comes out then.
  const auto pairs = Create(p, std::vector<Pair>{{"a", 1}, {"a", 2}});
  p.options().extra["force"] = "streaming";
  Expect(Sums(pairs)).ToContainInAnyOrder({"a=3 on time #0"});
  p.Run();
}

TEST_CASE("sessions merge when the element between them comes") {
  TestPipeline p;
  const auto pairs = TestStream<Pair>()
                         .Add({"a", 1}, At(0))
                         .Add({"a", 2}, At(15))
                         .Add({"a", 4}, At(8))
                         .Add({"a", 8}, At(100))
                         .AdvanceWatermark(At(90))
                         .Create(p);
  const auto sums = Sums(WindowInto(pairs, Sessions(Duration(10))));
  Expect(sums).InWindow(Window(At(0), At(25))).ToBe("a=7 on time #0");
  Expect(sums).InWindow(Window(At(100), At(110))).ToBe("a=8 on time #0");
  p.Run();
}

struct Quiet {
  EventTimer<"quiet"> quiet;
  ProcessingTimer<"idle"> idle;
  ValueState<int, "seen"> seen;
  void ProcessElement(EventTime t, const std::string&, int value) {
    seen.Write(seen.ReadOr(0) + value);
    quiet.Set(t + Duration(10));
    idle.SetAfter(Duration(1000));
  }
  void OnTimer(EventTimer<"quiet">& timer, const std::string& key, Emitter<std::string> out) {
    out(key + " was quiet at " + std::to_string(timer.fires_at().millis()) + " with " + std::to_string(*seen.Read()));
  }
  void OnTimer(ProcessingTimer<"idle">& timer, const std::string& key, Emitter<std::string> out) {
    out(key + " was idle at " + std::to_string(timer.fires_at().millis()));
  }
};

TEST_CASE("timers fire when the watermark and the clock have come to them") {
  TestPipeline p;
  const auto pairs = TestStream<Pair>()
                         .Add({"a", 1}, At(1))
                         .AdvanceWatermark(At(10))
                         .Add({"a", 2}, At(10))
                         .Add({"b", 5}, At(12))
                         .AdvanceClock(Duration(1000))
                         .AdvanceWatermark(At(21))
                         .Add({"a", 4}, At(30))
                         .AdvanceWatermark(At(50))
                         .Create(p);
  Expect(ParDo(pairs, Quiet()))
      .ToContainInAnyOrder({"a was idle at 1000", "b was idle at 1000", "a was quiet at 20 with 3",
                            "b was quiet at 22 with 5", "a was quiet at 40 with 7", "a was idle at 2000"});
  p.Run();
}

TEST_CASE("a grouping of an input without end needs windows or a trigger") {
  Pipeline p;
  const auto pairs = TestStream<Pair>().Create(p);
  const auto grouped = Try([&] { return GroupByKey(pairs); });
  REQUIRE_FALSE(grouped.ok());
  CHECK(grouped.status().message().find("put the input into windows with WindowInto") != std::string::npos);
}

TEST_CASE("a hot key fanout refuses panes that accumulate") {
  Pipeline p;
  const auto pairs = WindowInto(Create(p, std::vector<Pair>{{"a", 1}}), FixedWindows(Duration(10)),
                                {.allowed_lateness = Duration(10), .accumulation = AccumulationMode::kAccumulating});
  const auto sums = Try([&] {
    return CombinePerKey(
        pairs, [](int a, int b) { return a + b; }, HotKeyFanout{2});
  });
  REQUIRE_FALSE(sums.ok());
  CHECK(sums.status().message().find("would count twice") != std::string::npos);
}

}  // namespace
}  // namespace beam::testing
