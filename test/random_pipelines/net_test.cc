// Does the net catch fish? Runners that make one mistake each, which random pipelines must find and make small.
#include <catch2/catch.hpp>
#include <memory>
#include <string>

#include "beam/runner.h"
#include "test/random_pipelines/compare.h"
#include "test/random_pipelines/generate.h"
#include "test/random_pipelines/shrink.h"

namespace beam::testing {
namespace {

using beam::internal::Graph;
using beam::internal::Node;
using beam::internal::NodeKind;

// Runs another graph than the one it is given.
class Mistaken final : public Runner {
 public:
  explicit Mistaken(bool (*is_victim)(const Node&), void (*spoil)(Node&)) : is_victim_(is_victim), spoil_(spoil) {}
  PipelineResult Run(const Graph& graph, const RunOptions& options) override {
    Graph spoiled = graph;
    for (const Node& node : graph.nodes()) {
      if (is_victim_(node)) spoil_(spoiled.node(node.id));
    }
    return MakeRunner("direct")->Run(spoiled, options);
  }

 private:
  bool (*is_victim_)(const Node&);
  void (*spoil_)(Node&);
};

// Finds a seed that fails on the runner, makes its spec smaller and returns that.
Spec FindFailure(const std::string& runner) {
  for (std::uint64_t seed = 1; seed <= 500; ++seed) {
    const Spec spec = Generate(seed);
    if (Compare(spec, runner).empty()) continue;
    return Shrink(spec, [&](const Spec& candidate) { return !Compare(candidate, runner).empty(); });
  }
  return {};
}

TEST_CASE("a runner that forgets an input of Flatten is found, and the pipeline that shows it is small") {
  RegisterRunner("forgets_an_input", [] {
    return std::make_unique<Mistaken>(
        [](const Node& node) { return node.kind == NodeKind::kFlatten && node.inputs.size() > 1; },
        [](Node& node) { node.inputs.pop_back(); });
  });
  const Spec spec = FindFailure("forgets_an_input");
  INFO(ToString(spec));
  CHECK_FALSE(spec.steps.empty());
  CHECK(spec.steps.size() <= 3);
  CHECK(spec.threads == 1);
}

TEST_CASE("a runner that takes one side input for another is found, and the pipeline that shows it is small") {
  RegisterRunner("swaps_inputs", [] {
    return std::make_unique<Mistaken>(
        [](const Node& node) { return node.kind == NodeKind::kGrouping && node.inputs.size() == 2; },
        [](Node& node) { std::swap(node.inputs[0], node.inputs[1]); });
  });
  const Spec spec = FindFailure("swaps_inputs");
  INFO(ToString(spec));
  CHECK_FALSE(spec.steps.empty());
  CHECK(spec.steps.size() <= 5);
}

TEST_CASE("leaving out steps and elements ends at the least that fails") {
  std::uint64_t seed = 1;
  while (Generate(seed).steps.size() < 8) ++seed;
  const Spec spec = Generate(seed);
  const auto fails = [](const Spec& candidate) { return !candidate.steps.empty(); };
  const Spec smaller = Shrink(spec, fails);
  CHECK(smaller.steps.size() == 1);
  CHECK(smaller.steps[0].elements.empty());
  CHECK(smaller.collected.empty());
  CHECK(smaller.force.empty());
}

TEST_CASE("a seed makes the same valid spec each time, and other seeds make others") {
  CHECK(ToString(Generate(7)) == ToString(Generate(7)));
  CHECK(ToString(Generate(7)) != ToString(Generate(8)));
  for (std::uint64_t seed = 0; seed < 200; ++seed) CHECK(IsValid(Generate(seed)));
}

}  // namespace
}  // namespace beam::testing
