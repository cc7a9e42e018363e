// What the tests of transforms share: input in windows, and results with theirs.
#pragma once

#include <algorithm>
#include <catch2/catch.hpp>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "beam/beam.h"
#include "beam/graph/graph.h"
#include "beam/testing/catch2.h"
#include "beam/testing/testing.h"
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

/// Windows of ten milliseconds.
class Tens final : public beam::internal::WindowFn {
 public:
  static Window Of(Timestamp time) {
    const std::int64_t start = time.millis() / 10 * 10;
    return {Timestamp::Millis(start), Timestamp::Millis(start + 10)};
  }
  std::string_view urn() const override { return "beam-cpp:test:tens"; }
  void Assign(Timestamp time, std::vector<Window>& windows) const override { windows.push_back(Of(time)); }
};

/// The elements in windows of ten milliseconds.
template <class T>
PCollection<T> WindowByTens(const PCollection<T>& input) {
  return WindowInto(input, std::make_shared<Tens>());
}

/// A value at a time, in milliseconds.
template <class T>
Timestamped<T> At(std::int64_t millis, T value) {
  return {std::move(value), Timestamp::Millis(millis)};
}

}  // namespace beam::testing
