// The naive runner: evaluates a spec with loops. Obviously right rather than fast; the oracle of random pipelines.
#pragma once

#include <compare>
#include <string>
#include <vector>

#include "beam/base/window.h"
#include "test/reference/spec.h"

namespace beam::testing {

/// An element with everything that the model gives it.
struct Row {
  Value value;
  ElementMeta meta;
};
bool operator<(const Row& a, const Row& b);
bool operator==(const Row& a, const Row& b);
std::string ToString(const Row& row);

using Rows = std::vector<Row>;

struct Evaluation {
  /// True if a step throws: the run must fail, and there is nothing else to compare.
  bool fails = false;
  /// The elements of each output of each step, in no order that means anything.
  std::vector<std::vector<Rows>> outputs;
};

/// The spec must be valid.
Evaluation Evaluate(const Spec& spec);
/// Evaluates the steps that `evaluation` does not have yet.
void Extend(const Spec& spec, Evaluation& evaluation);

}  // namespace beam::testing
