// FoundStep: the step that a function of a proto stands for.
#pragma once

#include <memory>

#include "beam/graph/graph.h"

namespace beam::runners {

/// A step, and the graph that keeps it.
struct FoundStep {
  std::shared_ptr<const internal::Graph> graph;
  const internal::Node* node = nullptr;
};

}  // namespace beam::runners
