#include "beam/exec/grouping.h"

#include <algorithm>
#include <cstring>

namespace beam::internal {

namespace {

constexpr std::size_t kChunk = 32;
// How far ahead of the record being read the next ones are fetched; a prefetch past the end of a block is harmless.
constexpr std::size_t kReadAhead = 1536;

std::uint64_t HeadOf(std::string_view key) {
  std::uint64_t head = 0;
  std::memcpy(&head, key.data(), std::min(key.size(), sizeof(head)));
  return head;
}

}  // namespace

PartitionGroups::PartitionGroups(std::vector<RecordLayout> inputs, KeyHasher hasher)
    : inputs_(inputs.size()), hasher_(hasher) {
  for (std::size_t i = 0; i < inputs.size(); ++i) inputs_[i].layout = inputs[i];
}

void PartitionGroups::Build(const std::vector<std::vector<Block>>& blocks, unsigned common_bits) {
  shift_ = common_bits;
  groups_ = 0;
  entries_.clear();
  words_.clear();
  std::size_t most = 0;
  for (std::size_t i = 0; i < inputs_.size(); ++i) {
    inputs_[i].records = 0;
    for (const Block& block : blocks[i]) inputs_[i].records += block.header.records;
    most = std::max(most, inputs_[i].records);
  }
  PrepareTable(most);
  for (std::size_t i = 0; i < inputs_.size(); ++i) CollectInput(inputs_[i], blocks[i]);
  for (Input& input : inputs_) Scatter(input);
}

void PartitionGroups::PrepareTable(std::size_t records) {
  // Large enough for two values a key; a partition of more keys grows its table.
  unsigned bits = 8;
  while ((std::size_t{1} << bits) < records) ++bits;
  slot_bits_ = bits;
  slots_.Require(std::size_t{1} << bits);
  std::memset(slots_.data(), 0, (std::size_t{1} << bits) * sizeof(std::uint32_t));
}

void PartitionGroups::GrowTable() {
  ++slot_bits_;
  slots_.Require(std::size_t{1} << slot_bits_);
  std::memset(slots_.data(), 0, (std::size_t{1} << slot_bits_) * sizeof(std::uint32_t));
  Rehash();
}

void PartitionGroups::Rehash() {
  const std::size_t mask = (std::size_t{1} << slot_bits_) - 1;
  for (std::size_t group = 0; group < groups_; ++group) {
    const std::uint32_t hash = words_.empty() ? entries_[group].hash : HashOf(words_[group]);
    std::size_t slot = SlotOf(static_cast<std::uint64_t>(hash) << 32);
    while (slots_[slot] != 0) slot = (slot + 1) & mask;
    slots_[slot] = static_cast<std::uint32_t>(group + 1);
  }
}

std::uint32_t PartitionGroups::AddGroup() {
  const std::size_t group = groups_++;
  if (inputs_[0].counts.size() <= group) GrowCounts();
  for (Input& input : inputs_) input.counts[group] = 0;
  return static_cast<std::uint32_t>(group);
}

void PartitionGroups::GrowCounts() {
  for (Input& input : inputs_) {
    HugeArray<std::uint32_t> larger;
    larger.Require(std::max<std::size_t>(1024, input.counts.size() * 2));
    if (groups_ > 1) std::memcpy(larger.data(), input.counts.data(), (groups_ - 1) * sizeof(std::uint32_t));
    input.counts = std::move(larger);
  }
}

std::uint32_t PartitionGroups::FindWord(std::uint64_t word, std::size_t slot) {
  const std::size_t mask = (std::size_t{1} << slot_bits_) - 1;
  while (true) {
    const std::uint32_t found = slots_[slot];
    if (found == 0) break;
    if (words_[found - 1] == word) return found - 1;
    slot = (slot + 1) & mask;
  }
  const std::uint32_t group = AddGroup();
  words_.push_back(word);
  slots_[slot] = group + 1;
  return group;
}

std::uint32_t PartitionGroups::FindBytes(const RecordView& record, std::uint64_t head, std::size_t slot) {
  const std::size_t mask = (std::size_t{1} << slot_bits_) - 1;
  const auto* key = reinterpret_cast<const std::byte*>(record.bytes.data());
  while (true) {
    const std::uint32_t found = slots_[slot];
    if (found == 0) break;
    const Entry& entry = entries_[found - 1];
    if (entry.hash == record.hash && entry.head == head && entry.key_size == record.bytes.size() &&
        (entry.key_size <= sizeof(head) || std::memcmp(entry.key, key, entry.key_size) == 0)) {
      return found - 1;
    }
    slot = (slot + 1) & mask;
  }
  const std::uint32_t group = AddGroup();
  entries_.push_back(Entry{head, key, static_cast<std::uint32_t>(record.bytes.size()), record.hash});
  slots_[slot] = group + 1;
  return group;
}

void PartitionGroups::CollectInput(Input& input, const std::vector<Block>& blocks) {
  if (input.cells.size() < input.records) {
    // A quarter more than asked, so that partitions of about one size do not map memory again and again.
    input.cells.Require(input.records + input.records / 4);
    input.group_of.Require(input.records + input.records / 4);
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

void PartitionGroups::CollectFixed(Input& input, const Block& block) {
  const std::byte* at = block.data;
  std::uint64_t words[kChunk];
  std::size_t slots[kChunk];
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
    for (std::size_t i = 0; i < n; ++i) {
      const std::uint32_t group = FindWord(words[i], slots[i]);
      input.group_of[input.records + i] = group;
      ++input.counts[group];
    }
    input.records += n;
    left -= n;
  }
}

void PartitionGroups::CollectBytes(Input& input, const Block& block) {
  const std::byte* at = block.data;
  RecordView records[kChunk];
  std::size_t slots[kChunk];
  std::uint64_t heads[kChunk];
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
    for (std::size_t i = 0; i < n; ++i) {
      const std::uint32_t group = FindBytes(records[i], heads[i], slots[i]);
      input.group_of[input.records + i] = group;
      ++input.counts[group];
    }
    input.records += n;
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
  const std::size_t width = input.layout.plain_value ? input.layout.fixed_value : sizeof(const std::byte*);
  if (input.values.size() < input.records * width) input.values.Require((input.records + input.records / 4 + 1) * width);
  if (input.layout.plain_value) {
    for (std::size_t i = 0; i < input.records; ++i) {
      std::memcpy(input.values.data() + std::size_t{input.counts[input.group_of[i]]++} * width, input.cells[i], width);
    }
    return;
  }
  auto* pointers = reinterpret_cast<const std::byte**>(input.values.data());
  for (std::size_t i = 0; i < input.records; ++i) pointers[input.counts[input.group_of[i]]++] = input.cells[i];
}

ValueChunk PartitionGroups::Values(std::size_t input_index, std::size_t group) const {
  const Input& input = inputs_[input_index];
  const std::uint32_t begin = group == 0 ? 0 : input.counts[group - 1];
  const std::uint32_t end = input.counts[group];
  const std::size_t width = input.layout.plain_value ? input.layout.fixed_value : sizeof(const std::byte*);
  return ValueChunk{input.values.data() + std::size_t{begin} * width, end - begin,
                    input.layout.plain_value ? ValueChunk::Form::kValues : ValueChunk::Form::kCells};
}

}  // namespace beam::internal
