#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include "bench/data/records.h"
#include "bench/handwritten/hash.h"
#include "bench/program/report.h"

namespace beam::bench {

struct Record {
  char key[kRecordKeyBytes];
  char value[kRecordValueBytes];
};

struct RecordKey {
  uint64_t head;
  uint16_t tail;

  explicit RecordKey(const char* key) {
    std::memcpy(&head, key, sizeof head);
    std::memcpy(&tail, key + sizeof head, sizeof tail);
  }
  uint64_t Hash() const { return FoldedProduct(head ^ 0xA0761D6478BD642Fu, tail ^ 0xE7037ED1A0B428DBu); }
};

/// Groups the records of one partition where they lie. A first pass numbers the keys and notes the group of each
/// record, a second one places pointers to the records in the order of their groups; then a group is a range of
/// pointers. Everything is used again for the next partition.
class RecordGrouper {
 public:
  /// `skip_bits`: the top bits of the hash that all keys of a partition share.
  explicit RecordGrouper(int skip_bits) : skip_bits_(skip_bits), slots_(size_t{1} << bits_) {}

  void Clear() {
    std::memset(slots_.data(), 0, slots_.size() * sizeof slots_[0]);
    counts_.clear();
    records_.clear();
    groups_.clear();
  }

  /// The records must stay where they are until the groups are folded.
  void Add(const Record* run, size_t count) {
    for (size_t i = 0; i < count; ++i) {
      const uint32_t group = GroupOf(RecordKey(run[i].key));
      ++counts_[group];
      records_.push_back(run + i);
      groups_.push_back(group);
    }
  }

  /// The digest of all groups, each read value by value.
  Checksum FoldGroups() {
    PlaceInOrder();
    Checksum sum;
    const Record* const* next = ordered_.data();
    for (const uint32_t count : counts_) {
      const uint64_t key_digest = BytesDigest((*next)->key, kRecordKeyBytes);
      uint64_t digest = 0;
      for (uint32_t i = 0; i < count; ++i, ++next) {
        __builtin_prefetch(next[kAhead]->value);
        __builtin_prefetch(next[kAhead]->value + kRecordValueBytes - 1);
        digest += BytesDigest((*next)->value, kRecordValueBytes);
      }
      sum.digest += GroupDigest(key_digest, digest, count);
    }
    sum.groups = counts_.size();
    return sum;
  }

 private:
  struct Slot {
    uint64_t head;
    uint32_t group_plus_one;  // 0: empty
    uint16_t tail;
  };
  static constexpr size_t kAhead = 12;

  uint32_t GroupOf(RecordKey key) {
    size_t at = key.Hash() << skip_bits_ >> (64 - bits_);
    while (true) {
      const Slot& slot = slots_[at];
      if (slot.head == key.head && slot.tail == key.tail && slot.group_plus_one != 0) return slot.group_plus_one - 1;
      if (slot.group_plus_one == 0) break;
      at = (at + 1) & (slots_.size() - 1);
    }
    counts_.push_back(0);
    const auto groups = static_cast<uint32_t>(counts_.size());
    slots_[at] = {key.head, groups, key.tail};
    if (groups > slots_.size() / 2) Grow();
    return groups - 1;
  }

  void Grow() {
    std::vector<Slot> old(size_t{1} << ++bits_);
    old.swap(slots_);
    for (const Slot& slot : old) {
      if (slot.group_plus_one == 0) continue;
      char key[kRecordKeyBytes];
      std::memcpy(key, &slot.head, sizeof slot.head);
      std::memcpy(key + sizeof slot.head, &slot.tail, sizeof slot.tail);
      size_t at = RecordKey(key).Hash() << skip_bits_ >> (64 - bits_);
      while (slots_[at].group_plus_one != 0) at = (at + 1) & (slots_.size() - 1);
      slots_[at] = slot;
    }
  }

  void PlaceInOrder() {
    starts_.resize(counts_.size());
    uint32_t start = 0;
    for (size_t group = 0; group < counts_.size(); ++group) {
      starts_[group] = start;
      start += counts_[group];
    }
    // The reader prefetches kAhead records further on: past the last one it finds the first.
    ordered_.assign(records_.size() + kAhead, records_.empty() ? nullptr : records_[0]);
    for (size_t i = 0; i < records_.size(); ++i) ordered_[starts_[groups_[i]]++] = records_[i];
  }

  int skip_bits_;
  int bits_ = 12;
  std::vector<Slot> slots_;
  std::vector<uint32_t> counts_;  // of each group
  std::vector<uint32_t> starts_;
  std::vector<const Record*> records_;
  std::vector<uint32_t> groups_;  // of each record
  std::vector<const Record*> ordered_;
};

}  // namespace beam::bench
