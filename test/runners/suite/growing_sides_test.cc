// Side inputs without end: elements wait for their windows of them, and see what has come so far where a trigger lets it out.
#include <algorithm>
#include <string>
#include <vector>

#include "beam/state.h"
#include "beam/testing/test_stream.h"
#include "test/runners/suite/on_every_runner.h"
#include "test/runners/suite/pane_sums.h"
#include "transforms/values.h"

namespace beam::testing {
namespace {

// One stream of both, because a test can have one: the key says which of the two inputs an element belongs to.
struct Inputs {
  PCollection<int> main;
  PCollection<int> side;
};

PCollection<int> Of(const PCollection<Pair>& stream, const std::string& key) {
  return Values(Filter(stream, [key](const Pair& pair) { return pair.key == key; }));
}

Inputs Split(const PCollection<Pair>& stream) { return {Of(stream, "main"), Of(stream, "side")}; }

std::string WithAll(int n, const std::vector<int>& sides) {
  std::vector<int> sorted = sides;
  std::sort(sorted.begin(), sorted.end());
  std::string text = std::to_string(n) + ":";
  for (const int side : sorted) text += " " + std::to_string(side);
  return text;
}
std::string WithOne(int n, const int& side) { return WithAll(n, {side}); }

TEST_CASE("an element waits until its window of a side input without end is over", "[windows][streams]") {
  OnEveryRunner([](TestPipeline& p) {
    const auto stream = TestStream<Pair>()
                            .Add({"main", 1}, At(2))
                            .Add({"side", 7}, At(1))
                            .Add({"main", 2}, At(12))
                            .Add({"side", 8}, At(3))
                            .AdvanceWatermark(At(10))
                            .Add({"side", 9}, At(11))
                            .AdvanceWatermark(At(30))
                            .Create(p);
    const auto [main, side] = Split(WindowInto(stream, FixedWindows(Duration(10))));
    Expect(ParDo(main, WithAll, side)).ToContainInAnyOrder({"1: 7 8", "2: 9"});
  });
}

TEST_CASE("a window of a side input without end that stays empty is empty once it is over", "[windows][streams]") {
  OnEveryRunner([](TestPipeline& p) {
    const auto stream = TestStream<Pair>()
                            .Add({{{"main", 1}, At(2)}, {{"main", 2}, At(14)}, {{"side", 7}, At(15)}})
                            .AdvanceWatermark(At(30))
                            .Create(p);
    const auto [main, side] = Split(WindowInto(stream, FixedWindows(Duration(10))));
    Expect(ParDo(main, WithAll, side)).ToContainInAnyOrder({"1:", "2: 7"});
  });
}

TEST_CASE("a side input without end may have windows of another size", "[windows][streams]") {
  OnEveryRunner([](TestPipeline& p) {
    const auto stream = TestStream<Pair>()
                            .Add({{{"main", 1}, At(2)}, {{"main", 2}, At(14)}, {{"main", 3}, At(27)}})
                            .Add({{{"side", 7}, At(1)}, {{"side", 8}, At(19)}, {{"side", 9}, At(20)}})
                            .AdvanceWatermark(At(50))
                            .Create(p);
    const Inputs inputs = Split(stream);
    const auto main = WindowInto(inputs.main, FixedWindows(Duration(10)));
    const auto side = WindowInto(inputs.side, FixedWindows(Duration(20)));
    Expect(ParDo(main, WithAll, side)).ToContainInAnyOrder({"1: 7 8", "2: 7 8", "3: 9"});
  });
}

// The sum of all sides so far, one pane for each of them.
PCollection<int> RunningSum(const PCollection<Pair>& sides) {
  const auto windowed =
      WindowInto(Filter(sides, [](const Pair& pair) { return pair.key == "side"; }), GlobalWindows(),
                 {.trigger = Repeatedly(AfterCount(1)), .accumulation = AccumulationMode::kAccumulating});
  return Values(CombinePerKey(windowed, [](int a, int b) { return a + b; }));
}

TEST_CASE("a side input of one value is waited for, and then changes as later panes of it come", "[windows][streams]") {
  OnEveryRunner([](TestPipeline& p) {
    const auto stream = TestStream<Pair>()
                            .Add({"main", 1}, At(1))
                            .Add({"side", 10}, At(2))
                            .Add({"main", 2}, At(3))
                            .Add({"side", 5}, At(4))
                            .Add({"main", 3}, At(5))
                            .Create(p);
    Expect(ParDo(Of(stream, "main"), WithOne, RunningSum(stream))).ToContainInAnyOrder({"1: 10", "2: 10", "3: 15"});
  });
}

TEST_CASE("a table that comes again in each window is there with its first element, and the latest one counts",
          "[windows][streams]") {
  OnEveryRunner([](TestPipeline& p) {
    const auto stream = TestStream<Pair>()
                            .Add({"main", 1}, At(1))
                            .Add({"side", 10}, At(0))
                            .Add({"side", 11}, At(5))
                            .Add({"main", 2}, At(6))
                            .Add({"main", 3}, At(12))
                            .Add({"side", 12}, At(10))
                            .Create(p);
    const auto main = WindowInto(Of(stream, "main"), FixedWindows(Duration(10)));
    const auto tables =
        WindowInto(Of(stream, "side"), FixedWindows(Duration(10)),
                   {.trigger = Repeatedly(AfterCount(1)), .accumulation = AccumulationMode::kDiscarding});
    Expect(ParDo(main, WithOne, tables)).ToContainInAnyOrder({"1: 10", "2: 11", "3: 12"});
  });
}

TEST_CASE("of a key's values in a side input without end the latest one counts", "[windows][streams]") {
  OnEveryRunner([](TestPipeline& p) {
    const auto stream = TestStream<Pair>()
                            .Add({"a", 1}, At(1))
                            .Add({"b", 2}, At(1))
                            .Add({"main", 1}, At(2))
                            .Add({"a", 4}, At(3))
                            .Add({"main", 2}, At(4))
                            .Create(p);
    const auto prices =
        WindowInto(Filter(stream, [](const Pair& pair) { return pair.key != "main"; }), GlobalWindows(),
                   {.trigger = Repeatedly(AfterCount(1)), .accumulation = AccumulationMode::kDiscarding});
    const auto seen = ParDo(
        Of(stream, "main"),
        [](int n, MapView<std::string, int> now) {
          return std::to_string(n) + ": a=" + std::to_string(*now.Find("a")) + " b=" + std::to_string(*now.Find("b"));
        },
        prices);
    Expect(seen).ToContainInAnyOrder({"1: a=1 b=2", "2: a=4 b=2"});
  });
}

TEST_CASE("an element whose window is over when it comes does not reach a step with a side input without end",
          "[windows][streams]") {
  OnEveryRunner([](TestPipeline& p) {
    const auto stream = TestStream<Pair>()
                            .Add({{{"main", 1}, At(2)}, {{"side", 7}, At(3)}})
                            .AdvanceWatermark(At(25))
                            .Add({"main", 2}, At(4))
                            .Add({{{"main", 3}, At(26)}, {{"side", 8}, At(27)}})
                            .Create(p);
    const auto [main, side] = Split(WindowInto(stream, FixedWindows(Duration(10))));
    Expect(ParDo(main, WithOne, side)).ToContainInAnyOrder({"1: 7", "3: 8"});
  });
}

TEST_CASE("an input with an end waits for a side input without one", "[windows][streams]") {
  OnEveryRunner([](TestPipeline& p) {
    const auto stream =
        TestStream<Pair>().Add({"side", 3}, At(1)).AdvanceWatermark(At(9)).Add({"side", 4}, At(9)).Create(p);
    const auto side = WindowInto(Of(stream, "side"), FixedWindows(Duration(10)));
    const auto main =
        WindowInto(WithTimestamps(Create(p, {1, 2}), [](int n) { return At(n); }), FixedWindows(Duration(10)));
    Expect(ParDo(main, WithAll, side)).ToContainInAnyOrder({"1: 3 4", "2: 3 4"});
  });
}

struct SumFn {
  int CreateAccumulator() { return 0; }
  void AddInput(int& sum, int n, const int& side) { sum += n + side; }
  void MergeAccumulators(int& a, int b) { a += b; }
};

TEST_CASE("a combine of a stream reads a side input without end in the window of its elements", "[windows][streams]") {
  OnEveryRunner([](TestPipeline& p) {
    const auto stream = TestStream<Pair>()
                            .Add({{{"main", 1}, At(1)}, {{"main", 2}, At(2)}, {{"main", 4}, At(11)}})
                            .Add({{{"side", 10}, At(3)}, {{"side", 100}, At(12)}})
                            .AdvanceWatermark(At(40))
                            .Create(p);
    const auto windowed = WindowInto(stream, FixedWindows(Duration(10)));
    const auto main = Filter(windowed, [](const Pair& pair) { return pair.key == "main"; });
    Expect(CombinePerKey(main, SumFn(), Of(windowed, "side"))).ToContainInAnyOrder({{"main", 23}, {"main", 104}});
  });
}

struct CountsAndScales {
  ValueState<int, "seen"> seen;
  std::string ProcessElement(const std::string&, int value, const int& scale) {
    seen.Write(seen.ReadOr(0) + value);
    return std::to_string(*seen.Read() * scale);
  }
};

TEST_CASE("a DoFn with state reads a side input without end", "[windows][state][streams]") {
  OnEveryRunner([](TestPipeline& p) {
    const auto stream =
        TestStream<Pair>().Add({"main", 1}, At(1)).Add({"side", 10}, At(3)).AdvanceWatermark(At(40)).Create(p);
    const auto windowed = WindowInto(stream, FixedWindows(Duration(10)));
    const auto main = Filter(windowed, [](const Pair& pair) { return pair.key == "main"; });
    Expect(ParDo(main, CountsAndScales(), Of(windowed, "side"))).ToContainInAnyOrder({"10"});
  });
}

TEST_CASE("groups wait for a side input without end, too", "[windows][streams]") {
  OnEveryRunner([](TestPipeline& p) {
    const auto stream = TestStream<Pair>()
                            .Add({{{"main", 1}, At(1)}, {{"main", 2}, At(2)}, {{"main", 4}, At(11)}})
                            .Add({{{"side", 10}, At(3)}, {{"side", 100}, At(12)}})
                            .AdvanceWatermark(At(40))
                            .Create(p);
    const auto windowed = WindowInto(stream, FixedWindows(Duration(10)));
    const auto groups = GroupByKey(Filter(windowed, [](const Pair& pair) { return pair.key == "main"; }));
    const auto sums = ParDo(
        groups,
        [](const std::string&, Iter<int> values, const int& side) {
          int sum = side;
          for (const int value : values) sum += value;
          return sum;
        },
        Of(windowed, "side"));
    Expect(sums).ToContainInAnyOrder({13, 104});
  });
}

TEST_CASE("two side inputs without end are waited for together", "[windows][streams]") {
  OnEveryRunner([](TestPipeline& p) {
    const auto stream = TestStream<Pair>()
                            .Add({"main", 1}, At(1))
                            .Add({"side", 10}, At(3))
                            .Add({"more", 100}, At(4))
                            .AdvanceWatermark(At(40))
                            .Create(p);
    const auto windowed = WindowInto(stream, FixedWindows(Duration(10)));
    Expect(ParDo(
               Of(windowed, "main"), [](int n, const int& side, const int& more) { return n + side + more; },
               Of(windowed, "side"), Of(windowed, "more")))
        .ToContainInAnyOrder({111});
  });
}

}  // namespace
}  // namespace beam::testing
