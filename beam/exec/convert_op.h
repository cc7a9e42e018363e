// ConvertOp: makes one element of each, with a function of the library's own.
#pragma once

#include <type_traits>
#include <utility>

#include "beam/exec/operator_context.h"
#include "beam/exec/output.h"
#include "beam/exec/shipment.h"
#include "beam/fn/element_kinds.h"

namespace beam::internal {

/// Element i of a batch, moved out of it where that is allowed.
template <class T>
T TakeElement(Batch<T>& batch, std::size_t i) {
  if (batch.exclusive()) return std::move(batch[i]);
  if constexpr (std::is_copy_constructible_v<T>) {
    return batch[i];
  } else {
    FailSharedMoveOnly();
  }
}

/// `Convert` is called as `Out(In&&)`; metadata stays.
template <class In, class Out, class Convert>
class ConvertOp final : public Operator {
 public:
  ConvertOp() { AddOutput(&output_); }

  void Process(std::size_t, BatchBase& base) override {
    auto& batch = static_cast<Batch<In>&>(base);
    for (std::size_t i = 0; i < batch.size(); ++i) {
      output_.Inherit(batch.meta(i));
      output_.Emit(convert_(TakeElement(batch, i)));
    }
    // A group can only be read while its own batch is being processed.
    if constexpr (kHoldsIter<Out>) output_.Flush();
  }
  void FinishBundle() override { output_.EndBundle(); }

 private:
  Convert convert_;
  Output<Out> output_;
};

/// Makes operators that need nothing to be made of.
template <class Op>
class PlainOperatorFactory final : public OperatorFactory {
 public:
  Owned<Operator> Make(const OperatorContext&) const override { return Owned<Operator>(new Op()); }
  void Ship(ByteWriter& out) const override { StartShipment<PlainOperatorFactory, Op>(out); }
  static Owned<const OperatorFactory> Read(ByteReader&) {
    return Owned<const OperatorFactory>(new PlainOperatorFactory());
  }
};
template <class Op>
Owned<const OperatorFactory> FactoryOf() {
  return Owned<const OperatorFactory>(new PlainOperatorFactory<Op>());
}

}  // namespace beam::internal
