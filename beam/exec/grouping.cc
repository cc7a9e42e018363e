#include "beam/exec/grouping.h"

#include <algorithm>
#include <cstring>

namespace beam::internal {

namespace {

// How far ahead of the record being read the next ones are fetched; a prefetch past the end of a block is harmless.
constexpr std::size_t kReadAhead = 1536;
constexpr std::size_t kFirstGroups = 1024;

ShortWords HeadOf(std::string_view key) {
  return key.size() <= kShortBytes ? LoadShort(key) : LoadExact(key.data(), kShortBytes);
}

// Lays the values of `kWidth` bytes out; places[g] is where the next one of group g goes.
template <std::size_t kWidth>
void ScatterPlain(const std::byte* const* cells, const std::uint32_t* group_of, std::size_t records,
                  std::uint32_t* places, std::byte* values) {
  for (std::size_t i = 0; i < records; ++i) {
    std::memcpy(values + std::size_t{places[group_of[i]]++} * kWidth, cells[i], kWidth);
  }
}

void ScatterPlain(const std::byte* const* cells, const std::uint32_t* group_of, std::size_t records,
                  std::uint32_t* places, std::byte* values, std::size_t width) {
  switch (width) {
    case 4:
      return ScatterPlain<4>(cells, group_of, records, places, values);
    case 8:
      return ScatterPlain<8>(cells, group_of, records, places, values);
    case 16:
      return ScatterPlain<16>(cells, group_of, records, places, values);
    default:
      break;
  }
  for (std::size_t i = 0; i < records; ++i) {
    std::memcpy(values + std::size_t{places[group_of[i]]++} * width, cells[i], width);
  }
}

// Replaces the array by a larger one with the same first `kept` values; the rest is zero.
template <class T>
void Enlarge(HugeArray<T>& array, std::size_t size, std::size_t kept) {
  HugeArray<T> larger;
  larger.Require(size);
  if (kept != 0) std::memcpy(larger.data(), array.data(), kept * sizeof(T));
  array = std::move(larger);
}

}  // namespace

PartitionGroups::PartitionGroups(std::vector<RecordLayout> inputs, KeyHasher hasher)
    : inputs_(inputs.size()), hasher_(hasher) {
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    inputs_[i].layout = inputs[i];
    inputs_[i].width = inputs[i].plain_value ? inputs[i].fixed_value : sizeof(const std::byte*);
  }
}

void PartitionGroups::Build(const std::vector<std::vector<Block>>& blocks, unsigned common_bits) {
  shift_ = common_bits;
  PrepareTable();
  for (std::size_t i = 0; i < inputs_.size(); ++i) CollectInput(inputs_[i], blocks[i]);
  for (Input& input : inputs_) Scatter(input);
}

// Partitions are about alike: the table begins as large as the one before would have needed to be.
void PartitionGroups::PrepareTable() {
  slot_bits_ = 8;
  while ((std::size_t{1} << slot_bits_) < (groups_ + kChunk) * 2) ++slot_bits_;
  slots_.Require(std::size_t{1} << slot_bits_);
  std::memset(slots_.data(), 0, (std::size_t{1} << slot_bits_) * sizeof(std::uint32_t));
  for (Input& input : inputs_) {
    if (groups_ != 0) std::memset(input.counts.data(), 0, groups_ * sizeof(std::uint32_t));
  }
  groups_ = 0;
}

void PartitionGroups::GrowTable() {
  ++slot_bits_;
  const std::size_t size = std::size_t{1} << slot_bits_;
  slots_.Require(size);
  std::memset(slots_.data(), 0, size * sizeof(std::uint32_t));
  for (std::size_t group = 0; group < groups_; ++group) {
    const std::uint32_t hash = inputs_[0].layout.fixed_key ? HashOf(words_[group]) : entries_[group].hash;
    std::size_t slot = SlotOf(static_cast<std::uint64_t>(hash) << 32);
    while (slots_[slot] != 0) slot = (slot + 1) & (size - 1);
    slots_[slot] = static_cast<std::uint32_t>(group + 1);
  }
}

std::uint32_t PartitionGroups::AddGroup(std::size_t slot) {
  if (groups_ == group_capacity_) [[unlikely]]
    GrowGroups();
  slots_[slot] = static_cast<std::uint32_t>(groups_ + 1);
  return static_cast<std::uint32_t>(groups_++);
}

// Counts of groups to come are zero: fresh memory is, and PrepareTable clears what was used.
void PartitionGroups::GrowGroups() {
  const std::size_t larger = std::max(kFirstGroups, group_capacity_ * 2);
  for (Input& input : inputs_) Enlarge(input.counts, larger, groups_);
  if (inputs_[0].layout.fixed_key) {
    Enlarge(words_, larger, groups_);
  } else {
    Enlarge(entries_, larger, groups_);
  }
  group_capacity_ = larger;
}

inline std::uint32_t PartitionGroups::FindWord(std::uint64_t word, std::size_t slot) {
  const std::size_t mask = (std::size_t{1} << slot_bits_) - 1;
  while (const std::uint32_t found = slots_[slot]) {
    if (words_[found - 1] == word) return found - 1;
    slot = (slot + 1) & mask;
  }
  const std::uint32_t group = AddGroup(slot);
  words_[group] = word;
  return group;
}

