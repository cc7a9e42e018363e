#include "beam/exec/element_exchange.h"

#include <algorithm>
#include <utility>

#include "beam/exec/side_gate.h"
#include "beam/exec/stream_partition.h"

namespace beam::internal {

namespace {

// Elements go to the partitions in turns: a run has several where they are read while they still come.
class ElementWriteOp final : public Operator {
 public:
  ElementWriteOp(BlockStore& store, AppendElements append) : writers_(store), append_(append) {}
  void Process(std::size_t, BatchBase& batch) override {
    const std::size_t share = (batch.size() + writers_.size() - 1) / writers_.size();
    for (std::size_t begin = 0; begin < batch.size(); begin += share) {
      append_(batch, begin, std::min(begin + share, batch.size()), writers_.Next());
    }
  }
  void Drain() override { writers_.Flush(); }

 private:
  ElementBlockWriters writers_;
  AppendElements append_;
};

class PackedElementReadOp final : public ElementReadOp {
 public:
  PackedElementReadOp(BlockStore& store, const ElementPacking& packing)
      : ElementReadOp(store), output_(packing.make_output()), emit_(packing.emit) {
    AddOutput(output_.get());
  }

 private:
  void EmitRecords(ElementBlockCursor& cursor, std::size_t count) override {
    emit_(cursor, count, *output_);
    output_->EndBundle();
  }

  Owned<OutputBase> output_;
  EmitElements emit_;
};

}  // namespace

ElementReadOp::ElementReadOp(BlockStore& store) : store_(store) {}
ElementReadOp::~ElementReadOp() = default;

void ElementReadOp::set_gate(Owned<SideGate> gate) { gate_ = std::move(gate); }

void ElementReadOp::Read(UnitRange units) { ReadRecords(0, units); }

void ElementReadOp::ReadRecords(std::size_t partition, UnitRange units) {
  std::size_t first = 0;
  for (std::size_t index = 0; index < store_.BlockCount(partition) && units.count > 0; ++index) {
    const std::size_t records = store_.BlockRecords(partition, index);
    if (first + records > units.first) {
      const std::size_t skip = units.first - first;
      const std::size_t take = units.count < records - skip ? units.count : records - skip;
      const PinnedBlock block(store_, partition, index);
      ElementBlockCursor cursor(*block);
      for (std::size_t i = 0; i < skip; ++i) cursor.Next();
      EmitRecords(cursor, take);
      units.first += take;
      units.count -= take;
    }
    first += records;
  }
}

void ElementReadOp::ReadOn(StreamPartition& partition) {
  if (gate_ != nullptr) {
    return gate_->ReadOn(partition, store_,
                         [this](ElementBlockCursor& cursor, std::size_t count) { EmitRecords(cursor, count); });
  }
  ReadRecords(partition.index, {0, static_cast<std::size_t>(-1)});
  store_.Release(partition.index);
}

bool ElementExchange::by_key() const { return false; }

Owned<Operator> ElementExchange::MakeWriter(std::size_t, bool, BlockStore& store, const OperatorContext&) const {
  return Owned<Operator>(new ElementWriteOp(store, packing_.append));
}

Owned<SourceOperator> ElementExchange::MakeReader(bool, const std::vector<BlockStore*>& stores,
                                                  const OperatorContext& context) const {
  Owned<ElementReadOp> reader(new PackedElementReadOp(*stores[0], packing_));
  if (context.gates_sides) reader->set_gate(Owned<SideGate>(new SideGate(context)));
  return reader;
}

}  // namespace beam::internal
