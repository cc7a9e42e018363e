// MergedAccumulators: the accumulator table of the operator that merges what came over an exchange, with typed accumulators in front.
#pragma once

#include <cstddef>
#include <cstdint>

#include "beam/exec/accumulator_table.h"
#include "beam/exec/found_accumulators.h"
#include "beam/exec/grouping.h"

namespace beam::internal {

/// Its keys are as they are in records, a window that they have included.
template <class Accumulator>
class MergedAccumulators {
 public:
  static constexpr std::size_t kChunk = AccumulatorTable::kChunk;

  MergedAccumulators(bool fixed_key, const KeyHasher& hasher)
      : fixed_key_(fixed_key), table_(fixed_key, FoundAccumulators<Accumulator>::Ops(), hasher) {}

  /// The low bits that the hashes of all keys agree in.
  void set_common_bits(unsigned bits) { table_.set_common_bits(bits); }
  /// Finds the accumulators of the keys of `n <= kChunk` records.
  void Find(const RecordView* records, std::size_t n) {
    if (fixed_key_) {
      for (std::size_t i = 0; i < n; ++i) words_[i] = records[i].word;
      table_.FindWords(words_, n, found_.places, found_.fresh);
    } else {
      for (std::size_t i = 0; i < n; ++i) keys_[i] = KeyBytes(records[i].bytes);
      table_.FindBytes(keys_, n, found_.places, found_.fresh);
    }
  }
  /// FoundAccumulators::ForEach over the `n` that were found last.
  template <class Make, class AddTo>
  [[gnu::always_inline]] void ForEachFound(std::size_t n, Make&& make, AddTo&& add) {
    found_.ForEach(n, make, add, [this](std::size_t first, std::size_t end) {
      table_.ForgetFresh(found_.places, found_.fresh, first, end);
    });
  }
  /// Calls `f(entry)` for every entry.
  template <class F>
  void ForEach(F&& f) {
    table_.ForEach(f);
  }
  /// The table, and an estimate of what its accumulators hold elsewhere.
  std::size_t bytes() const { return table_.bytes() + found_.heap(); }
  /// Ends all accumulators; `release`: and gives the memory back.
  void Clear(bool release) {
    table_.Clear(release);
    found_.Clear();
  }

 private:
  bool fixed_key_;
  std::uint64_t words_[kChunk];
  KeyBytes keys_[kChunk];
  FoundAccumulators<Accumulator> found_;
  AccumulatorTable table_;
};

}  // namespace beam::internal
