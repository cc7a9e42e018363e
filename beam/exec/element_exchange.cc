#include "beam/exec/element_exchange.h"

namespace beam::internal {

namespace {

class ElementWriteOp final : public Operator {
 public:
  ElementWriteOp(BlockStore& store, AppendBatch append) : writer_(store), append_(append) {}
  void Process(std::size_t, BatchBase& batch) override { append_(batch, writer_); }
  void Drain() override { writer_.Flush(); }

 private:
  ElementBlockWriter writer_;
  AppendBatch append_;
};

}  // namespace

void ElementReadOp::Read(UnitRange units) {
  std::size_t first = 0;
  for (std::size_t index = 0; index < store_.BlockCount(0) && units.count > 0; ++index) {
    const std::size_t records = store_.BlockRecords(0, index);
    if (first + records > units.first) {
      const std::size_t skip = units.first - first;
      const std::size_t take = units.count < records - skip ? units.count : records - skip;
      const PinnedBlock block(store_, 0, index);
      ElementBlockCursor cursor(*block);
      for (std::size_t i = 0; i < skip; ++i) cursor.Next();
      EmitRecords(cursor, take);
      units.first += take;
      units.count -= take;
    }
    first += records;
  }
}

void ElementReadOp::ReadOn(StreamPartition&) {
  Read({0, static_cast<std::size_t>(-1)});
  store_.Release(0);
}

bool ElementExchange::by_key() const { return false; }

Owned<Operator> ElementExchange::MakeWriter(std::size_t, bool, BlockStore& store, const OperatorContext&) const {
  return Owned<Operator>(new ElementWriteOp(store, append_));
}

Owned<SourceOperator> ElementExchange::MakeReader(bool, const std::vector<BlockStore*>& stores,
                                                  const OperatorContext&) const {
  return make_read_op_(*stores[0]);
}

}  // namespace beam::internal
