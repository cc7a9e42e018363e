// RestrictionWriteOp: gives each element of a splittable DoFn its restrictions and writes one record for each.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "beam/exec/copy_of.h"
#include "beam/exec/element_blocks.h"
#include "beam/exec/par_do_op.h"
#include "beam/exec/restriction_methods.h"

namespace beam::internal {

template <class DoFn, class Element, class... Side>
class RestrictionWriteOp final : public Operator {
 public:
  using Methods = RestrictionMethods<DoFn, Element, Side...>;
  using Restriction = typename Methods::Restriction;

  RestrictionWriteOp(BlockStore& store, const DoFn& prototype, const OperatorContext& context)
      : context_(context), function_(prototype, context), writers_(store) {}

  void Setup() override { function_.Setup(); }
  void Process(std::size_t, BatchBase& base) override {
    auto& batch = static_cast<Batch<Element>&>(base);
    for (std::size_t i = 0; i < batch.size(); ++i) {
      const Element& element = batch[i];
      std::vector<Restriction> parts;
      RunUserCode(
          context_, "making its restrictions", [&] { parts = RestrictionsOf(element); },
          [&] { return ElementText(element); });
      for (Restriction& part : parts) {
        writers_.Next().Append(KV<Element, Restriction>{CopyOf(element), std::move(part)}, batch.meta(i));
      }
    }
  }
  void Drain() override { writers_.Flush(); }
  void Teardown() override { function_.Teardown(); }

 private:
  std::vector<Restriction> RestrictionsOf(const Element& element) {
    return Methods::Split(function_.function(), element, function_.function().InitialRestriction(element));
  }

  OperatorContext context_;
  ParDoOp<DoFn, Element, Side...> function_;
  ElementBlockWriters writers_;
};

}  // namespace beam::internal
