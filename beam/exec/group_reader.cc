#include "beam/exec/group_reader.h"

#include <algorithm>
#include <cstring>

#include "beam/exec/partition_writer.h"

namespace beam::internal {

namespace {

// A partition of at most this many keys is streamed once a key instead of being split again.
constexpr std::size_t kFewKeys = 4;
// Records of byte keys store 32 bits of their hash; what shares them all cannot be told apart by splitting.
constexpr unsigned kStoredHashBits = 32;

// The key as the record holds it, so that keys of both forms compare as bytes.
std::string StoredKey(const RecordLayout& layout, const RecordView& record) {
  if (!layout.fixed_key) return std::string(record.bytes);
  return std::string(reinterpret_cast<const char*>(&record.word), sizeof(record.word));
}

bool KeyIs(const RecordLayout& layout, const RecordView& record, const std::string& key) {
  if (!layout.fixed_key) return record.bytes == key;
  return std::memcmp(&record.word, key.data(), sizeof(record.word)) == 0;
}

KeyRef KeyRefOf(const RecordLayout& layout, const std::string& key) {
  KeyRef ref;
  if (layout.fixed_key) {
    std::memcpy(&ref.word, key.data(), sizeof(ref.word));
  } else {
    ref.bytes = key;
  }
  return ref;
}

template <class F>
void ForEachRecord(const RecordLayout& layout, const Block& block, F&& f) {
  const std::byte* at = block.data;
  for (std::uint32_t i = 0; i < block.header.records; ++i) {
    const RecordView record = ReadRecord(layout, at);
    if (!f(record, at)) return;
    at = record.end;
  }
}

// The values of one key in a partition that is read block by block.
class StreamedGroup final : public ValueStream {
 public:
  StreamedGroup(BlockStore& store, std::size_t partition, const RecordLayout& layout, const std::string& key)
      : store_(store), partition_(partition), layout_(layout), key_(key) {}

  StreamCursor Begin() const override { return StreamCursor{0, std::make_shared<Pinned>(store_, partition_)}; }

  bool Next(StreamCursor& cursor, ValueChunk& chunk) const override {
    auto& pinned = *static_cast<Pinned*>(cursor.state.get());
    pinned.cells.clear();
    while (pinned.cells.empty()) {
      if (cursor.position == store_.BlockCount(partition_)) return false;
      pinned.Hold(cursor.position++);
      ForEachRecord(layout_, pinned.block, [&](const RecordView& record, const std::byte*) {
        if (KeyIs(layout_, record, key_)) pinned.cells.push_back(record.cell);
        return true;
      });
    }
    const std::size_t found = pinned.cells.size();
    pinned.cells.resize(found + ValueChunk::kCellsAhead, pinned.cells[0]);
    chunk = ValueChunk(pinned.cells.data(), found, ValueChunk::Form::kCells);
    return true;
  }

 private:
  // The block that an iteration stands in.
  struct Pinned {
    Pinned(BlockStore& s, std::size_t p) : store(s), partition(p) {}
    Pinned(const Pinned&) = delete;
    Pinned& operator=(const Pinned&) = delete;
    ~Pinned() { LetGo(); }
    void Hold(std::size_t next) {
      LetGo();
      block = store.Pin(partition, next);
      index = next;
    }
    void LetGo() {
      if (block.data != nullptr) store.Unpin(partition, index, block);
      block = Block();
    }
    BlockStore& store;
    std::size_t partition;
    std::size_t index = 0;
    Block block;
    std::vector<const std::byte*> cells;
  };

  BlockStore& store_;
  std::size_t partition_;
  RecordLayout layout_;
  const std::string& key_;
};

// Keeps the blocks of a partition readable while its groups are handed out.
class PinnedPartition {
 public:
  // Delegates, so that the destructor gives back what was pinned before a block that cannot be read.
  PinnedPartition(const std::vector<BlockStore*>& stores, std::size_t partition)
      : PinnedPartition(stores, partition, std::vector<std::vector<Block>>(stores.size())) {
    for (std::size_t i = 0; i < stores.size(); ++i) {
      for (std::size_t b = 0; b < stores[i]->BlockCount(partition); ++b) {
        blocks_[i].push_back(stores[i]->Pin(partition, b));
      }
    }
  }
  PinnedPartition(const PinnedPartition&) = delete;
  PinnedPartition& operator=(const PinnedPartition&) = delete;
  ~PinnedPartition() {
    for (std::size_t i = 0; i < stores_.size(); ++i) {
      for (std::size_t b = 0; b < blocks_[i].size(); ++b) stores_[i]->Unpin(partition_, b, blocks_[i][b]);
    }
  }
  const std::vector<std::vector<Block>>& blocks() const { return blocks_; }

 private:
  PinnedPartition(const std::vector<BlockStore*>& stores, std::size_t partition, std::vector<std::vector<Block>> none)
      : stores_(stores), partition_(partition), blocks_(std::move(none)) {}