inline std::uint32_t PartitionGroups::FindBytes(const RecordView& record, const ShortWords& head, std::size_t slot) {
  const std::size_t mask = (std::size_t{1} << slot_bits_) - 1;
  const std::size_t size = record.bytes.size();
  const auto* key = reinterpret_cast<const std::byte*>(record.bytes.data());
  while (const std::uint32_t found = slots_[slot]) {
    const Entry& entry = entries_[found - 1];
    const bool same = entry.head.low == head.low && entry.head.high == head.high && entry.key_size == size;
    if (same && (size <= kShortBytes || std::memcmp(entry.key, key, size) == 0)) return found - 1;
    slot = (slot + 1) & mask;
  }
  const std::uint32_t group = AddGroup(slot);
  entries_[group] = Entry{head, key, static_cast<std::uint32_t>(size), record.hash};
  return group;
}

void PartitionGroups::CollectInput(Input& input, const std::vector<Block>& blocks) {
  std::size_t records = 0;
  for (const Block& block : blocks) records += block.header.records;
  if (input.cells.size() < records) {
    // A quarter more than asked, so that partitions of about one size do not map memory again and again.
    input.cells.Require(records + records / 4);
    input.group_of.Require(records + records / 4);
  }
  input.records = 0;
  for (const Block& block : blocks) {
    if (input.layout.fixed_key) {
      CollectFixed(input, block);
    } else {
      CollectBytes(input, block);
    }
  }
}

void PartitionGroups::CountRecords(Input& input, const std::uint32_t* groups, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) ++input.counts[groups[i]];
  std::memcpy(input.group_of.data() + input.records, groups, n * sizeof(std::uint32_t));
  input.records += n;
}

void PartitionGroups::CollectFixed(Input& input, const Block& block) {
  const std::byte* at = block.data;
  std::uint64_t words[kChunk];
  std::size_t slots[kChunk];
  std::uint32_t groups[kChunk];
  for (std::size_t left = block.header.records; left > 0;) {
    while ((groups_ + kChunk) * 2 > (std::size_t{1} << slot_bits_)) GrowTable();
    const std::size_t n = std::min(left, kChunk);
    for (std::size_t i = 0; i < n; ++i) {
      const RecordView record = ReadRecord(input.layout, at);
      __builtin_prefetch(at + kReadAhead);
      words[i] = record.word;
      slots[i] = SlotOf(static_cast<std::uint64_t>(HashOf(record.word)) << 32);
      __builtin_prefetch(&slots_[slots[i]]);
      input.cells[input.records + i] = record.cell;
      at = record.end;
    }
    for (std::size_t i = 0; i < n; ++i) groups[i] = FindWord(words[i], slots[i]);
    CountRecords(input, groups, n);
    left -= n;
  }
}

void PartitionGroups::CollectBytes(Input& input, const Block& block) {
  const std::byte* at = block.data;
  RecordView records[kChunk];
  ShortWords heads[kChunk];
  std::size_t slots[kChunk];
  std::uint32_t groups[kChunk];
  for (std::size_t left = block.header.records; left > 0;) {
    while ((groups_ + kChunk) * 2 > (std::size_t{1} << slot_bits_)) GrowTable();
    const std::size_t n = std::min(left, kChunk);
    for (std::size_t i = 0; i < n; ++i) {
      records[i] = ReadRecord(input.layout, at);
      __builtin_prefetch(at + kReadAhead);
      slots[i] = SlotOf(static_cast<std::uint64_t>(records[i].hash) << 32);
      __builtin_prefetch(&slots_[slots[i]]);
      heads[i] = HeadOf(records[i].bytes);
      input.cells[input.records + i] = records[i].cell;
      at = records[i].end;
    }
    for (std::size_t i = 0; i < n; ++i) groups[i] = FindBytes(records[i], heads[i], slots[i]);
    CountRecords(input, groups, n);
    left -= n;
  }
}

// Turns counts into places and lays the values out; afterwards counts[g] is where group g ends.
void PartitionGroups::Scatter(Input& input) {
  std::uint32_t place = 0;
  for (std::size_t group = 0; group < groups_; ++group) {
    const std::uint32_t count = input.counts[group];
    input.counts[group] = place;
    place += count;
  }
  const std::size_t slots = input.records + ValueChunk::kCellsAhead;
  if (input.values.size() < slots * input.width) input.values.Require((slots + input.records / 4) * input.width);
  if (input.layout.plain_value) {
    ScatterPlain(input.cells.data(), input.group_of.data(), input.records, input.counts.data(), input.values.data(),
                 input.width);
    return;
  }
  auto* pointers = reinterpret_cast<const std::byte**>(input.values.data());
  for (std::size_t i = 0; i < input.records; ++i) pointers[input.counts[input.group_of[i]]++] = input.cells[i];
  if (input.records != 0) std::fill_n(pointers + input.records, ValueChunk::kCellsAhead, pointers[0]);
}

}  // namespace beam::internal
