// The numbers by which the parts of a graph refer to each other.
#pragma once

#include <cstddef>

namespace beam::internal {

using NodeId = std::size_t;
using CollectionId = std::size_t;
using WindowingId = std::size_t;

}  // namespace beam::internal
