#include "transforms/sample.h"

#include <random>

namespace beam::internal {

std::uint64_t FreshSeed() {
  std::random_device device;
  return (static_cast<std::uint64_t>(device()) << 32) | device();
}

}  // namespace beam::internal
