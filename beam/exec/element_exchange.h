// The exchange that moves elements as they are: Reshuffle, side inputs and collections that are stored between stages. An
// element type adds two functions to it: one that packs a batch, and one that unpacks records into its output.
#pragma once

#include <cstddef>
#include <vector>

#include "beam/exec/element_blocks.h"
#include "beam/exec/operator_context.h"
#include "beam/exec/output.h"

namespace beam::internal {

class SideGate;

/// Packs the elements [begin, end) of a batch.
using AppendElements = void (*)(const BatchBase& batch, std::size_t begin, std::size_t end, ElementBlockWriter& writer);

/// Units are elements: a bundle may begin and end inside a block. In a streaming run each partition is read whole.
class ElementReadOp : public SourceOperator {
 public:
  explicit ElementReadOp(BlockStore& store);
  ~ElementReadOp() override;
  /// In a streaming run, before the first bundle: lets elements through when their side inputs are ready.
  void set_gate(Owned<SideGate> gate);
  void Read(UnitRange units) final;
  void ReadOn(StreamPartition& partition) override;

 private:
  /// Emits the next `count` records and passes them on: they are gone after this.
  virtual void EmitRecords(ElementBlockCursor& cursor, std::size_t count) = 0;

  void ReadRecords(std::size_t partition, UnitRange units);

  BlockStore& store_;
  Owned<SideGate> gate_;
};

class ElementExchange : public ExchangeFactory {
 public:
  using MakeReadOp = Owned<ElementReadOp> (*)(BlockStore& store);

  ElementExchange(AppendElements append, MakeReadOp make_read_op) : append_(append), make_read_op_(make_read_op) {}
  bool by_key() const override;
  Owned<Operator> MakeWriter(std::size_t input, bool lifted, BlockStore& store,
                             const OperatorContext& context) const override;
  Owned<SourceOperator> MakeReader(bool lifted, const std::vector<BlockStore*>& stores,
                                   const OperatorContext& context) const override;

 private:
  AppendElements append_;
  MakeReadOp make_read_op_;
};

template <class T>
class TypedElementReadOp final : public ElementReadOp {
 public:
  explicit TypedElementReadOp(BlockStore& store) : ElementReadOp(store) { AddOutput(&output_); }

 private:
  void EmitRecords(ElementBlockCursor& cursor, std::size_t count) override {
    for (std::size_t i = 0; i < count; ++i) {
      cursor.Next();
      output_.Inherit(cursor.meta());
      output_.Emit(Packer<T>::Make(cursor.value(), cursor.size()));
    }
    output_.EndBundle();
  }

  Output<T> output_;
};

template <class T>
ElementExchange ElementExchangeOf() {
  return ElementExchange(
      [](const BatchBase& base, std::size_t begin, std::size_t end, ElementBlockWriter& writer) {
        const auto& batch = static_cast<const Batch<T>&>(base);
        for (std::size_t i = begin; i < end; ++i) writer.Append(batch[i], batch.meta(i));
      },
      [](BlockStore& store) { return Owned<ElementReadOp>(new TypedElementReadOp<T>(store)); });
}

}  // namespace beam::internal
