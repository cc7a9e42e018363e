#include "beam/exec/element_blocks.h"

#include <algorithm>

namespace beam::internal {

ElementBlockWriter::~ElementBlockWriter() {
  if (block_.data != nullptr) store_.Discard(block_);
}

ElementBlockWriters::ElementBlockWriters(BlockStore& store) {
  for (std::size_t partition = 0; partition < store.partitions(); ++partition) {
    writers_.push_back(std::make_unique<ElementBlockWriter>(store, partition));
  }
}

ElementBlockWriters::~ElementBlockWriters() = default;

std::size_t ElementBlockWriters::size() const { return writers_.size(); }

ElementBlockWriter& ElementBlockWriters::Next() {
  ElementBlockWriter& next = *writers_[next_];
  next_ = (next_ + 1) % writers_.size();
  return next;
}

void ElementBlockWriters::Flush() {
  for (const auto& writer : writers_) writer->Flush();
}

void ElementBlockWriter::Flush() {
  if (block_.data == nullptr) return;
  const Block full = block_;
  block_ = Block();
  store_.Add(partition_, full);
}

void ElementBlockWriter::Open(std::size_t size, const ElementMeta& meta) {
  // A block whose metadata did not hold out is followed by one with a column: batches of such collections rarely settle.
  const bool uniform = block_.data == nullptr || (block_.header.uniform && block_.header.meta == meta);
  Flush();
  block_ = store_.NewBlock(std::max(kBlockBytes, size));
  block_.header.uniform = uniform;
  block_.header.meta = meta;
}

void AppendRecord(const ElementBlockCursor& cursor, std::string& records) {
  std::byte size[sizeof(std::uint32_t)];
  StoreSize(cursor.size(), size);
  records.append(reinterpret_cast<const char*>(size), sizeof(size));
  records.append(reinterpret_cast<const char*>(&cursor.meta()), sizeof(ElementMeta));
  records.append(reinterpret_cast<const char*>(cursor.value()), cursor.size());
}

std::byte* ElementBlockWriter::Reserve(std::size_t size, const ElementMeta& meta) {
  if (size > kMaxPackedBytes) FailPackedSize(size);
  constexpr std::size_t kOverhead = sizeof(std::uint32_t) + sizeof(ElementMeta);
  const bool fits = block_.data != nullptr && block_.room() >= size + kOverhead;
  if (!fits || (block_.header.uniform && !(block_.header.meta == meta))) Open(size + kOverhead, meta);
  std::byte* at = block_.data + block_.header.size;
  std::byte* const start = at;
  StoreSize(size, at);
  at += sizeof(std::uint32_t);
  if (!block_.header.uniform) {
    std::memcpy(at, &meta, sizeof(meta));
    at += sizeof(meta);
  }
  block_.header.size += static_cast<std::size_t>(at - start) + size;
  ++block_.header.records;
  return at;
}

}  // namespace beam::internal
