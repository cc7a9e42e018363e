// TypedAccumulators: accumulator tables with typed keys and accumulators in front, for the operator that adds elements.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>

#include "beam/exec/accumulator_table.h"
#include "beam/exec/batch.h"
#include "beam/exec/found_accumulators.h"
#include "beam/exec/grouping.h"
#include "beam/exec/key_codec.h"
#include "beam/exec/window_tables.h"

namespace beam::internal {

/// With windows, each has a table of its own; where there are too many of them, they are a part of the keys of one table, as they are
/// in records (key_codec.h).
template <class K, class Accumulator>
class TypedAccumulators {
 public:
  static constexpr std::size_t kChunk = AccumulatorTable::kChunk;

  TypedAccumulators(bool windowed, const KeyHasher& hasher)
      : windowed_(windowed),
        hasher_(hasher),
        windows_(KeyCodec<K>::kFixed, FoundAccumulators<Accumulator>::Ops(), hasher),
        table_(KeyCodec<K>::kFixed && !windowed, FoundAccumulators<Accumulator>::Ops(), hasher) {}

  /// Finds the accumulators of `n <= kChunk` elements; `keys.key(i)` and `keys.window(i)` give those of element i.
  template <class Keys>
  void Find(std::size_t n, const Keys& keys) {
    if (!windowed_) return FindIn(table_, n, keys, found_.places, found_.fresh);
    added_ += n;
    bool one = true;
    for (std::size_t i = 0; i < n; ++i) {
      owners_[i] = windows_.At(keys.window(i));
      one &= owners_[i] == owners_[0];
    }
    if (one && owners_[0] != nullptr) {
      FindInWindow(*owners_[0], n, keys, found_.places, found_.fresh);
    } else {
      FindInWindows(n, keys);
    }
  }
  Accumulator& at(std::size_t i) { return found_.at(i); }
  /// The tables, and an estimate of what their accumulators hold elsewhere.
  std::size_t bytes() const { return table_.bytes() + windows_.bytes() + found_.heap(); }
  /// Whether the entries had better be handed over before `n` more elements are found: when `limit` bytes are taken, or would be by a
  /// table that grows; and when too many windows have a table, unless they come and go so fast that walking over tables costs more than
  /// long keys do.
  bool IsFull(std::size_t n, std::size_t limit) const {
    if (table_.size() + windows_.size() == 0) return false;
    if (bytes() + table_.GrowthFor(n) + windows_.GrowthFor(n) > limit) return true;
    return windows_.full() && added_ > WindowTables::kMost * kElementsOfWindow;
  }
  void Clear(bool release = false) {
    table_.Clear(release);
    windows_.Clear(release);
    found_.Clear();
    added_ = 0;
  }

  /// FoundAccumulators::ForEach over the `n` that were found last.
  template <class Make, class AddTo>
  [[gnu::always_inline]] void ForEachFound(std::size_t n, Make&& make, AddTo&& add) {
    found_.ForEach(n, make, add, [this](std::size_t first, std::size_t end) { Forget(first, end); });
  }
  /// Calls `f(entry)` for every entry, its key in the form that it has in records.
  template <class F>
  void ForEach(F&& f) {
    table_.ForEach(f);
    windows_.ForEach([&](const Window& window, AccumulatorTable::EntryRef entry) {
      scratch_[0].clear();
      AppendWindowPrefix(window, scratch_[0]);
      if constexpr (KeyCodec<K>::kFixed) {
        scratch_[0].append(KeyCodec<K>::View(KeyCodec<K>::FromWord(entry.word), key_scratch_));
      } else {
        scratch_[0].append(entry.bytes);
      }
      entry.bytes = scratch_[0];
      entry.hash = hasher_.Bytes(entry.bytes);
      f(entry);
    });
  }

 private:
  static constexpr std::size_t kElementsOfWindow = 256;
  static_assert(kChunk == 64, "a chunk's elements are the bits of a word");

  // Those of the elements in `which`.
  template <class Keys>
  struct Chosen {
    const K& key(std::size_t i) const { return keys.key(which[i]); }

    const Keys& keys;
    const std::uint8_t* which;
  };

