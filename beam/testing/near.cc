#include "beam/testing/near.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace beam::testing::internal {

namespace {

std::vector<NearElement> InOrder(NearElement (*form)(const void* element), const ElementList& elements) {
  std::vector<NearElement> ordered;
  ordered.reserve(elements.size());
  for (const void* element : elements) ordered.push_back(form(element));
  std::sort(ordered.begin(), ordered.end(), [](const auto& a, const auto& b) {
    return a.key != b.key ? a.key < b.key : std::isnan(b.number) ? !std::isnan(a.number) : a.number < b.number;
  });
  return ordered;
}

int OrderOf(const NearElement& a, const NearElement& b, double tolerance) {
  if (a.key != b.key) return a.key < b.key ? -1 : 1;
  if (std::isnan(a.number) || std::isnan(b.number))
    return static_cast<int>(std::isnan(a.number)) - static_cast<int>(std::isnan(b.number));
  if (a.number == b.number || std::abs(a.number - b.number) <= tolerance) return 0;
  return a.number < b.number ? -1 : 1;
}

}  // namespace

ElementDifference CompareNear(NearElement (*form)(const void* element), const ElementList& actual,
                              const ElementList& expected, double tolerance) {
  return DifferenceInOrder(
      InOrder(form, actual), InOrder(form, expected),
      [tolerance](const NearElement& a, const NearElement& b) { return OrderOf(a, b, tolerance); });
}

}  // namespace beam::testing::internal
