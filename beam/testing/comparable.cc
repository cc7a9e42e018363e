#include "beam/testing/comparable.h"

#include <algorithm>
#include <numeric>

namespace beam::testing::internal {

std::vector<std::size_t> OrderOf(const std::vector<std::string>& encodings) {
  std::vector<std::size_t> numbers(encodings.size());
  std::iota(numbers.begin(), numbers.end(), 0);
  std::stable_sort(numbers.begin(), numbers.end(),
                   [&](std::size_t a, std::size_t b) { return encodings[a] < encodings[b]; });
  return numbers;
}

}  // namespace beam::testing::internal
