// Sums of keys with what is known of the pane that each came in.
#pragma once

#include <cstdint>
#include <string>

#include "beam/beam.h"

namespace beam::testing {

using Pair = KV<std::string, int>;

inline Timestamp At(std::int64_t millis) { return Timestamp::Millis(millis); }

/// "a=3 early #0": key, value, timing and index of a pane.
inline std::string DescribeSum(PaneInfo pane, const Pair& sum) {
  static const char* const kTimings[] = {"early", "on time", "late", "unknown"};
  return sum.key + "=" + std::to_string(sum.value) + " " + kTimings[static_cast<int>(pane.timing)] + " #" +
         std::to_string(pane.index);
}

inline PCollection<std::string> Sums(const PCollection<Pair>& pairs) {
  return ParDo(CombinePerKey(pairs, [](int a, int b) { return a + b; }), DescribeSum);
}

}  // namespace beam::testing
