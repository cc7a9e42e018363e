// The operator of Create that cuts the indexes of a range into spans.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "beam/exec/create_op.h"
#include "beam/exec/operator_context.h"
#include "beam/exec/output.h"

namespace beam::internal {

/// Emits the spans of [0, total) for its one input element.
class CutSpansOp final : public Operator {
 public:
  CutSpansOp(std::uint64_t total, std::uint64_t span) : total_(total), span_(span) { AddOutput(&output_); }
  void Process(std::size_t, BatchBase& batch) override;
  void FinishBundle() override { output_.EndBundle(); }

 private:
  std::uint64_t total_;
  std::uint64_t span_;
  Output<IndexSpan> output_;
};

class CutSpansFactory final : public OperatorFactory {
 public:
  CutSpansFactory(std::uint64_t total, std::uint64_t span) : total_(total), span_(span) {}
  Owned<Operator> Make(const OperatorContext&) const override { return Owned<Operator>(new CutSpansOp(total_, span_)); }
  void Ship(ByteWriter& out) const override;
  static Owned<const OperatorFactory> Read(ByteReader& in);

 private:
  std::uint64_t total_;
  std::uint64_t span_;
};

}  // namespace beam::internal
