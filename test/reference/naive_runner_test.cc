// The oracle is tested by hand, where one can count with fingers.
#include "test/reference/naive_runner.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "test/reference/build.h"
#include "test/reference/functions.h"

namespace beam::testing {
namespace {

Step Create(Type type, std::vector<Element> elements) {
  Step step;
  step.type = type;
  step.elements = std::move(elements);
  return step;
}
Step Make(Op op, Type type, std::vector<Ref> inputs, int variant = 0) {
  Step step;
  step.op = op;
  step.type = type;
  step.inputs = std::move(inputs);
  step.variant = variant;
  return step;
}
Element Pair(std::string key, std::int64_t n, std::int64_t time = 0) { return {{n, std::move(key), {}}, time}; }

std::vector<Value> ValuesOf(const Rows& rows) {
  std::vector<Value> values;
  for (const Row& row : rows) values.push_back(row.value);
  std::sort(values.begin(), values.end());
  return values;
}

TEST_CASE("the naive runner groups, sums and counts within windows") {
  Spec spec;
  spec.steps = {Create(Type::kPair, {Pair("a", 1, 1), Pair("b", 2, 2), Pair("a", 3, 11), Pair("a", 4, 3)}),
                Make(Op::kWindow, Type::kPair, {{0}}, 1), Make(Op::kGroup, Type::kGroup, {{1}}),
                Make(Op::kCombinePerKey, Type::kPair, {{1}}), Make(Op::kCombinePerKey, Type::kPair, {{0}})};
  REQUIRE(IsValid(spec));
  const Evaluation evaluation = Evaluate(spec);
  CHECK(ValuesOf(evaluation.outputs[2][0]) == std::vector<Value>{{0, "a", {1, 4}}, {0, "a", {3}}, {0, "b", {2}}});
  CHECK(ValuesOf(evaluation.outputs[3][0]) == std::vector<Value>{{2, "b", {}}, {3, "a", {}}, {5, "a", {}}});
  CHECK(ValuesOf(evaluation.outputs[4][0]) == std::vector<Value>{{2, "b", {}}, {8, "a", {}}});
  for (const Row& row : evaluation.outputs[3][0]) {
    CHECK(row.meta.timestamp == row.meta.window.max_timestamp());
    CHECK(row.meta.pane.timing == PaneTiming::kOnTime);
  }
}

TEST_CASE("the naive runner gives a combine of nothing its default in the global window only") {
  Spec spec;
  spec.steps = {Create(Type::kInt, {}), Make(Op::kCombine, Type::kInt, {{0}}, 1),
                Make(Op::kCombine, Type::kInt, {{0}}, 0), Make(Op::kWindow, Type::kInt, {{0}}, 1),
                Make(Op::kCombine, Type::kInt, {{3}}, 1)};
  REQUIRE(IsValid(spec));
  const Evaluation evaluation = Evaluate(spec);
  CHECK(evaluation.outputs[1][0].size() == 1);
  CHECK(evaluation.outputs[2][0].empty());
  CHECK(evaluation.outputs[4][0].empty());
}

TEST_CASE("an element of two windows counts in both, and a flattened collection as often as it is named") {
  Spec spec;
  spec.steps = {Create(Type::kInt, {{{7, "", {}}, 2}}), Make(Op::kWindow, Type::kInt, {{0}}, 2),
                Make(Op::kFlatten, Type::kInt, {{1}, {1}, {1}})};
  REQUIRE(IsValid(spec));
  CHECK(Evaluate(spec).outputs[2][0].size() == 6);
}

TEST_CASE("a spec that reads what is not there, or what does not fit, is not valid") {
  Spec spec;
  spec.steps = {Create(Type::kInt, {}), Make(Op::kGroup, Type::kGroup, {{0}})};
  CHECK_FALSE(IsValid(spec));
  spec.steps[1] = Make(Op::kFilter, Type::kInt, {{1}});
  CHECK_FALSE(IsValid(spec));
  spec.steps[1] = Make(Op::kFilter, Type::kInt, {{0, 1}});
  CHECK_FALSE(IsValid(spec));
  spec.steps[1] = Make(Op::kFilter, Type::kInt, {{0}});
  CHECK(IsValid(spec));
}

TEST_CASE("a spec runs as a pipeline and gives what the naive runner gives") {
  Spec spec;
  spec.steps = {Create(Type::kPair, {Pair("a", 1), Pair("b", 2), Pair("a", 3)}), Make(Op::kGroup, Type::kGroup, {{0}}),
                Make(Op::kPartition, Type::kGroup, {{1}})};
  spec.collected = {{1, 0}, {2, 0}, {2, 1}, {2, 2}};
  const RunOfSpec run = RunAsPipeline(spec);
  REQUIRE(run.result.ok());
  const Evaluation evaluation = Evaluate(spec);
  for (std::size_t i = 0; i < spec.collected.size(); ++i) {
    const Ref ref = spec.collected[i];
    CHECK(ValuesOf(run.collected[i]) == ValuesOf(evaluation.outputs[ref.step][ref.output]));
  }
  CHECK_FALSE(run.collected[0].empty());
}

}  // namespace
}  // namespace beam::testing
