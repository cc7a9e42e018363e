// StoredCell: a state cell whose contents a runner keeps from bundle to bundle, as a bag of encoded elements.
//
// A state is read at most once a bundle, and only if its contents are asked for; what is only added is appended unseen.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "beam/exec/cell_link.h"
#include "beam/exec/state_cells.h"
#include "beam/exec/stateful_form.h"
#include "coders/kv.h"

namespace beam::internal {

/// The elements that stand for a cell: their coder, how they are written, and how one is put into a cell that has others.
template <class Cell>
struct CellElements;

template <class T>
struct CellElements<ValueCell<T>> {
  using Element = T;
  static void Write(const ValueCell<T>& cell, ByteWriter& out) {
    if (cell.value.has_value()) EncodeNested<T>(*cell.value, out);
  }
  static void ReadInto(ByteReader& in, ValueCell<T>& cell) { cell.value.emplace(DecodeNested<T>(in)); }
};

template <class Cell>
inline constexpr bool kIsValueCell = false;
template <class T>
inline constexpr bool kIsValueCell<ValueCell<T>> = true;

template <class T>
struct CellElements<BagCell<T>> {
  using Element = T;
  static void Write(const BagCell<T>& cell, ByteWriter& out, std::size_t begin = 0) {
    for (std::size_t i = begin; i < cell.values.size(); ++i) EncodeNested<T>(cell.values[i], out);
  }
  static void ReadInto(ByteReader& in, BagCell<T>& cell) { cell.values.push_back(DecodeNested<T>(in)); }
};

template <class K>
struct CellElements<KeyedCell<K, NoValues, K>> {
  using Element = K;
  static void Write(const KeyedCell<K, NoValues, K>& cell, ByteWriter& out) {
    for (const auto& [bytes, entry] : cell.entries) out.PutBytes(bytes);
  }
  static void ReadInto(ByteReader& in, KeyedCell<K, NoValues, K>& cell) { cell.At(DecodeNested<K>(in)); }
};

template <class K, class V>
struct CellElements<KeyedCell<K, std::optional<V>, V>> {
  using Element = KV<K, V>;
  static void Write(const KeyedCell<K, std::optional<V>, V>& cell, ByteWriter& out) {
    for (const auto& [bytes, entry] : cell.entries) {
      out.PutBytes(bytes);
      EncodeNested<V>(*entry.values, out);
    }
  }
  static void ReadInto(ByteReader& in, KeyedCell<K, std::optional<V>, V>& cell) {
    std::optional<V>& value = cell.At(DecodeNested<K>(in));
    value.emplace(DecodeNested<V>(in));
  }
};

template <class K, class V>
struct CellElements<KeyedCell<K, ValueVector<V>, V>> {
  using Element = KV<K, V>;
  static void Write(const KeyedCell<K, ValueVector<V>, V>& cell, ByteWriter& out) {
    for (const auto& [bytes, entry] : cell.entries) {
      for (const V& value : entry.values) {
        out.PutBytes(bytes);
        EncodeNested<V>(value, out);
      }
    }
  }
  static void ReadInto(ByteReader& in, KeyedCell<K, ValueVector<V>, V>& cell) {
    auto& values = cell.At(DecodeNested<K>(in));
    values.push_back(DecodeNested<V>(in));
  }
};

template <class V, class Fn>
struct CellElements<CombiningCell<V, Fn>> {
  using Cell = CombiningCell<V, Fn>;
  using Element = typename Cell::Accumulator;
  static void Write(const Cell& cell, ByteWriter& out) {
    if (cell.accumulator.has_value()) EncodeNested<Element>(*cell.accumulator, out);
  }
  static void ReadInto(ByteReader& in, Cell& cell) {
    Element other = DecodeNested<Element>(in);
    if (!cell.accumulator.has_value()) {
      cell.accumulator.emplace(std::move(other));
    } else {
      Fn fn{};
      Cell::Traits::Merge(fn, *cell.accumulator, std::move(other));
    }
  }
};

template <class T>
struct CellElements<OrderedListCell<T>> {
  using Element = KV<std::int64_t, T>;
  static void Write(const OrderedListCell<T>& cell, ByteWriter& out) {
    for (const Timestamped<T>& value : cell.values) {
      EncodeNested<std::int64_t>(value.timestamp.millis(), out);
      EncodeNested<T>(value.value, out);
    }
  }
  static void ReadInto(ByteReader& in, OrderedListCell<T>& cell) {
    const Timestamp time = Timestamp::Millis(DecodeNested<std::int64_t>(in));
    cell.Add(time, DecodeNested<T>(in));
  }
};

/// Where a state is in a runner's store.
struct StatePlace {
  KeyedStore* store = nullptr;
  std::string_view key;
  Window window;
  std::size_t member = 0;
  std::size_t* reads = nullptr;  ///< Of the member, for all keys; grows with each.
};

template <class Cell>
class StoredCell final : public CellLink {
 public:
  using Elements = CellElements<Cell>;

  StoredCell() = default;
  void Open(const StatePlace& place, Cell& cell) {
    place_ = place;
    cell_ = &cell;
  }
  /// The cell is gone, and what the runner has is of no use.
  void Forget() {
    NoteReplaced();
    cell_ = nullptr;
  }
  /// Makes the runner's state that of the cell.
  void WriteBack() {
    if (!replaced_ && !added_) return;
    std::string elements;
    ByteWriter out(elements);
    const bool appends = !replaced_ && (kIsBag || !whole_);
    if (cell_ != nullptr) WriteFrom(appends ? stored_ : 0, out);
    if (!appends) place_.store->Clear(place_.key, place_.window, place_.member);
    if (!elements.empty()) place_.store->Append(place_.key, place_.window, place_.member, std::move(elements));
  }

 private:
  static constexpr bool kIsBag = requires(const Cell& cell, ByteWriter& out) { Elements::Write(cell, out, 0); };

  // What was added before comes last.
  void Load() override {
    std::string added;
    ByteWriter out(added);
    Elements::Write(*cell_, out);
    cell_->Clear();
    ++*place_.reads;
    Read(place_.store->Get(place_.key, place_.window, place_.member));
    if constexpr (kIsBag) stored_ = cell_->values.size();
    Read(added);
    whole_ = true;
  }
  void Read(std::string_view elements) {
    for (ByteReader in(elements); !in.empty();) {
      const std::size_t start = in.position();
      Elements::ReadInto(in, *cell_);
      in.ChargeElement(start, sizeof(typename Elements::Element));
    }
  }
  void WriteFrom([[maybe_unused]] std::size_t begin, ByteWriter& out) const {
    if constexpr (kIsBag) {
      Elements::Write(*cell_, out, begin);
    } else {
      Elements::Write(*cell_, out);
    }
  }

  StatePlace place_;
  Cell* cell_ = nullptr;
  std::size_t stored_ = 0;  // of a bag: how many of its values the runner has
};

}  // namespace beam::internal
