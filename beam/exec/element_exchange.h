// The exchange that moves elements as they are: Reshuffle, side inputs and collections that are stored between stages. An
// element type adds three functions to it: one that packs a batch, one that unpacks records, and one that makes their output.
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

/// Unpacks the next `count` records into an output of the same type.
using EmitElements = void (*)(ElementBlockCursor& cursor, std::size_t count, OutputBase& output);

/// What an element type adds.
struct ElementPacking {
  AppendElements append;
  Owned<OutputBase> (*make_output)();
  EmitElements emit;
};

class ElementExchange : public ExchangeFactory {
 public:
  explicit ElementExchange(const ElementPacking& packing) : packing_(packing) {}
  bool by_key() const override;
  Owned<Operator> MakeWriter(std::size_t input, bool lifted, BlockStore& store,
                             const OperatorContext& context) const override;
  Owned<SourceOperator> MakeReader(bool lifted, const std::vector<BlockStore*>& stores,
                                   const OperatorContext& context) const override;

 private:
  const ElementPacking& packing_;
};

template <class T>
void AppendElementsOf(const BatchBase& base, std::size_t begin, std::size_t end, ElementBlockWriter& writer) {
  const auto& batch = static_cast<const Batch<T>&>(base);
  for (std::size_t i = begin; i < end; ++i) writer.Append(batch[i], batch.meta(i));
}

template <class T>
void EmitElementsOf(ElementBlockCursor& cursor, std::size_t count, OutputBase& base) {
  auto& output = static_cast<Output<T>&>(base);
  for (std::size_t i = 0; i < count; ++i) {
    cursor.Next();
    output.Inherit(cursor.meta());
    output.Emit(Packer<T>::Make(cursor.value(), cursor.size()));
  }
}

template <class T>
inline constexpr ElementPacking kPackingOf = {&AppendElementsOf<T>, &MakeOutput<T>, &EmitElementsOf<T>};

}  // namespace beam::internal
