// FoundAccumulators: where the accumulators of the elements at hand are in their tables, typed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <new>
#include <type_traits>
#include <utility>

#include "beam/exec/accumulator_table.h"
#include "beam/exec/batch.h"

namespace beam::internal {

template <class Accumulator>
class FoundAccumulators {
 public:
  static constexpr std::size_t kChunk = AccumulatorTable::kChunk;

  /// What the tables need to know of the accumulators.
  static AccumulatorOps Ops() {
    AccumulatorOps ops{sizeof(Accumulator), alignof(Accumulator), nullptr, nullptr};
    if constexpr (!std::is_trivially_copyable_v<Accumulator>) {
      ops.relocate = [](void* to, void* from) {
        auto* old = static_cast<Accumulator*>(from);
        ::new (to) Accumulator(std::move(*old));
        old->~Accumulator();
      };
    }
    if constexpr (!std::is_trivially_destructible_v<Accumulator>) {
      ops.destroy = [](void* at) { static_cast<Accumulator*>(at)->~Accumulator(); };
    }
    return ops;
  }

  Accumulator& at(std::size_t i) { return *static_cast<Accumulator*>(places[i]); }
  /// An estimate of what the accumulators hold outside of their tables.
  std::size_t heap() const { return heap_; }
  /// The tables have been cleared.
  void Clear() { heap_ = 0; }

  /// Calls `make(i, place)` for each of the found that is new and `add(i, accumulator)` for the others. A `make` that throws
  /// has constructed nothing: `forget(first, end)` is called to take back what it and those after it should have filled.
  template <class Make, class AddTo, class Forget>
  [[gnu::always_inline]] void ForEach(std::size_t n, Make&& make, AddTo&& add, Forget&& forget) {
    std::size_t i = 0;
    try {
      for (; i < n; ++i) {
        if (fresh[i] != 0) [[unlikely]] {
          make(i, places[i]);
          if constexpr (kOwnsHeap) heap_ += HeapBytes(at(i));
        } else {
          if constexpr (kOwnsHeap) heap_ -= HeapBytes(at(i));
          add(i, at(i));
          if constexpr (kOwnsHeap) heap_ += HeapBytes(at(i));
        }
      }
    } catch (...) {
      forget(i, n);
      throw;
    }
  }

  // What a table's Find fills.
  void* places[kChunk];
  std::uint8_t fresh[kChunk];

 private:
  static constexpr bool kOwnsHeap = !std::is_trivially_copyable_v<Accumulator>;

  std::size_t heap_ = 0;
};

}  // namespace beam::internal