  const std::vector<BlockStore*>& stores_;
  std::size_t partition_;
  std::vector<std::vector<Block>> blocks_;
};

PartitionSize TotalSize(const std::vector<BlockStore*>& stores, std::size_t partition) {
  PartitionSize total;
  for (const BlockStore* store : stores) {
    const PartitionSize size = store->Size(partition);
    total.records += size.records;
    total.bytes += size.bytes;
  }
  return total;
}

}  // namespace

GroupReader::GroupReader(std::vector<RecordLayout> layouts, std::vector<BlockStore*> stores)
    : layouts_(std::move(layouts)), stores_(std::move(stores)) {}

void GroupReader::Read(UnitRange units) {
  for (std::size_t i = 0; i < units.count; ++i) ReadPartition(stores_, units.first + i);
}

void GroupReader::ReadPartition(const std::vector<BlockStore*>& stores, std::size_t partition) {
  const PartitionSize size = TotalSize(stores, partition);
  if (size.records == 0) return;
  // Grouping adds a pointer, a group number and a place for each record to the blocks themselves.
  constexpr std::uint64_t kPerRecord = 24;
  const std::uint64_t need = size.bytes + size.records * kPerRecord;
  std::vector<std::string> keys;
  if (need <= stores[0]->PinLimit()) {
    GroupInMemory(stores, partition);
  } else if (FewKeys(stores, partition, keys)) {
    StreamKeys(stores, partition, keys);
  } else if (stores[0]->skipped_bits() + stores[0]->partition_bits() < kStoredHashBits &&
             stores[0]->hasher().mask != 0) {
    Split(stores, partition);
  } else {
    GroupInMemory(stores, partition);
  }
  for (BlockStore* store : stores) store->Release(partition);
}

void GroupReader::GroupInMemory(const std::vector<BlockStore*>& stores, std::size_t partition) {
  const PinnedPartition pinned(stores, partition);
  const BlockStore& store = *stores[0];
  if (groups_ == nullptr) groups_ = std::make_unique<PartitionGroups>(layouts_, store.hasher());
  // Bits past the stored half of the hash are zero for keys of bytes: they must not be all that is left to index by.
  groups_->Build(pinned.blocks(), std::min(store.skipped_bits() + store.partition_bits(), kStoredHashBits / 2));
  EmitGroups(*groups_);
}

bool GroupReader::FewKeys(const std::vector<BlockStore*>& stores, std::size_t partition,
                          std::vector<std::string>& keys) const {
  for (std::size_t i = 0; i < stores.size(); ++i) {
    for (std::size_t b = 0; b < stores[i]->BlockCount(partition); ++b) {
      const PinnedBlock block(*stores[i], partition, b);
      ForEachRecord(layouts_[i], *block, [&](const RecordView& record, const std::byte*) {
        const auto known = std::find_if(keys.begin(), keys.end(),
                                        [&](const std::string& key) { return KeyIs(layouts_[i], record, key); });
        if (known == keys.end()) keys.push_back(StoredKey(layouts_[i], record));
        return keys.size() <= kFewKeys;
      });
      if (keys.size() > kFewKeys) return false;
    }
  }
  return true;
}

void GroupReader::StreamKeys(const std::vector<BlockStore*>& stores, std::size_t partition,
                             const std::vector<std::string>& keys) {
  for (const std::string& key : keys) {
    std::vector<StreamedGroup> streams;
    streams.reserve(stores.size());
    std::vector<const ValueStream*> of_inputs;
    for (std::size_t i = 0; i < stores.size(); ++i) {
      streams.emplace_back(*stores[i], partition, layouts_[i], key);
      of_inputs.push_back(&streams.back());
    }
    EmitStreamed(KeyRefOf(layouts_[0], key), of_inputs.data());
  }
}

void GroupReader::Split(const std::vector<BlockStore*>& stores, std::size_t partition) {
  std::vector<Owned<BlockStore>> children;
  std::vector<BlockStore*> child_stores;
  for (std::size_t i = 0; i < stores.size(); ++i) {
    children.push_back(stores[i]->MakeChild());
    child_stores.push_back(children.back().get());
    PartitionWriter writer(*children.back());
    const KeyHasher& hasher = stores[i]->hasher();
    for (std::size_t b = 0; b < stores[i]->BlockCount(partition); ++b) {
      const PinnedBlock block(*stores[i], partition, b);
      ForEachRecord(layouts_[i], *block, [&](const RecordView& record, const std::byte* at) {
        const std::uint64_t hash =
            layouts_[i].fixed_key ? hasher.Fixed(record.word) : static_cast<std::uint64_t>(record.hash) << 32;
        const auto bytes = static_cast<std::size_t>(record.end - at);
        std::memcpy(writer.Reserve(hash, bytes), at, bytes);
        return true;
      });
    }
    writer.Flush();
    stores[i]->Release(partition);
  }
  for (std::size_t child = 0; child < child_stores[0]->partitions(); ++child) ReadPartition(child_stores, child);
}

}  // namespace beam::internal
