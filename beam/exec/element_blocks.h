// Elements in packed blocks with their metadata: what Reshuffle, side inputs and materialized collections are stored as.
// A record is [u32 size][metadata, in blocks that are not uniform][packed value].
#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "beam/exec/block_store.h"
#include "beam/exec/packer.h"

namespace beam::internal {

/// Appends records to blocks of one partition; the part that does not depend on T.
class ElementBlockWriter {
 public:
  explicit ElementBlockWriter(BlockStore& store, std::size_t partition = 0) : store_(store), partition_(partition) {}
  ElementBlockWriter(const ElementBlockWriter&) = delete;
  ElementBlockWriter& operator=(const ElementBlockWriter&) = delete;
  ~ElementBlockWriter();

  template <class T>
  void Append(const T& value, const ElementMeta& meta) {
    const std::size_t size = Packer<T>::Size(value);
    Packer<T>::Pack(value, size, Reserve(size, meta));
  }
  /// A value that another block's cursor stands at.
  void AppendPacked(const std::byte* value, std::size_t size, const ElementMeta& meta) {
    std::memcpy(Reserve(size, meta), value, size);
  }
  /// Hands the open block over.
  void Flush();

 private:
  std::byte* Reserve(std::size_t size, const ElementMeta& meta);
  void Open(std::size_t size, const ElementMeta& meta);

  BlockStore& store_;
  std::size_t partition_;
  Block block_;
};

/// A writer for each partition of a store; they are used in turns.
class ElementBlockWriters {
 public:
  explicit ElementBlockWriters(BlockStore& store);
  ElementBlockWriters(const ElementBlockWriters&) = delete;
  ElementBlockWriters& operator=(const ElementBlockWriters&) = delete;
  ~ElementBlockWriters();
  std::size_t size() const;
  ElementBlockWriter& Next();
  void Flush();

 private:
  std::vector<std::unique_ptr<ElementBlockWriter>> writers_;
  std::size_t next_ = 0;
};

/// Walks the records of a pinned block.
class ElementBlockCursor {
 public:
  explicit ElementBlockCursor(const Block& block)
      : at_(block.data),
        end_(block.data + block.header.size),
        uniform_(block.header.uniform),
        meta_(block.header.meta) {}

  bool done() const { return at_ == end_; }
  const ElementMeta& meta() const { return meta_; }
  const std::byte* value() const { return value_; }
  std::size_t size() const { return size_; }
  /// Steps onto the next record; false at the end.
  bool Next() {
    if (at_ == end_) return false;
    size_ = LoadSize(at_);
    at_ += sizeof(std::uint32_t);
    if (!uniform_) {
      std::memcpy(static_cast<void*>(&meta_), at_, sizeof(meta_));
      at_ += sizeof(meta_);
    }
    value_ = at_;
    at_ += size_;
    return true;
  }

 private:
  const std::byte* at_;
  const std::byte* end_;
  bool uniform_;
  ElementMeta meta_;
  const std::byte* value_ = nullptr;
  std::size_t size_ = 0;
};

/// Appends the record that a cursor stands at, in the form of blocks that are not uniform.
void AppendRecord(const ElementBlockCursor& cursor, std::string& records);

/// Calls `f(const T&, const ElementMeta&)` for every element of the store.
template <class T, class F>
void ForEachElement(BlockStore& store, F&& f) {
  const std::size_t blocks = store.BlockCount(0);
  for (std::size_t index = 0; index < blocks; ++index) {
    const PinnedBlock block(store, 0, index);
    for (ElementBlockCursor cursor(*block); cursor.Next();)
      f(Packer<T>::Make(cursor.value(), cursor.size()), cursor.meta());
  }
}

}  // namespace beam::internal
