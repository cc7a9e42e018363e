// The exchange of Reshuffle, and Reshuffle in primitives: elements are grouped by a key drawn for each, and come out with the time, window and pane that they
// went in with.
#pragma once

#include <cstdint>
#include <type_traits>

#include "beam/exec/convert_op.h"
#include "beam/exec/group_by_key_op.h"
#include "beam/exec/lowering.h"
#include "beam/exec/typed_element.h"
#include "beam/graph/urns.h"
#include "coders/bytes.h"

namespace beam::internal {

/// An element's metadata as bytes, in a form that is the same on every machine.
Bytes MetaToBytes(const ElementMeta& meta);
ElementMeta MetaFromBytes(const Bytes& bytes);

/// Draws keys that spread the elements of any number of workers.
class ReshuffleKeys {
 public:
  ReshuffleKeys();
  std::int64_t Next();

 private:
  std::uint64_t state_;
};

/// What a group holds of an element: itself, or its bytes where it cannot be copied out of the group.
template <class T>
using Carried = std::conditional_t<std::is_copy_constructible_v<T>, T, Bytes>;
template <class T>
using Reshuffled = KV<std::int64_t, KV<Bytes, Carried<T>>>;

template <class T>
class AddReshuffleKeyOp final : public Operator {
 public:
  AddReshuffleKeyOp() { AddOutput(&output_); }

  void Process(std::size_t, BatchBase& base) override {
    auto& batch = static_cast<Batch<T>&>(base);
    for (std::size_t i = 0; i < batch.size(); ++i) {
      const ElementMeta& meta = batch.meta(i);
      output_.EmitWith(ElementMeta{meta.timestamp, Window::Global(), PaneInfo()},
                       Reshuffled<T>{keys_.Next(), {MetaToBytes(meta), Carry(batch, i)}});
    }
    // A group can only be read while its own batch is being processed.
    if constexpr (kHoldsIter<Reshuffled<T>>) output_.Flush();
  }
  void FinishBundle() override { output_.EndBundle(); }

 private:
  static Carried<T> Carry(Batch<T>& batch, std::size_t i) {
    if constexpr (std::is_same_v<Carried<T>, T>) {
      return TakeElement(batch, i);
    } else {
      return Bytes{EncodeElement(batch[i])};
    }
  }

  ReshuffleKeys keys_;
  Output<Reshuffled<T>> output_;
};

template <class T>
class DropReshuffleKeyOp final : public Operator {
 public:
  using Group = KV<std::int64_t, Iter<KV<Bytes, Carried<T>>>>;

  DropReshuffleKeyOp() { AddOutput(&output_); }

  void Process(std::size_t, BatchBase& base) override {
    for (const Group& group : static_cast<Batch<Group>&>(base)) {
      for (const auto& [meta, value] : group.value) {
        if constexpr (std::is_same_v<Carried<T>, T>) {
          output_.EmitWith(MetaFromBytes(meta), value);
        } else {
          output_.EmitWith(MetaFromBytes(meta), DecodeElement<T>(value.data));
        }
      }
    }
  }
  void FinishBundle() override { output_.EndBundle(); }

 private:
  Output<T> output_;
};

template <class T>
CollectionId LowerReshuffle(Lowering& lowering) {
  const CollectionId keyed = lowering.AddStep("AddKey", lowering.inputs()[0], FactoryOf<AddReshuffleKeyOp<T>>(),
                                              ElementTypeOf<Reshuffled<T>>());
  lowering.SetGlobalWindows(keyed);
  const CollectionId grouped =
      lowering.AddGrouping("GroupByKey", urn::kGroupByKey, keyed,
                           Owned<const ExchangeFactory>(new GroupByKeyExchange<std::int64_t, KV<Bytes, Carried<T>>>()),
                           ElementTypeOf<typename DropReshuffleKeyOp<T>::Group>());
  const CollectionId dropped =
      lowering.AddStep("DropKey", grouped, FactoryOf<DropReshuffleKeyOp<T>>(), ElementTypeOf<T>());
  lowering.SetWindowsOfInput(dropped);
  return dropped;
}

template <class T, bool kRemote = kRemoteForms>
class ReshuffleExchange final : public ElementExchange {
 public:
  ReshuffleExchange() : ElementExchange(kPackingOf<T>) {}
  bool CanLower(bool) const override { return kRemote; }
  CollectionId Lower(Lowering& lowering) const override {
    if constexpr (kRemote) {
      return LowerReshuffle<T>(lowering);
    } else {
      return ElementExchange::Lower(lowering);
    }
  }
};

}  // namespace beam::internal
