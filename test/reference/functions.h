// What the user functions of specs compute: pure functions that the naive runner and the built pipeline both call.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "beam/graph/graph.h"
#include "test/reference/spec.h"

namespace beam::testing {

/// A number that depends on everything in the value.
std::uint64_t Digest(const Value& value);
/// The same for a bag of values: their order does not matter, their number does.
class BagDigest {
 public:
  void Add(const Value& value) { sum_ += Digest(value) * 2 + 1; }
  std::uint64_t value() const { return sum_; }

 private:
  std::uint64_t sum_ = 0;
};

Value MapValue(int variant, Type to, const Value& value);
bool KeepValue(int variant, const Value& value);
std::vector<Value> FlatMapValue(int variant, Type to, const Value& value);
/// What a step makes of an element and the digest of what it saw besides.
Value WithDigest(Type to, const Value& value, std::uint64_t digest);
std::size_t PartOf(int variant, const Value& value);
std::int64_t TimeOf(int variant, const Value& value);
bool ThrowsAt(const Value& value);
/// Addition without an end: the sums of sums may leave the range of numbers.
inline std::int64_t Add(std::int64_t a, std::int64_t b) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
}
/// The result of combining variant 2: of a sum and a count.
inline std::int64_t SumAndCount(std::int64_t sum, std::int64_t count) {
  return Add(static_cast<std::int64_t>(static_cast<std::uint64_t>(sum) * 1000), count);
}
/// What a step says about the event time and window of an element.
Value DescribeMeta(const Value& value, std::int64_t time, const Window& window);

/// The window functions that a spec can name: null for 0, then one function object for each number.
inline constexpr int kWindowings = 4;
std::shared_ptr<const beam::internal::WindowFn> WindowFnOf(int windowing);

}  // namespace beam::testing
