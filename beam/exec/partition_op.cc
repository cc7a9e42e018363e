#include "beam/exec/partition_op.h"

#include <string>

#include "beam/base/error.h"

namespace beam::internal {

void FailPartition(long long number, std::size_t partitions) {
  throw Error(
      StatusCode::kOutOfRange,
      "the function given to Partition must return a number from 0 to below the number of partitions; returned = " +
          std::to_string(number) + ", partitions = " + std::to_string(partitions));
}

}  // namespace beam::internal
