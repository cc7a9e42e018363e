// PartitionOp: one output for each number that a function may return.
#pragma once

#include <cstddef>
#include <memory>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "beam/exec/filter_op.h"
#include "beam/exec/function_op.h"

namespace beam::internal {

[[noreturn]] void FailPartition(long long number, std::size_t partitions);

template <class Fn, class Element, class... S>
class PartitionOp final : public FunctionOp<PartitionOp<Fn, Element, S...>, Fn, Element, S...> {
  using Base = FunctionOp<PartitionOp, Fn, Element, S...>;
  using Call = Invoker<typename Base::Sig>;

 public:
  PartitionOp(const Fn& prototype, const OperatorContext& context) : Base(prototype, context) {
    for (std::size_t i = 0; i < context.output_count(); ++i) {
      this->AddOutput(partitions_.emplace_back(std::make_unique<Output<Element>>()).get());
    }
  }

  std::tuple<> BundleOutputs() { return {}; }

  [[gnu::always_inline]] void Run(Batch<Element>& batch, std::size_t& at) {
    if (batch.uniform()) {
      for (auto& partition : partitions_) partition->Inherit(batch.uniform_meta());
      this->SelectSides(batch.uniform_meta());
    }
    for (std::size_t i = 0; i < batch.size(); ++i) {
      at = i;
      if (!batch.uniform()) this->SelectSides(batch.meta(i));
      std::tuple<> none;
      const auto number =
          this->ValueOf(Call::Call(this->fn_, this->MakeFrame(none), batch.meta(i), batch[i]), batch, i);
      if (static_cast<std::size_t>(number) >= partitions_.size()) [[unlikely]] {
        FailPartition(static_cast<long long>(number), partitions_.size());
      }
      Output<Element>& out = *partitions_[static_cast<std::size_t>(number)];
      if (!batch.uniform()) out.Inherit(batch.meta(i));
      PassOn(batch, i, out);
    }
    if constexpr (kHoldsIter<Element>) {
      for (auto& partition : partitions_) partition->Flush();
    }
  }

 private:
  std::vector<std::unique_ptr<Output<Element>>> partitions_;
};

}  // namespace beam::internal
