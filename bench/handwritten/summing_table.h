#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "bench/handwritten/huge_pages.h"
#include "bench/handwritten/parallel.h"

namespace beam::bench {

/// A table from Key to a sum that is fast for two reasons. It is fed in batches: the slots of a whole batch are
/// prefetched before the first of them is read, so that its cache misses overlap. And a key's home is a whole cache
/// line of slots, all compared without a branch: a processor guesses wrong about the second probe too often.
///
/// Open addressing by the top bits of the hash, hence slots are ordered by hash (nearly) and a range of hashes is a
/// range of slots: tables of several threads are merged range by range. Key{} marks an empty slot and is counted aside.
/// `Hash(const Key&)` gives 64 well mixed bits. The table grows from small by doubling.
template <class Key, uint64_t (*Hash)(const Key&)>
class SummingTable {
 public:
  static constexpr size_t kBatch = 64;

  /// `skip_bits`: how many top bits of the hash are equal for all keys to come.
  explicit SummingTable(int skip_bits = 0, int bits = 12) : skip_bits_(skip_bits) { Resize(bits); }

  /// Adds amount_of(i) to the sum of keys[i] for i < size <= kBatch.
  template <class AmountOf>
  void AddBatch(const Key* keys, size_t size, AmountOf amount_of) {
    if (used_ + size > limit_) Grow();
    Slot* homes[kBatch];
    for (size_t i = 0; i < size; ++i) {
      homes[i] = Home(keys[i]);
      __builtin_prefetch(homes[i], 1);
    }
    for (size_t i = 0; i < size; ++i) {
      if (!Put(homes[i], keys[i], amount_of(i))) [[unlikely]] {
        RetryAfterGrowth(keys[i], amount_of(i));
        for (size_t j = i + 1; j < size; ++j) homes[j] = Home(keys[j]);
      }
    }
  }

  void Add(const Key& key, int64_t amount) {
    if (used_ + 1 > limit_) Grow();
    if (!Put(Home(key), key, amount)) [[unlikely]]
      RetryAfterGrowth(key, amount);
  }

  /// Calls visit(key, sum) for each key whose hash starts with the `prefix_bits` bits `prefix`.
  template <class Visit>
  void VisitRange(uint64_t prefix, int prefix_bits, Visit visit) const {
    const Slot* slots = pages_.As<Slot>();
    const size_t begin = prefix << (bits_ - prefix_bits);
    const size_t end = (prefix + 1) << (bits_ - prefix_bits);
    for (size_t i = begin; i < end || !(slots[i].key == Key{}); ++i) {
      if (slots[i].key == Key{}) continue;
      if (Hash(slots[i].key) >> (64 - prefix_bits) != prefix) continue;  // belongs to a neighbour
      visit(slots[i].key, slots[i].sum);
    }
    if (prefix == 0 && empty_key_seen_) visit(Key{}, empty_key_sum_);
  }

  /// Calls visit(key, sum) for each key.
  template <class Visit>
  void VisitAll(Visit visit) const {
    const Slot* slots = pages_.As<Slot>();
    for (size_t i = 0; i < slot_count_; ++i) {
      if (!(slots[i].key == Key{})) visit(slots[i].key, slots[i].sum);
    }
    if (empty_key_seen_) visit(Key{}, empty_key_sum_);
  }

  void Clear() {
    std::fill_n(pages_.As<Slot>(), slot_count_, Slot{});
    used_ = 0;
    empty_key_seen_ = false;
    empty_key_sum_ = 0;
  }

 private:
  struct alignas(std::bit_ceil(sizeof(Key) + sizeof(int64_t))) Slot {
    Key key;
    int64_t sum;
  };
  static constexpr size_t kLine = 64 / sizeof(Slot);
  static constexpr size_t kSpare = 256;  // slots after the last home, so that probing need not wrap around

  Slot* Home(const Key& key) const {
    return pages_.As<Slot>() + ((Hash(key) << skip_bits_ >> (64 - bits_)) & ~(kLine - 1));
  }

  bool Put(Slot* home, const Key& key, int64_t amount) {
    size_t place = 0;
    bool found = false;
    for (size_t i = 0; i < kLine; ++i) {
      const bool same = home[i].key == key;
      place |= same ? i : 0;
      found |= same;
    }
    if (!found || key == Key{}) [[unlikely]]
      return PutElsewhere(home, key, amount);
    home[place].sum += amount;
    return true;
  }

  [[gnu::noinline]] bool PutElsewhere(Slot* slot, const Key& key, int64_t amount) {
    if (key == Key{}) {
      empty_key_seen_ = true;
      empty_key_sum_ += amount;
      return true;
    }
    for (; !(slot->key == Key{}); ++slot) {
      if (slot->key == key) {
        slot->sum += amount;
        return true;
      }
    }
    if (slot == last_) return false;  // The last slot stays empty: it ends every probe.
    *slot = {key, amount};
    ++used_;
    return true;
  }

  void RetryAfterGrowth(const Key& key, int64_t amount) {
    do Grow();
    while (!Put(Home(key), key, amount));
  }

  void Resize(int bits) {
    bits_ = bits;
    slot_count_ = (size_t{1} << bits) + kSpare;
    limit_ = (size_t{1} << bits) / 8 * 5;
    pages_ = HugePages(slot_count_ * sizeof(Slot));
    last_ = pages_.As<Slot>() + slot_count_ - 1;
    used_ = 0;
  }

  // Old slots come in the order of their hashes, so the new ones are written from front to back.
  void Grow() {
    SummingTable bigger(skip_bits_, bits_ + 1);
    VisitAll([&](const Key& key, int64_t sum) { bigger.Add(key, sum); });
    *this = std::move(bigger);
  }

  HugePages pages_;
  Slot* last_ = nullptr;
  size_t slot_count_ = 0;
  size_t used_ = 0;
  size_t limit_ = 0;
  int bits_ = 0;
  int skip_bits_ = 0;
  bool empty_key_seen_ = false;
  int64_t empty_key_sum_ = 0;
};

/// Merges the tables of several threads, on as many threads, and calls visit(thread, key, sum) once for each key. A
/// range of hashes is merged in a small table of its own, which stays in the cache and is used again.
template <class Table, class Visit>
void VisitMerged(const std::vector<Table>& tables, Visit visit) {
  if (tables.size() == 1) return tables[0].VisitAll([&](const auto& key, int64_t sum) { visit(0, key, sum); });
  constexpr int kRangeBits = 8;
  Chunks ranges(uint64_t{1} << kRangeBits, 1);
  RunOnThreads(static_cast<int>(tables.size()), [&](int thread) {
    Table merged(kRangeBits);
    Chunks::Range range;
    while (ranges.Next(range)) {
      merged.Clear();
      for (const Table& table : tables) {
        table.VisitRange(range.begin, kRangeBits, [&](const auto& key, int64_t sum) { merged.Add(key, sum); });
      }
      merged.VisitAll([&](const auto& key, int64_t sum) { visit(thread, key, sum); });
    }
  });
}

}  // namespace beam::bench
