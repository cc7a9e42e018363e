// Steps that go to another process: what they keep, and which cannot go.
#include "runners/harness/shipped_step.h"

#include <catch2/catch.hpp>
#include <ranges>
#include <string>

#include "beam/beam.h"
#include "beam/exec/lowering.h"
#include "beam/exec/operator_context.h"
#include "beam/exec/step_parts.h"
#include "beam/fn/registry.h"
#include "beam/graph/element_type.h"
#include "beam/pipeline.h"
#include "beam/splittable.h"
#include "transforms/sum.h"
#include "transforms/values.h"
#include "transforms/with_keys.h"

namespace beam::runners {
namespace {

using internal::Graph;
using internal::Node;

Graph LoweredGraphOf(Pipeline& p) { return internal::LowerGroupings(p.state().graph(), false); }

const Node& FindNode(const Graph& graph, const std::string& name) {
  for (const Node& node : graph.nodes()) {
    if (node.name == name) return node;
  }
  FAIL("there is no step '" << name << "'");
  throw 0;
}

// Every step with a function or an exchange of its own, made again out of its description.
std::size_t ShipAll(const Graph& graph) {
  std::size_t count = 0;
  for (const Node& node : graph.nodes()) {
    if (node.factory == nullptr && node.exchange == nullptr) continue;
    const FoundStep again = ReadShippedStep(ShipStep(graph, node));
    CHECK(again.node->name == node.name);
    CHECK(again.node->kind == node.kind);
    CHECK((again.node->factory != nullptr) == (node.factory != nullptr));
    CHECK((again.node->exchange != nullptr) == (node.exchange != nullptr));
    CHECK(again.node->Describe() == node.Describe());
    CHECK(again.node->user_name() == node.user_name());
    REQUIRE(again.node->outputs.size() == node.outputs.size());
    for (std::size_t i = 0; i < node.outputs.size(); ++i) {
      CHECK(again.graph->collection(again.node->outputs[i]).type == graph.collection(node.outputs[i]).type);
    }
    ++count;
  }
  return count;
}

struct Counting {
  Counter seen{"shipped", "seen"};
  StringSet names{"shipped", "names"};
  std::int64_t ProcessElement(std::int64_t n) const {
    seen.Add();
    return n;
  }
};

TEST_CASE("functions take their metrics along, by name") {
  Pipeline p;
  ParDo(Create(p, std::views::iota(std::int64_t{0}, std::int64_t{10})), Named("Counting", Counting()));
  CHECK(ShipAll(LoweredGraphOf(p)) >= 1);
  const auto names = Counter::ShippedPartOf(Counter("space", "name"));
  CHECK(names.key == "space");
  CHECK(names.value == "name");
  using Sent = internal::Shipping<Counting>;
  std::string bytes;
  ByteWriter out(bytes);
  Sent::Write({Counter("other", "counter"), StringSet("set")}, out);
  ByteReader in(bytes);
  const Counting again = Sent::Read(in);
  CHECK(Counter::ShippedPartOf(again.seen).key == "other");
  CHECK(StringSet::ShippedPartOf(again.names).value == "set");
}

struct Below {
  OffsetRange InitialRestriction(const std::int64_t& limit) const { return {0, limit}; }
  void ProcessElement(OffsetRangeTracker&, const std::int64_t&, Emitter<std::int64_t>) {}
};
struct Above : Below {};

TEST_CASE("a splittable step takes its function and its parts along, and they must belong together") {
  Pipeline p;
  const auto numbers = Create(p, {std::int64_t{1}});
  ParDo(numbers, Named("Below", Below()));
  ParDo(numbers, Named("Above", Above()));
  const Graph graph = LoweredGraphOf(p);
  CHECK(ShipAll(graph) >= 2);
  const FoundStep below = ReadShippedStep(ShipStep(graph, FindNode(graph, "Below")));
  REQUIRE(below.node->exchange->parts() != nullptr);
  Node mixed = *below.node;
  mixed.factory = FindNode(graph, "Above").factory;
  internal::OperatorContext context;
  context.node = &mixed;
  CHECK_THROWS_WITH(mixed.exchange->parts()->MakePart(internal::StepPart::kProcess, context),
                    Catch::Matchers::Contains("does not fit"));
}

struct AtLeast {
  std::int64_t limit = 0;
  bool operator()(std::int64_t n) const { return n >= limit; }
};

TEST_CASE("steps with their names, lines, types and configuration are made again") {
  Pipeline p;
  const auto numbers = Create(p, std::views::iota(std::int64_t{0}, std::int64_t{1000}));
  const auto some = Filter(numbers, Named("Enough", AtLeast{500}));
  const auto keyed = WithKeys(some, [](std::int64_t n) { return n % 10; });
  const auto sums = SumPerKey(keyed);
  GroupByKey(keyed);
  const auto total = Sum(Values(sums));
  Map(
      total, [](std::int64_t n, const std::vector<std::int64_t>& all) { return n + all.front(); }, some);
  const Graph graph = LoweredGraphOf(p);
  CHECK(ShipAll(graph) >= 9);
}

TEST_CASE("a step that captures is refused by its name and line, with what to write instead") {
  Pipeline p;
  std::int64_t limit = 3;
  Filter(Create(p, {std::int64_t{1}}), Named("Enough", [limit](std::int64_t n) { return n >= limit; }));
  const Graph graph = LoweredGraphOf(p);
  CHECK_THROWS_WITH(ShipStep(graph, FindNode(graph, "Enough")), Catch::Contains("'Enough'") &&
                                                                    Catch::Contains("shipped_step_test.cc:") &&
                                                                    Catch::Contains("beam::Bind"));
}

TEST_CASE("Collect is refused, because its results would stay in the other process") {
  Pipeline p;
  const auto collected = Collect(Create(p, {1, 2}));
  const Graph graph = LoweredGraphOf(p);
  CHECK_THROWS_WITH(ShipAll(graph), Catch::Contains("'Collect'") && Catch::Contains("LOOPBACK"));
}

TEST_CASE("values that would not fit into a pipeline's description are refused") {
  Pipeline p;
  Create(p, std::vector<std::string>(20, std::string(1 << 20, 'x')));
  const Graph graph = LoweredGraphOf(p);
  CHECK_THROWS_WITH(ShipAll(graph), Catch::Contains("write them to a file"));
}

TEST_CASE(
    "a description that was cut anywhere, or changed, is an error or a step, and never calls what is not listed") {
  Pipeline p;
  Filter(Create(p, {std::int64_t{1}}), Named("Enough", AtLeast{3}));
  const Graph graph = LoweredGraphOf(p);
  const auto function = ShipStep(graph, FindNode(graph, "Enough"));
  const auto try_bytes = [&](std::string bytes) {
    auto changed = function;
    changed.set_payload(std::move(bytes));
    try {
      ReadShippedStep(changed);
    } catch (const Error&) {
    }
  };
  for (std::size_t size = 0; size < function.payload().size(); ++size) {
    auto cut = function;
    cut.set_payload(function.payload().substr(0, size));
    CHECK_THROWS_AS(ReadShippedStep(cut), Error);
  }
  for (std::size_t at = 0; at < function.payload().size(); ++at) {
    for (const int bit : {1, 0x10, 0x80}) {
      std::string bytes = function.payload();
      bytes[at] = static_cast<char>(bytes[at] ^ bit);
      try_bytes(std::move(bytes));
    }
  }
}

}  // namespace
}  // namespace beam::runners
