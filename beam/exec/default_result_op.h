// The operator behind Combine's default: emits the result of no values when the side input of results is empty.
#pragma once

#include <memory>
#include <utility>

#include "beam/exec/combine_fn.h"
#include "beam/exec/operator_context.h"
#include "beam/exec/output.h"
#include "beam/exec/remote_forms.h"
#include "beam/exec/shipment.h"
#include "beam/exec/user_code.h"

namespace beam::internal {

template <class V, class Fn>
class DefaultResultOp final : public Operator {
 public:
  using Traits = CombineTraits<Fn, V>;
  DefaultResultOp(Fn fn, const OperatorContext& context) : fn_(std::move(fn)), context_(context) {
    AddOutput(&output_);
  }

  void Setup() override {
    RunUserCode(context_, "calling the combine function's Setup", [&] { Traits::Setup(fn_); });
  }
  void Process(std::size_t, BatchBase& batch) override {
    if (!context_.SideInputIsEmpty(0)) return;
    for (std::size_t i = 0; i < batch.size(); ++i) {
      output_.Inherit(batch.meta(i));
      RunUserCode(context_, "extracting the output of an empty accumulator",
                  [&] { output_.Emit(Traits::Extract(fn_, fn_.CreateAccumulator())); });
    }
  }
  void FinishBundle() override { output_.EndBundle(); }
  void Teardown() override {
    RunUserCode(context_, "calling the combine function's Teardown", [&] { Traits::Teardown(fn_); });
  }

 private:
  Fn fn_;
  OperatorContext context_;
  Output<typename Traits::Output> output_;
};

template <class V, class Fn, bool kRemote = kRemoteForms>
class DefaultResultFactory final : public OperatorFactory {
 public:
  explicit DefaultResultFactory(Fn fn) : fn_(std::move(fn)) {}
  Owned<Operator> Make(const OperatorContext& context) const override {
    return Owned<Operator>(new DefaultResultOp<V, Fn>(fn_, context));
  }
  void Ship(ByteWriter& out) const override {
    FunctionShipment<DefaultResultFactory, OperatorFactory, Fn, kRemote>::Write(fn_, out);
  }

 private:
  Fn fn_;
};

}  // namespace beam::internal
