#include "beam/exec/packer.h"

#include "beam/base/error.h"

namespace beam::internal {

void FailPackedSize(std::size_t bytes) {
  throw Error(
      StatusCode::kResourceExhausted,
      "an element of 4 GiB or more cannot cross an exchange; split it, or pass on where it is stored; bytes = " +
          std::to_string(bytes));
}

}  // namespace beam::internal
