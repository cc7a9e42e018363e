// The exchange that moves elements as they are: Reshuffle, side inputs and collections that are stored between stages.
#pragma once

#include <memory>
#include <vector>

#include "beam/exec/element_blocks.h"
#include "beam/exec/operator_context.h"
#include "beam/exec/output.h"

namespace beam::internal {

template <class T>
class ElementWriteOp final : public Operator {
 public:
  explicit ElementWriteOp(BlockStore& store) : writer_(store) {}
  void Process(std::size_t, BatchBase& base) override {
    auto& batch = static_cast<Batch<T>&>(base);
    for (std::size_t i = 0; i < batch.size(); ++i) writer_.Append(batch[i], batch.meta(i));
  }
  void Drain() override { writer_.Flush(); }

 private:
  ElementBlockWriter writer_;
};

/// Units are elements: a bundle may begin and end inside a block.
template <class T>
class ElementReadOp final : public SourceOperator {
 public:
  explicit ElementReadOp(BlockStore& store) : store_(store) { AddOutput(&output_); }

  void Read(UnitRange units) override {
    std::size_t first = 0;
    for (std::size_t index = 0; index < store_.BlockCount(0) && units.count > 0; ++index) {
      const std::size_t records = store_.BlockRecords(0, index);
      if (first + records > units.first) {
        const std::size_t skip = units.first - first;
        const std::size_t take = units.count < records - skip ? units.count : records - skip;
        ReadBlock(index, skip, take);
        units.first += take;
        units.count -= take;
      }
      first += records;
    }
  }

 private:
  void ReadBlock(std::size_t index, std::size_t skip, std::size_t take) {
    const PinnedBlock block(store_, 0, index);
    ElementBlockCursor cursor(*block);
    for (std::size_t i = 0; i < skip; ++i) cursor.Next();
    for (std::size_t i = 0; i < take; ++i) {
      cursor.Next();
      output_.Inherit(cursor.meta());
      output_.Emit(Packer<T>::Make(cursor.value(), cursor.size()));
    }
    output_.EndBundle();
  }

  BlockStore& store_;
  Output<T> output_;
};

template <class T>
class ElementExchange final : public ExchangeFactory {
 public:
  bool by_key() const override { return false; }
  Owned<Operator> MakeWriter(std::size_t, bool, BlockStore& store, const OperatorContext&) const override {
    return Owned<Operator>(new ElementWriteOp<T>(store));
  }
  Owned<SourceOperator> MakeReader(bool, const std::vector<BlockStore*>& stores,
                                             const OperatorContext&) const override {
    return Owned<SourceOperator>(new ElementReadOp<T>(*stores[0]));
  }
};

}  // namespace beam::internal
