#include "beam/partition.h"

namespace beam::internal {

void RequirePartitions(std::size_t partitions, const std::source_location& location) {
  if (partitions != 0) return;
  throw Error(StatusCode::kInvalidArgument,
              "Partition was asked for 0 partitions; ask for at least one; line = " + ShortLocation(location));
}

}  // namespace beam::internal
