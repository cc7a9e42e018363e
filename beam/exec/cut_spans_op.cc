#include "beam/exec/cut_spans_op.h"

#include <algorithm>

#include "beam/base/error.h"
#include "beam/exec/shipment.h"

namespace beam::internal {

void CutSpansOp::Process(std::size_t, BatchBase& batch) {
  for (std::size_t i = 0; i < batch.size(); ++i) {
    output_.Inherit(batch.meta(i));
    for (std::uint64_t begin = 0; begin < total_; begin += span_) {
      output_.EmitKV(begin, std::min(total_, begin + span_));
    }
  }
}

void CutSpansFactory::Ship(ByteWriter& out) const {
  StartShipment<CutSpansFactory, CutSpansOp>(out);
  out.PutVarint(total_);
  out.PutVarint(span_);
}

Owned<const OperatorFactory> CutSpansFactory::Read(ByteReader& in) {
  const std::uint64_t total = in.ReadVarint();
  const std::uint64_t span = in.ReadVarint();
  if (span == 0) throw Error(StatusCode::kInvalidArgument, "values cannot be cut into spans of nothing");
  return Owned<const OperatorFactory>(new CutSpansFactory(total, span));
}

}  // namespace beam::internal
