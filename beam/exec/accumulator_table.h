// AccumulatorTable: key -> accumulator, one open-addressing table with keys and accumulators inline. Looked up in chunks:
// all slots of a chunk are prefetched before the first is touched (measured: 5 times a plain hash map's speed).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "beam/exec/hash.h"
#include "beam/exec/huge_array.h"

namespace beam::internal {

/// What the table must know of the accumulators' type.
struct AccumulatorOps {
  std::size_t size = 0;
  std::size_t align = 1;
  /// Moves an accumulator and ends the old one; null when its bytes may be copied.
  void (*relocate)(void* to, void* from) = nullptr;
  /// Null when there is nothing to do.
  void (*destroy)(void* accumulator) = nullptr;
};

/// A key of bytes; the words are those of LoadShort where the size is at most 16.
struct KeyBytes {
  std::string_view bytes;
  ShortWords words;

  KeyBytes() = default;
  explicit KeyBytes(std::string_view key) : bytes(key) {
    if (key.size() <= 16) words = LoadShort(key);
  }
  explicit KeyBytes(const std::string& key) : bytes(key) {
    if (key.size() <= 16) words = LoadShort(key);
  }
};

/// Of a cache line.
inline constexpr std::size_t kLineBytes = 64;

class AccumulatorTable {
 public:
  /// Lookups handle at most this many keys at once.
  static constexpr std::size_t kChunk = 64;

  /// `fixed_key`: keys of one word, otherwise keys of bytes.
  AccumulatorTable(bool fixed_key, AccumulatorOps ops, KeyHasher hasher);
  AccumulatorTable(const AccumulatorTable&) = delete;
  AccumulatorTable& operator=(const AccumulatorTable&) = delete;
  ~AccumulatorTable();

  /// How many top bits the hashes of all keys to come share; the table must be empty.
  void set_common_bits(unsigned bits) { shift_ = fixed_ ? bits : (bits < kMaxShiftOfBytes ? bits : kMaxShiftOfBytes); }

  /// Sets `accumulators[i]` to the place for `keys[i]`. Where `fresh[i]` is set the key is new and the caller must construct the
  /// accumulator there, in the order of i and before it touches the next one. Places are valid until the next call.
  void FindWords(const std::uint64_t* keys, std::size_t n, void** accumulators, std::uint8_t* fresh);
  void FindBytes(const KeyBytes* keys, std::size_t n, void** accumulators, std::uint8_t* fresh);
  /// Takes those entries back that the last Find made and whose accumulators, from `first` on, were never constructed,
  /// because user code threw before.
  void ForgetFresh(void* const* accumulators, const std::uint8_t* fresh, std::size_t first, std::size_t n);

  std::size_t size() const { return size_; }
  /// What the table takes now, and what it takes once `more` keys have been added.
  std::size_t bytes() const { return capacity() * stride_ + arena_bytes_; }
  bool WouldGrow(std::size_t more) const { return capacity_bits_ == 0 || (size_ + more) * 2 > capacity(); }
  /// What it takes more once `more` keys have been added: most tables at least double.
  std::size_t GrowthFor(std::size_t more) const { return WouldGrow(more) ? capacity() * stride_ : 0; }
  /// Whether it is large for what is in it, so that walking over it costs more than making it again.
  bool IsSparse() const { return capacity() * stride_ > 64 * 1024 && size_ * 16 < capacity(); }
  /// Destroys all entries; keeps the memory unless `release`.
  void Clear(bool release = false);

  /// Calls `f(entry)` for every entry, about in the order of the hashes' top bits.
  struct EntryRef {
    std::uint64_t word;
    std::string_view bytes;
    std::uint64_t hash;
    void* accumulator;
  };
  template <class F>
  void ForEach(F&& f) {
    if (spare_used_) f(SpareEntry());
    for (std::size_t slot = 0; slot < capacity(); ++slot) {
      std::byte* at = SlotAt(slot);
      if (!IsFree(at)) f(EntryAt(at));
    }
  }

 private:
  // Slots of words hold the key xor kSalt, so that fresh zeroed memory is free slots; the one key that would look free has
  // a place of its own.
  static constexpr std::uint64_t kSalt = 0x5bd1e995a7c3f10dULL;
  static constexpr std::size_t kInlineKey = kShortBytes;
  // Keys of bytes store half of their hash, and enough of it must be left to index by.
  static constexpr unsigned kMaxShiftOfBytes = 12;

  struct BytesHead {
    std::uint32_t hash;  // never 0 in a slot that is taken
    std::uint32_t size;
    char inline_key[kInlineKey];  // or a pointer to the key in the arena
  };

  std::size_t capacity() const { return capacity_bits_ == 0 ? 0 : std::size_t{1} << capacity_bits_; }
  std::byte* SlotAt(std::size_t slot) { return slots_.data() + slot * stride_; }
  // A key's home is a whole cache line of slots where they fit: all are compared without a branch, because a processor guesses
  // wrong about the second probe too often. Elsewhere it is one slot.
  static constexpr std::size_t SlotsOfLine(std::size_t stride) {
    return stride == 16 || stride == 32 ? kLineBytes / stride : 1;
  }
  std::size_t HomeOf(std::uint64_t hash) const {
    return static_cast<std::size_t>((hash << shift_) >> (64 - capacity_bits_)) & ~(SlotsOfLine(stride_) - 1);
  }
  bool IsFree(const std::byte* slot) const;
  EntryRef EntryAt(std::byte* slot) const;
  EntryRef SpareEntry();
  std::uint64_t HashAt(const std::byte* slot) const;
  static std::string_view BytesAt(const std::byte* slot);
  // Makes room so that `more` keys leave the table at most half full.
  void Grow(std::size_t more);
  void MoveIn(std::byte* from);
  void Relocate(void* to, void* from) const;
  // kStride is the stride where it is a part of a cache line, and 0 for any other.
  template <std::size_t kStride>
  void FindWordsOf(const std::uint64_t* keys, std::size_t n, void** accumulators, std::uint8_t* fresh);
  template <std::size_t kStride>
  void FindBytesOf(const KeyBytes* keys, std::size_t n, void** accumulators, std::uint8_t* fresh);
  void* ProbeWord(std::uint64_t salted, std::size_t slot, std::uint8_t& fresh);
  void* FindSpare(std::uint8_t& fresh);
  void* ProbeBytes(const KeyBytes& key, std::uint32_t hash, std::size_t slot, std::uint8_t& fresh);
  void* AddKey(std::string_view key, std::uint32_t hash, std::byte* slot, std::uint8_t& fresh);
  void StoreKey(std::string_view key, std::uint32_t hash, std::byte* slot);
  const char* CopyToArena(std::string_view key);

  bool fixed_;
  AccumulatorOps ops_;
  KeyHasher hasher_;
  unsigned shift_ = 0;
  unsigned capacity_bits_ = 0;
  std::size_t accumulator_offset_;
  std::size_t stride_;
  std::size_t size_ = 0;
  HugeArray<std::byte> slots_;
  bool spare_used_ = false;
  HugeArray<std::byte> spare_;
  std::vector<std::unique_ptr<char[]>> arena_;
  std::size_t arena_used_ = 0;
  std::size_t arena_size_ = 0;
  std::size_t arena_bytes_ = 0;
};

}  // namespace beam::internal
