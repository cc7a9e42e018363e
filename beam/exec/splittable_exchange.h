// SplittableExchange: the step of a splittable DoFn, as an exchange of restrictions.
#pragma once

#include <cstddef>
#include <vector>

#include "beam/exec/remote_forms.h"
#include "beam/exec/restriction_write_op.h"
#include "beam/exec/splittable_parts_op.h"
#include "beam/exec/splittable_read_op.h"

namespace beam::internal {

template <bool kRemote, class DoFn, class Element, class... Side>
class SplittableExchange final : public ExchangeFactory {
 public:
  bool by_key() const override { return false; }
  bool reads_sides() const override { return true; }
  bool reads_on() const override { return true; }
  bool shares_work() const override { return RestrictionFunction<DoFn, Element, Side...>::kShares; }
  Owned<Operator> MakeWriter(std::size_t, bool, BlockStore& store, const OperatorContext& context) const override {
    return Owned<Operator>(new RestrictionWriteOp<DoFn, Element, Side...>(store, PrototypeOf<DoFn>(context), context));
  }
  Owned<SourceOperator> MakeReader(bool, const std::vector<BlockStore*>& stores,
                                   const OperatorContext& context) const override {
    return Owned<SourceOperator>(
        new SplittableReadOp<DoFn, Element, Side...>(*stores[0], PrototypeOf<DoFn>(context), context));
  }
  const StepParts* parts() const override {
    if constexpr (kRemote) {
      static const TypedSplittableParts<DoFn, Element, Side...> parts;
      return &parts;
    } else {
      return nullptr;
    }
  }
  [[gnu::cold]] void Ship(ByteWriter& out) const override {
    if constexpr (kRemote) {
      StartShipment<SplittableExchange, DoFn>(out);
    } else {
      ExchangeFactory::Ship(out);
    }
  }
  static Owned<const ExchangeFactory> Read(ByteReader&) {
    return Owned<const ExchangeFactory>(new SplittableExchange());
  }
};

}  // namespace beam::internal
