// Plans as text: what is fused, what is cut, what is stored.
#include "runners/engine/plan.h"

#include <catch2/catch.hpp>

#include "beam/beam.h"
#include "beam/testing/test_stream.h"

namespace beam::runners {
namespace {

std::string Planned(Pipeline& pipeline, PlanOptions options = {}) {
  const internal::Graph& graph = pipeline.state().graph();
  return MakePlan(graph, options).ToString(graph);
}

int64_t AddOne(int64_t value) { return value + 1; }

TEST_CASE("steps between exchanges are one stage") {
  Pipeline p;
  auto numbers = Create(p, {int64_t{1}, int64_t{2}});
  ParDo(ParDo(numbers, Named("a", AddOne)), Named("b", AddOne));
  CHECK(Planned(p) == "stage 0: impulse | Create/Cut | Create/Emit | a | b\n");
}

TEST_CASE("without fusion every collection is stored") {
  Pipeline p;
  ParDo(Create(p, {int64_t{1}, int64_t{2}}), Named("a", AddOne));
  CHECK(Planned(p, PlanOptions{false, true}) ==
        "stage 0: impulse > exchange 0.0\n"
        "stage 1: exchange 0 | Create/Cut > exchange 1.0 after 0\n"
        "stage 2: exchange 1 | Create/Emit > exchange 2.0 after 1\n"
        "stage 3: exchange 2 | a after 2\n");
}

TEST_CASE("a grouping ends one stage and starts another") {
  Pipeline p;
  auto pairs = Create<KV<std::string, int64_t>>(p, {{"a", 1}});
  auto sums = CombinePerKey(pairs, Named("sum", [](int64_t a, int64_t b) { return a + b; }));
  ParDo(sums, Named("format", [](const std::string& key, int64_t) { return key; }));
  CHECK(Planned(p) ==
        "stage 0: impulse | Create/Cut | Create/Emit > exchange 0.0\n"
        "stage 1: exchange 0 | format after 0\n");
}

TEST_CASE("steps behind a flatten are part of every stage that feeds it") {
  Pipeline p;
  auto a = Create(p, {int64_t{1}});
  auto b = Create(p, {int64_t{2}});
  ParDo(Flatten(a, b), Named("both", AddOne));
  CHECK(Planned(p) ==
        "stage 0: impulse | Create/Cut | Create/Emit | both\n"
        "stage 1: impulse | Create#2/Cut | Create#2/Emit | both\n");
}

TEST_CASE("a step whose side input comes out of its own stage gets a stage of its own") {
  Pipeline p;
  auto numbers = Create(p, {int64_t{1}, int64_t{2}});
  ParDo(numbers,
        Named("scale",
              [](int64_t value, const std::vector<int64_t>& all) { return value * static_cast<int64_t>(all.size()); }),
        numbers);
  CHECK(Planned(p) ==
        "stage 0: impulse | Create/Cut | Create/Emit > exchange 0.0 > exchange 1.0\n"
        "stage 1: exchange 1 | scale after 0\n");
}

TEST_CASE("a step whose side input comes from elsewhere stays where it is and waits") {
  Pipeline p;
  auto numbers = Create(p, {int64_t{1}, int64_t{2}});
  auto others = Create(p, {int64_t{3}});
  ParDo(numbers, Named("scale", [](int64_t value, const int64_t& factor) { return value * factor; }), others);
  CHECK(Planned(p) ==
        "stage 0: impulse | Create/Cut | Create/Emit | scale after 1\n"
        "stage 1: impulse | Create#2/Cut | Create#2/Emit > exchange 0.0\n");
}

TEST_CASE("a step whose side input has no end gets a stage of its own, in which elements wait") {
  Pipeline p;
  auto numbers = Create(p, {int64_t{1}, int64_t{2}});
  auto stream = testing::TestStream<int64_t>().Add(3, Timestamp::Millis(1)).Create(p);
  ParDo(numbers, Named("scale", [](int64_t value, const int64_t& by) { return value * by; }), stream);
  CHECK(Planned(p) ==
        "stage 0: impulse | Create/Cut | Create/Emit > exchange 1.0\n"
        "stage 1: source > exchange 0.0\n"
        "stage 2: exchange 1 | scale after 0 after 1\n");
  const Plan plan = MakePlan(p.state().graph(), {});
  CHECK(plan.exchanges[1].gates != nullptr);
  CHECK(plan.stages[2].growing_sides == std::vector<StageId>{1});
  CHECK(plan.stages[2].sides.empty());
}

TEST_CASE("two steps that are each other's side inputs end in no circle") {
  Pipeline p;
  auto a = Create(p, {int64_t{1}});
  auto b = Create(p, {int64_t{2}});
  const auto scale = [](int64_t value, const int64_t& factor) { return value * factor; };
  ParDo(a, Named("a times b", scale), b);
  ParDo(b, Named("b times a", scale), a);
  const internal::Graph& graph = p.state().graph();
  const Plan plan = MakePlan(graph, {});
  for (const Stage& stage : plan.stages) {
    for (const StageId on : stage.depends_on) CHECK(on != stage.id);
  }
  CHECK(plan.ToString(graph).find("b times a after") != std::string::npos);
}

TEST_CASE("a collection without a coder stays fused, even where everything else is cut") {
  Pipeline p;
  auto odd = ParDo(Create(p, {int64_t{1}}), [](int64_t) { return std::make_unique<int>(1); });
  ParDo(odd, Named("fine", [](const std::unique_ptr<int>& value) { return int64_t{*value}; }));
  CHECK_NOTHROW(Planned(p));
  CHECK(Planned(p, PlanOptions{false, true}).find("| fine") != std::string::npos);
}

}  // namespace
}  // namespace beam::runners
