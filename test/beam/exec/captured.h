// A consumer for tests of operators: remembers what it is given, and checks the contract of batches while it does.
#pragma once

#include <catch2/catch.hpp>
#include <memory>
#include <vector>

#include "beam/exec/batch.h"
#include "beam/exec/operator.h"
#include "beam/exec/operator_context.h"
#include "beam/exec/output.h"
#include "beam/exec/run_state.h"
#include "beam/graph/graph.h"

namespace beam::internal {

template <class T>
class Captured final : public Operator {
 public:
  void Process(std::size_t, BatchBase& base) override {
    auto& batch = static_cast<Batch<T>&>(base);
    REQUIRE_FALSE(batch.empty());
    REQUIRE(batch.size() <= batch.capacity());
    batches.push_back(batch.size());
    uniform.push_back(batch.uniform());
    for (std::size_t i = 0; i < batch.size(); ++i) {
      values.push_back(std::move(batch[i]));
      metas.push_back(batch.meta(i));
    }
  }
  std::vector<T> values;
  std::vector<ElementMeta> metas;
  std::vector<std::size_t> batches;
  std::vector<bool> uniform;
};

/// A graph of one step in one windowing, and the context of its operator.
struct OneStep {
  explicit OneStep(std::shared_ptr<const WindowFn> windows = nullptr) {
    Windowing windowed;
    windowed.fn = std::move(windows);
    const WindowingId windowing = graph.AddWindowing(windowed);
    graph.AddNode(NodeKind::kImpulse, "source", "source", {});
    const CollectionId input = graph.AddOutput(0, nullptr, windowing);
    Node& node = graph.AddNode(NodeKind::kFused, "step", "the step", {"main.cc", 12});
    node.inputs = {input};
    context.node = &graph.node(1);
    context.graph = &graph;
    context.run = &run;
  }
  Graph graph;
  RunState run;
  OperatorContext context;
};

inline ElementMeta MetaAt(std::int64_t millis) { return {Timestamp::Millis(millis), Window(), PaneInfo()}; }

/// A batch of values, all at one time.
template <class T>
std::unique_ptr<Batch<T>> UniformBatch(std::vector<T> values, std::int64_t millis = 5) {
  auto batch = std::make_unique<Batch<T>>(values.size() + 1);
  batch->SetMeta(MetaAt(millis));
  for (auto&& value : values) batch->Put(T(std::move(value)));
  return batch;
}

/// A batch of values at the times 0, 1, 2, ...
template <class T>
std::unique_ptr<Batch<T>> ColumnBatch(std::vector<T> values) {
  auto batch = std::make_unique<Batch<T>>(values.size() + 1);
  batch->MakeColumn();
  std::int64_t millis = 0;
  for (auto&& value : values) {
    batch->AppendMeta(MetaAt(millis++));
    batch->Put(T(std::move(value)));
  }
  return batch;
}

}  // namespace beam::internal