  template <class Keys>
  void FindIn(AccumulatorTable& in, std::size_t n, const Keys& keys, void** found, std::uint8_t* is_fresh) {
    if constexpr (KeyCodec<K>::kFixed) {
      for (std::size_t i = 0; i < n; ++i) words_[i] = KeyCodec<K>::ToWord(keys.key(i));
      in.FindWords(words_, n, found, is_fresh);
    } else {
      for (std::size_t i = 0; i < n; ++i) keys_[i] = BytesOf(keys.key(i), scratch_[i]);
      in.FindBytes(keys_, n, found, is_fresh);
    }
  }
  template <class Keys>
  void FindInWindow(AccumulatorTable& in, std::size_t n, const Keys& keys, void** found, std::uint8_t* is_fresh) {
    const std::size_t before = in.bytes();
    FindIn(in, n, keys, found, is_fresh);
    windows_.AddBytes(in.bytes() - before);
  }
  template <class Keys>
  void FindWithWindow(const std::uint8_t* which, std::size_t n, const Keys& keys, void** found,
                      std::uint8_t* is_fresh) {
    for (std::size_t i = 0; i < n; ++i) {
      scratch_[i].clear();
      AppendWindowPrefix(keys.window(which[i]), scratch_[i]);
      scratch_[i].append(KeyCodec<K>::View(keys.key(which[i]), key_scratch_));
      keys_[i] = KeyBytes(scratch_[i]);
    }
    table_.FindBytes(keys_, n, found, is_fresh);
  }
  // Table by table, all elements of one together.
  template <class Keys>
  void FindInWindows(std::size_t n, const Keys& keys) {
    std::uint8_t which[kChunk];
    void* found[kChunk];
    std::uint8_t is_fresh[kChunk];
    for (std::size_t i = 0; i < n; ++i) found_.fresh[i] = 0;
    try {
      for (std::uint64_t left = ~std::uint64_t{0} >> (kChunk - n); left != 0;) {
        AccumulatorTable* const owner = owners_[std::countr_zero(left)];
        const std::size_t count = TakeThoseOf(owner, left, which);
        if (owner == nullptr) {
          FindWithWindow(which, count, keys, found, is_fresh);
        } else {
          FindInWindow(*owner, count, Chosen<Keys>{keys, which}, found, is_fresh);
        }
        for (std::size_t i = 0; i < count; ++i) {
          found_.places[which[i]] = found[i];
          found_.fresh[which[i]] = is_fresh[i];
        }
      }
    } catch (...) {
      // There was no memory for a table or a key. The caller constructs nothing for this chunk.
      Forget(0, n);
      throw;
    }
  }
  std::size_t TakeThoseOf(const AccumulatorTable* owner, std::uint64_t& left, std::uint8_t* which) const {
    std::size_t count = 0;
    for (std::uint64_t rest = left; rest != 0; rest &= rest - 1) {
      const int i = std::countr_zero(rest);
      if (owners_[i] != owner) continue;
      which[count++] = static_cast<std::uint8_t>(i);
      left &= ~(std::uint64_t{1} << i);
    }
    return count;
  }
  void Forget(std::size_t first, std::size_t n) {
    if (!windowed_) return table_.ForgetFresh(found_.places, found_.fresh, first, n);
    for (std::size_t i = first; i < n; ++i) {
      AccumulatorTable& in = owners_[i] == nullptr ? table_ : *owners_[i];
      in.ForgetFresh(found_.places, found_.fresh, i, i + 1);
    }
  }

  static KeyBytes BytesOf(const K& key, std::string& scratch) {
    if constexpr (std::is_same_v<K, std::string>) {
      return KeyBytes(key);
    } else {
      return KeyBytes(KeyCodec<K>::View(key, scratch));
    }
  }
  bool windowed_;
  KeyHasher hasher_;
  std::size_t added_ = 0;  // elements since all windows were cleared
  std::uint64_t words_[kChunk];
  KeyBytes keys_[kChunk];
  std::string scratch_[kChunk];
  std::string key_scratch_;
  AccumulatorTable* owners_[kChunk];
  WindowTables windows_;
  FoundAccumulators<Accumulator> found_;
  AccumulatorTable table_;  // of all entries, or of windows without a table
};

}  // namespace beam::internal
