// Pipelines whose inputs have no end, where only the direct runner has something to say; test/runners/suite/streams_test.cc has the rest.
#include <string>
#include <vector>

#include "beam/beam.h"
#include "beam/state.h"
#include "beam/testing/catch2.h"
#include "beam/testing/test_stream.h"
#include "beam/testing/testing.h"
#include "beam/timer.h"
#include "beam/window_into.h"
#include "test/runners/suite/pane_sums.h"

namespace beam::testing {
namespace {

TEST_CASE("a trigger of processing time waits for the clock of the machine") {
  TestPipeline p;
  // Without a TestStream the clock is real: the input ends at once, and what waits comes out then.
  const auto pairs = Create(p, std::vector<Pair>{{"a", 1}, {"a", 2}});
  p.options().extra["force"] = "streaming";
  Expect(Sums(pairs)).ToContainInAnyOrder({"a=3 on time #0"});
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
