#include "beam/exec/metric_cells.h"

namespace beam::internal {

MetricValue CounterCell::Read() const { return value_.Get(); }

MetricValue DistributionCell::Read() const {
  DistributionValue value;
  value.count = count_.Get(std::memory_order_acquire);
  if (value.count == 0) return value;
  value.sum = sum_.Get();
  value.min = min_.Get();
  value.max = max_.Get();
  return value;
}

}  // namespace beam::internal
