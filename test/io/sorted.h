// Sorted: the elements of a collection, which come in any order, in theirs.
#pragma once

#include <algorithm>
#include <vector>

#include "beam/collect.h"

namespace beam::testing {

template <class T>
std::vector<T> Sorted(const Collected<T>& collected) {
  std::vector<T> values = collected.values();
  std::sort(values.begin(), values.end());
  return values;
}

}  // namespace beam::testing
