// PartitionGroups: finds the groups in one partition's packed records. No container per key: records are counted into
// groups, then their values are laid out group by group (pointers to cells, or the values themselves where they are small).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "beam/exec/block_store.h"
#include "beam/exec/huge_array.h"
#include "beam/exec/key_ref.h"
#include "beam/iter.h"

namespace beam::internal {

/// How the records of an exchange lie in their blocks.
struct RecordLayout {
  bool fixed_key = false;
  /// The size of every value cell, or 0 for cells that begin with their size.
  std::uint32_t fixed_value = 0;
  /// Values may be copied out as an array of V: V is plain and its cell is its memory.
  bool plain_value = false;
};

/// One record: where its key and value cell begin, and the end of the record.
struct RecordView {
  std::uint64_t word = 0;  ///< The key, for keys of one word.
  std::string_view bytes;  ///< The key, otherwise.
  std::uint32_t hash = 0;  ///< The top half of the hash, for keys of bytes.
  const std::byte* cell = nullptr;
  const std::byte* end = nullptr;
};

/// Reads the record that begins at `at`.
inline RecordView ReadRecord(const RecordLayout& layout, const std::byte* at) {
  RecordView record;
  if (layout.fixed_key) {
    std::memcpy(&record.word, at, sizeof(record.word));
    record.cell = at + sizeof(record.word);
  } else {
    record.hash = LoadSize(at);
    const std::uint32_t size = LoadSize(at + sizeof(std::uint32_t));
    record.bytes = {reinterpret_cast<const char*>(at + 2 * sizeof(std::uint32_t)), size};
    record.cell = at + 2 * sizeof(std::uint32_t) + size;
  }
  record.end =
      record.cell + (layout.fixed_value != 0 ? layout.fixed_value : sizeof(std::uint32_t) + LoadSize(record.cell));
  return record;
}

/// Memory is reused from partition to partition.
class PartitionGroups {
 public:
  /// `inputs`: one layout for each input of the exchange (all with the same form of key).
  PartitionGroups(std::vector<RecordLayout> inputs, KeyHasher hasher);

  /// Groups the records of these pinned blocks: `blocks[i]` are those of input i. They must stay until the next Build.
  /// `common_bits`: how many top bits of the hash all records of the partition share.
  void Build(const std::vector<std::vector<Block>>& blocks, unsigned common_bits);

  std::size_t size() const { return groups_; }
  KeyRef Key(std::size_t group) const {
    if (inputs_[0].layout.fixed_key) return {words_[group], {}};
    const Entry& entry = entries_[group];
    return {0, {reinterpret_cast<const char*>(entry.key), entry.key_size}};
  }
  ValueChunk Values(std::size_t input_index, std::size_t group) const {
    const Input& input = inputs_[input_index];
    const std::uint32_t begin = group == 0 ? 0 : input.counts[group - 1];
    return ValueChunk(input.values.data() + std::size_t{begin} * input.width, input.counts[group] - begin,
                      input.layout.plain_value ? ValueChunk::Form::kValues : ValueChunk::Form::kCells);
  }

 private:
  static constexpr std::size_t kChunk = 32;

  // A key of bytes. Keys of one word are an array of words instead: a quarter of the memory that lookups walk over.
  struct Entry {
    ShortWords head;  // its first bytes; all of a short key
    const std::byte* key;
    std::uint32_t key_size;
    std::uint32_t hash;
  };
  struct Input {
    RecordLayout layout;
    std::size_t width = 0;  // of one value: a plain one, or a pointer to a cell
    std::size_t records = 0;
    HugeArray<const std::byte*> cells;  // of each record, in the order of arrival
    HugeArray<std::uint32_t> group_of;
    HugeArray<std::uint32_t> counts;  // of each group; then the place where the group's next value goes
    HugeArray<std::byte> values;      // grouped: cell pointers, or plain values
  };

  void CollectInput(Input& input, const std::vector<Block>& blocks);
  void CollectFixed(Input& input, const Block& block);
  void CollectBytes(Input& input, const Block& block);
  void CountRecords(Input& input, const std::uint32_t* groups, std::size_t n);
  void Scatter(Input& input);
  std::uint32_t FindWord(std::uint64_t word, std::size_t slot);
  std::uint32_t FindBytes(const RecordView& record, const ShortWords& head, std::size_t slot);
  // The number of the next group, which `slot` points to from now on; the caller stores its key.
  std::uint32_t AddGroup(std::size_t slot);
  void GrowGroups();
  std::size_t SlotOf(std::uint64_t hash) const {
    return static_cast<std::size_t>((hash << shift_) >> (64 - slot_bits_));
  }
  std::uint32_t HashOf(std::uint64_t word) const { return static_cast<std::uint32_t>(hasher_.Fixed(word) >> 32); }
  void PrepareTable();
  void GrowTable();

  std::vector<Input> inputs_;
  KeyHasher hasher_;
  unsigned shift_ = 0;
  unsigned slot_bits_ = 0;
  std::size_t groups_ = 0;
  std::size_t group_capacity_ = 0;
  HugeArray<std::uint32_t> slots_;  // group + 1, or 0 for a free slot
  HugeArray<Entry> entries_;        // of each group, where keys are bytes
  HugeArray<std::uint64_t> words_;  // of each group, where keys are words
};

}  // namespace beam::internal
