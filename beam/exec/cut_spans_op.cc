#include "beam/exec/cut_spans_op.h"

#include <algorithm>

namespace beam::internal {

void CutSpansOp::Process(std::size_t, BatchBase& batch) {
  for (std::size_t i = 0; i < batch.size(); ++i) {
    output_.Inherit(batch.meta(i));
    for (std::uint64_t begin = 0; begin < total_; begin += span_) {
      output_.EmitKV(begin, std::min(total_, begin + span_));
    }
  }
}

}  // namespace beam::internal
