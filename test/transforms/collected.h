// What the tests of transforms share: sorted results, and input in windows.
#pragma once

#include <algorithm>
#include <catch2/catch.hpp>
#include <limits>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

#include "beam/beam.h"
#include "test/random_values.h"

namespace Catch {
template <class K, class V>
struct StringMaker<beam::KV<K, V>> {
  static std::string convert(const beam::KV<K, V>& pair) {
    return "(" + Detail::stringify(pair.key) + ", " + Detail::stringify(pair.value) + ")";
  }
};
}  // namespace Catch

namespace beam::testing {

/// The elements of a collection, which come in any order, in theirs.
template <class T>
std::vector<T> Sorted(const Collected<T>& collected) {
  std::vector<T> values = collected.values();
  std::sort(values.begin(), values.end());
  return values;
}

/// An element and the start of its window, in milliseconds.
template <class T>
struct InWindow {
  std::int64_t start = 0;
  T value;
  auto operator<=>(const InWindow&) const = default;
  friend std::ostream& operator<<(std::ostream& out, const InWindow& element) {
    return out << element.start << ":" << Catch::Detail::stringify(element.value);
  }
};

template <class T>
std::vector<InWindow<T>> SortedInWindows(const Collected<T>& collected) {
  std::vector<InWindow<T>> elements;
  for (std::size_t i = 0; i < collected.size(); ++i) {
    elements.push_back({collected.metas()[i].window.start().millis(), collected.values()[i]});
  }
  std::sort(elements.begin(), elements.end());
  return elements;
}

/// Windows of ten milliseconds, until the library has window functions of its own.
class Tens final : public internal::WindowFn {
 public:
  static Window Of(Timestamp time) {
    const std::int64_t start = time.millis() / 10 * 10;
    return {Timestamp::Millis(start), Timestamp::Millis(start + 10)};
  }
  std::string_view urn() const override { return "beam-cpp:test:tens"; }
  void Assign(Timestamp time, std::vector<Window>& windows) const override { windows.push_back(Of(time)); }
};

template <class T>
class AssignTensOp final : public internal::Operator {
 public:
  AssignTensOp() { AddOutput(&output_); }
  void Process(std::size_t, internal::BatchBase& base) override {
    auto& batch = static_cast<internal::Batch<T>&>(base);
    for (std::size_t i = 0; i < batch.size(); ++i) {
      ElementMeta meta = batch.meta(i);
      meta.window = Tens::Of(meta.timestamp);
      output_.Inherit(meta);
      output_.Emit(batch[i]);
    }
  }
  void FinishBundle() override { output_.EndBundle(); }

 private:
  internal::Output<T> output_;
};

template <class T>
class AssignTensFactory final : public internal::OperatorFactory {
 public:
  std::unique_ptr<internal::Operator> Make(const internal::OperatorContext&) const override {
    return std::make_unique<AssignTensOp<T>>();
  }
};

/// The elements in windows of ten milliseconds.
template <class T>
PCollection<T> WindowByTens(const PCollection<T>& input) {
  internal::Graph& graph = input.state().graph();
  internal::Node& node = input.state().AddStep(internal::NodeKind::kFused, internal::urn::kParDo, "WindowByTens",
                                               std::source_location::current());
  node.inputs = {input.id()};
  node.factory = std::make_shared<AssignTensFactory<T>>();
  const internal::WindowingId tens = graph.AddWindowing({std::make_shared<Tens>()});
  return {&input.state(), graph.AddOutput(node.id, internal::ElementTypeOf<T>(), tens)};
}

/// A value at a time, in milliseconds.
template <class T>
Timestamped<T> At(std::int64_t millis, T value) {
  return {std::move(value), Timestamp::Millis(millis)};
}

}  // namespace beam::testing
