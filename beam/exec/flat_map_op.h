// FlatMapOp: the values of the ranges that a function returns.
#pragma once

#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

#include "beam/exec/function_op.h"
#include "beam/fn/diagnose.h"

namespace beam::internal {

template <class Fn, class Element, class... Side>
class FlatMapOp final : public FunctionOp<FlatMapOp<Fn, Element, Side...>, Fn, Element, Side...> {
  using Base = FunctionOp<FlatMapOp, Fn, Element, Side...>;
  using Call = Invoker<typename Base::Sig>;

 public:
  using Value = Flattened<typename Base::Analysis::Return::Value>;

  FlatMapOp(const Fn& prototype, const OperatorContext& context) : Base(prototype, context) {
    this->AddOutput(&output_);
  }

  std::tuple<> BundleOutputs() { return {}; }

  [[gnu::always_inline]] void Run(Batch<Element>& batch, std::size_t& at) {
    for (std::size_t i = 0; i < batch.size(); ++i) {
      at = i;
      if (i == 0 || !batch.uniform()) {
        output_.Inherit(batch.meta(i));
        this->SelectSides(batch.meta(i));
      }
      std::tuple<> none;
      auto&& result = Call::Call(this->fn_, this->MakeFrame(none), batch.meta(i), batch[i]);
      EmitAll(this->ValueOf(std::forward<decltype(result)>(result), batch, i));
    }
  }

 private:
  template <class Range>
  [[gnu::always_inline]] void EmitAll(Range&& range) {
    // A container of our own gives its values away; a view does not own what it shows.
    constexpr bool owned =
        !std::is_lvalue_reference_v<Range> && requires { typename std::remove_cvref_t<Range>::allocator_type; };
    for (auto&& value : range) {
      using Shown = std::remove_cvref_t<decltype(value)>;
      if constexpr (kIsA<std::pair, Shown>) {
        output_.EmitKV(value.first, value.second);
      } else if constexpr (owned && std::is_same_v<decltype(value), Shown&>) {
        output_.Emit(std::move(value));
      } else {
        output_.Emit(static_cast<const Value&>(value));
      }
    }
  }

  Output<Value> output_;
};

}  // namespace beam::internal
