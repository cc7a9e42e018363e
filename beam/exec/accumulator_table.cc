#include "beam/exec/accumulator_table.h"

#include <algorithm>
#include <cstring>

#include "beam/exec/packer.h"

namespace beam::internal {

namespace {

constexpr std::size_t kArenaBytes = 256 * 1024;

std::size_t AlignUp(std::size_t value, std::size_t align) { return (value + align - 1) / align * align; }

// Hashes of byte keys are stored in half; 0 marks a free slot.
std::uint32_t StoredHash(std::uint64_t hash) {
  const auto half = static_cast<std::uint32_t>(hash >> 32);
  return half == 0 ? 1 : half;
}

// The slot of the line at `home` for which `is_same` holds, or null; without a branch for each slot: where there was a choice or a
// truth value in place of the arithmetic, the compiler made a branch of it.
template <std::size_t kStride, class IsSame>
[[gnu::always_inline]] inline std::byte* FindInLine(std::byte* home, IsSame&& is_same) {
  std::size_t place = 0;
  std::size_t found = 0;
  for (std::size_t at = 0; at < kLineBytes; at += kStride) {
    const auto same = static_cast<std::size_t>(is_same(home + at));
    place += same * at;
    found += same;
  }
  return found != 0 ? home + place : nullptr;
}

// The first word of a slot: the stored hash, then the size of the key.
std::uint64_t HeadWord(std::uint32_t hash, std::size_t size) {
  const std::uint32_t head[2] = {hash, static_cast<std::uint32_t>(size)};
  std::uint64_t word;
  std::memcpy(&word, head, sizeof(word));
  return word;
}

std::uint64_t LoadWordAt(const std::byte* at) { return LoadWord(reinterpret_cast<const char*>(at)); }

}  // namespace

AccumulatorTable::AccumulatorTable(bool fixed_key, AccumulatorOps ops, KeyHasher hasher)
    : fixed_(fixed_key), ops_(ops), hasher_(hasher) {
  const std::size_t key_bytes = fixed_ ? sizeof(std::uint64_t) : sizeof(BytesHead);
  const std::size_t align = std::max<std::size_t>(ops_.align, alignof(std::uint64_t));
  accumulator_offset_ = AlignUp(key_bytes, align);
  stride_ = AlignUp(accumulator_offset_ + ops_.size, align);
}

AccumulatorTable::~AccumulatorTable() { Clear(true); }

bool AccumulatorTable::IsFree(const std::byte* slot) const {
  if (fixed_) {
    std::uint64_t word;
    std::memcpy(&word, slot, sizeof(word));
    return word == 0;
  }
  std::uint32_t hash;
  std::memcpy(&hash, slot, sizeof(hash));
  return hash == 0;
}

std::string_view AccumulatorTable::BytesAt(const std::byte* slot) {
  const auto* head = reinterpret_cast<const BytesHead*>(slot);
  if (head->size <= kInlineKey) return {head->inline_key, head->size};
  const char* key;
  std::memcpy(&key, head->inline_key, sizeof(key));
  return {key, head->size};
}

std::uint64_t AccumulatorTable::HashAt(const std::byte* slot) const {
  if (!fixed_) return static_cast<std::uint64_t>(reinterpret_cast<const BytesHead*>(slot)->hash) << 32;
  std::uint64_t word;
  std::memcpy(&word, slot, sizeof(word));
  return hasher_.Fixed(word ^ kSalt);
}

AccumulatorTable::EntryRef AccumulatorTable::EntryAt(std::byte* slot) const {
  EntryRef entry{0, {}, HashAt(slot), slot + accumulator_offset_};
  if (fixed_) {
    std::memcpy(&entry.word, slot, sizeof(entry.word));
    entry.word ^= kSalt;
  } else {
    entry.bytes = BytesAt(slot);
  }
  return entry;
}

AccumulatorTable::EntryRef AccumulatorTable::SpareEntry() {
  return EntryRef{kSalt, {}, hasher_.Fixed(kSalt), spare_.data()};
}

void AccumulatorTable::Relocate(void* to, void* from) const {
  if (ops_.relocate != nullptr) {
    ops_.relocate(to, from);
  } else {
    std::memcpy(to, from, ops_.size);
  }
}

void AccumulatorTable::Grow(std::size_t more) {
  if (!WouldGrow(more)) return;
  unsigned bits = std::max(capacity_bits_, 8u);
  while ((size_ + more) * 2 > (std::size_t{1} << bits)) ++bits;
  HugeArray<std::byte> slots;
  slots.Require((std::size_t{1} << bits) * stride_);
  const std::size_t old_capacity = capacity();
  HugeArray<std::byte> old = std::move(slots_);
  slots_ = std::move(slots);
  capacity_bits_ = bits;
  std::size_t moved = 0;
  try {
    for (; moved < old_capacity; ++moved) MoveIn(old.data() + moved * stride_);
  } catch (...) {
    // An accumulator could not be moved: it and those after it end here.
    for (; moved < old_capacity; ++moved) {
      std::byte* const from = old.data() + moved * stride_;
      if (IsFree(from)) continue;
      if (ops_.destroy != nullptr) ops_.destroy(from + accumulator_offset_);
      --size_;
    }
    throw;
  }
}

// Moves a slot of the old table; its key only once the accumulator is there.
void AccumulatorTable::MoveIn(std::byte* from) {
  if (IsFree(from)) return;
  const std::size_t mask = capacity() - 1;
  std::size_t slot = HomeOf(HashAt(from));
  while (!IsFree(SlotAt(slot))) slot = (slot + 1) & mask;
  Relocate(SlotAt(slot) + accumulator_offset_, from + accumulator_offset_);
  std::memcpy(SlotAt(slot), from, accumulator_offset_);
}

void AccumulatorTable::FindWords(const std::uint64_t* keys, std::size_t n, void** accumulators, std::uint8_t* fresh) {
  Grow(n);
  spare_.Require(ops_.size);
  switch (stride_) {
    case 16:
      return FindWordsOf<16>(keys, n, accumulators, fresh);
    case 32:
      return FindWordsOf<32>(keys, n, accumulators, fresh);
    default:
      return FindWordsOf<0>(keys, n, accumulators, fresh);
  }
}

template <std::size_t kStride>
void AccumulatorTable::FindWordsOf(const std::uint64_t* keys, std::size_t n, void** accumulators, std::uint8_t* fresh) {
  std::size_t homes[kChunk];
  const std::size_t stride = kStride != 0 ? kStride : stride_;
  std::byte* const slots = slots_.data();
  if (slots == nullptr) __builtin_unreachable();  // Grow has made room.
  const std::size_t offset = accumulator_offset_;
  for (std::size_t i = 0; i < n; ++i) {
    homes[i] = HomeOf(hasher_.Fixed(keys[i]));
    __builtin_prefetch(slots + homes[i] * stride, 1);
  }
  for (std::size_t i = 0; i < n; ++i) {
    const std::uint64_t salted = keys[i] ^ kSalt;
    fresh[i] = 0;
    if constexpr (kStride != 0) {
      std::byte* const at = FindInLine<kStride>(slots + homes[i] * stride,
                                                [&](const std::byte* slot) { return LoadWordAt(slot) == salted; });
      if (at != nullptr && salted != 0) [[likely]] {
        accumulators[i] = at + offset;
        continue;
      }
    }
    accumulators[i] = salted == 0 ? FindSpare(fresh[i]) : ProbeWord(salted, homes[i], fresh[i]);
  }
}

void* AccumulatorTable::ProbeWord(std::uint64_t salted, std::size_t slot, std::uint8_t& fresh) {
  const std::size_t mask = capacity() - 1;
  while (true) {
    std::byte* at = SlotAt(slot);
    const std::uint64_t word = LoadWordAt(at);
    if (word == salted) return at + accumulator_offset_;
    if (word == 0) {
      std::memcpy(at, &salted, sizeof(salted));
      ++size_;
      fresh = 1;
      return at + accumulator_offset_;
    }
    slot = (slot + 1) & mask;
  }
}

void* AccumulatorTable::FindSpare(std::uint8_t& fresh) {
  fresh = spare_used_ ? 0 : 1;
  if (!spare_used_) ++size_;
  spare_used_ = true;
  return spare_.data();
}

void AccumulatorTable::FindBytes(const KeyBytes* keys, std::size_t n, void** accumulators, std::uint8_t* fresh) {
  Grow(n);
  std::memset(fresh, 0, n);
  try {
    if (stride_ == 32) return FindBytesOf<32>(keys, n, accumulators, fresh);
    FindBytesOf<0>(keys, n, accumulators, fresh);
  } catch (...) {
    // There was no memory for a long key. The caller constructs nothing for this chunk.
    ForgetFresh(accumulators, fresh, 0, n);
    throw;
  }
}

template <std::size_t kStride>
void AccumulatorTable::FindBytesOf(const KeyBytes* keys, std::size_t n, void** accumulators, std::uint8_t* fresh) {
  std::size_t homes[kChunk];
  std::uint32_t hashes[kChunk];
  const std::size_t stride = kStride != 0 ? kStride : stride_;
  std::byte* const slots = slots_.data();
  if (slots == nullptr) __builtin_unreachable();  // Grow has made room.
  const std::size_t offset = accumulator_offset_;
  for (std::size_t i = 0; i < n; ++i) {
    const std::size_t size = keys[i].bytes.size();
    hashes[i] = StoredHash(size <= kInlineKey ? hasher_.Short(keys[i].words, size) : hasher_.Bytes(keys[i].bytes));
    homes[i] = HomeOf(static_cast<std::uint64_t>(hashes[i]) << 32);
    __builtin_prefetch(slots + homes[i] * stride, 1);
  }
  for (std::size_t i = 0; i < n; ++i) {
    const KeyBytes& key = keys[i];
    if constexpr (kStride != 0) {
      const std::uint64_t head = HeadWord(hashes[i], key.bytes.size());
      std::byte* const at = FindInLine<kStride>(slots + homes[i] * stride, [&](const std::byte* slot) {
        return ((LoadWordAt(slot) ^ head) | (LoadWordAt(slot + 8) ^ key.words.low) |
                (LoadWordAt(slot + 16) ^ key.words.high)) == 0;
      });
      if (at != nullptr && key.bytes.size() <= kInlineKey) [[likely]] {
        accumulators[i] = at + offset;
        continue;
      }
    }
    accumulators[i] = ProbeBytes(key, hashes[i], homes[i], fresh[i]);
  }
}

void* AccumulatorTable::ProbeBytes(const KeyBytes& key, std::uint32_t hash, std::size_t slot, std::uint8_t& fresh) {
  const std::size_t mask = capacity() - 1;
  while (true) {
    std::byte* at = SlotAt(slot);
    const auto* head = reinterpret_cast<const BytesHead*>(at);
    if (head->hash == 0) return AddKey(key.bytes, hash, at, fresh);
    if (head->hash == hash && BytesAt(at) == key.bytes) return at + accumulator_offset_;
    slot = (slot + 1) & mask;
  }
}

void* AccumulatorTable::AddKey(std::string_view key, std::uint32_t hash, std::byte* slot, std::uint8_t& fresh) {
  StoreKey(key, hash, slot);
  ++size_;
  fresh = 1;
  return slot + accumulator_offset_;
}

void AccumulatorTable::ForgetFresh(void* const* accumulators, const std::uint8_t* fresh, std::size_t first,
                                   std::size_t n) {
  // These entries are the table's latest, so that no other one was placed with a view to them.
  for (std::size_t i = first; i < n; ++i) {
    if (fresh[i] == 0) continue;
    --size_;
    if (accumulators[i] == spare_.data()) {
      spare_used_ = false;
    } else {
      std::memset(static_cast<std::byte*>(accumulators[i]) - accumulator_offset_, 0, accumulator_offset_);
    }
  }
}

void AccumulatorTable::StoreKey(std::string_view key, std::uint32_t hash, std::byte* slot) {
  auto* head = reinterpret_cast<BytesHead*>(slot);
  if (key.size() <= kInlineKey) {
    std::memcpy(head->inline_key, key.data(), key.size());
  } else {
    const char* copy = CopyToArena(key);
    std::memcpy(head->inline_key, &copy, sizeof(copy));
  }
  head->hash = hash;
  head->size = static_cast<std::uint32_t>(key.size());
}

const char* AccumulatorTable::CopyToArena(std::string_view key) {
  if (key.size() > kMaxPackedBytes) FailPackedSize(key.size());
  if (arena_used_ + key.size() > arena_size_) {
    const std::size_t size = std::max(kArenaBytes, key.size());
    arena_.push_back(std::make_unique_for_overwrite<char[]>(size));
    arena_size_ = size;
    arena_used_ = 0;
    arena_bytes_ += size;
  }
  char* at = arena_.back().get() + arena_used_;
  std::memcpy(at, key.data(), key.size());
  arena_used_ += key.size();
  return at;
}

void AccumulatorTable::Clear(bool release) {
  if (ops_.destroy != nullptr) {
    ForEach([&](const EntryRef& entry) { ops_.destroy(entry.accumulator); });
  }
  size_ = 0;
  spare_used_ = false;
  arena_.clear();
  arena_used_ = arena_size_ = arena_bytes_ = 0;
  if (release) {
    slots_.Free();
    capacity_bits_ = 0;
  } else if (capacity_bits_ != 0) {
    std::memset(slots_.data(), 0, capacity() * stride_);
  }
}

}  // namespace beam::internal
