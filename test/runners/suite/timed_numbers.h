// Numbers at times of their own, which most cases about event time read.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "beam/beam.h"
#include "beam/testing/testing.h"

namespace beam::testing {

inline Window Between(std::int64_t start, std::int64_t end) {
  return {Timestamp::Millis(start), Timestamp::Millis(end)};
}

/// Each number at its own millisecond.
inline PCollection<int> Numbers(TestPipeline& p, const std::vector<int>& numbers) {
  return WithTimestamps(Create(p, numbers), [](int n) { return Timestamp::Millis(n); });
}

inline KV<std::string, int> ByParity(int n) { return {n % 2 == 0 ? "even" : "odd", n}; }
inline int Add(int a, int b) { return a + b; }

}  // namespace beam::testing
