// FilterOp: keeps the elements that a predicate accepts. Plain values are compacted without a branch on the answer;
// others are moved where the batch has no other reader.
#pragma once

#include <cstddef>
#include <new>
#include <tuple>
#include <type_traits>
#include <utility>

#include "beam/exec/function_op.h"

namespace beam::internal {

/// Appends element `i` of a batch to an output.
template <class Element>
void PassOn(Batch<Element>& batch, std::size_t i, Output<Element>& out) {
  if (batch.exclusive()) {
    out.Emit(std::move(batch[i]));
  } else if constexpr (std::is_copy_constructible_v<Element>) {
    out.Emit(static_cast<const Element&>(batch[i]));
  } else {
    FailSharedMoveOnly();
  }
}

template <class Predicate, class Element, class... Side>
class FilterOp final : public FunctionOp<FilterOp<Predicate, Element, Side...>, Predicate, Element, Side...> {
  using Base = FunctionOp<FilterOp, Predicate, Element, Side...>;
  using Call = Invoker<typename Base::Sig>;

 public:
  FilterOp(const Predicate& prototype, const OperatorContext& context) : Base(prototype, context) {
    this->AddOutput(&output_);
  }

  std::tuple<> BundleOutputs() { return {}; }

  [[gnu::always_inline]] void Run(Batch<Element>& batch, std::size_t& at) {
    if (batch.uniform()) {
      output_.Inherit(batch.uniform_meta());
      this->SelectSides(batch.uniform_meta());
    }
    if constexpr (Batch<Element>::kPlain) {
      if (batch.uniform() && output_.batch().uniform()) {
        for (std::size_t begin = 0; begin < batch.size();) begin += Compact(batch, begin, at);
        return;
      }
    }
    for (std::size_t i = 0; i < batch.size(); ++i) {
      at = i;
      if (!batch.uniform()) {
        output_.Inherit(batch.meta(i));
        this->SelectSides(batch.meta(i));
      }
      if (Keeps(batch, i)) PassOn(batch, i, output_);
    }
    // A group can only be read while its own batch is being processed.
    if constexpr (kHoldsIter<Element>) output_.Flush();
  }

 private:
  [[gnu::always_inline]] bool Keeps(const Batch<Element>& batch, std::size_t i) {
    std::tuple<> none;
    return this->ValueOf(Call::Call(this->fn_, this->MakeFrame(none), batch.meta(i), batch[i]), batch, i);
  }
  // Returns how many elements were looked at: as many as the open batch has room for.
  [[gnu::always_inline]] std::size_t Compact(Batch<Element>& batch, std::size_t begin, std::size_t& at) {
    Batch<Element>& out = output_.batch();
    const std::size_t room = output_.limit() - out.size();
    const std::size_t count = batch.size() - begin < room ? batch.size() - begin : room;
    Element* const to = out.end();
    std::size_t kept = 0;
    for (std::size_t i = begin; i < begin + count; ++i) {
      at = i;
      ::new (static_cast<void*>(to + kept)) Element(batch[i]);
      kept += Keeps(batch, i) ? 1 : 0;
    }
    out.SetSize(out.size() + kept);
    output_.FlushIfFull();
    return count;
  }

  Output<Element> output_;
};

}  // namespace beam::internal
