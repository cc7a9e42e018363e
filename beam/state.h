// State: what a DoFn remembers for each key and window, as members of its struct.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include "beam/exec/state_cells.h"
#include "beam/exec/stateful_read_op.h"
#include "beam/exec/timer_member.h"
#include "beam/fn/fixed_name.h"
#include "beam/iter.h"

namespace beam {

namespace internal {

/// What all kinds of state have in common: a name, and the cell of the key and window being processed.
template <class CellType, FixedName kName>
class StateMember {
 public:
  using Cell = CellType;
  static constexpr std::string_view kStateName = kName.view();
  static constexpr bool kHasCoders = CellType::kHasCoders;

  /// For the engine.
  void BindState(Cell* cell) { cell_ = cell; }

  /// True if nothing is kept.
  bool empty() const { return cell().empty(); }
  /// Forgets what is kept.
  void Clear() { cell().Clear(); }

 protected:
  Cell& cell() const {
    if (cell_ == nullptr) [[unlikely]]
      FailUnboundState(kStateName);
    return *cell_;
  }

 private:
  Cell* cell_ = nullptr;
};

}  // namespace internal

/// A DoFn over KV<K, V> that is a struct may have members of the types below. Each is a variable of its own for every key and
/// every window, usable in ProcessElement, OnTimer and OnWindowExpiration; what it keeps is forgotten when the window is over
/// (its end plus the allowed lateness). Elements of one key are processed one after the other. The name is part of the
/// pipeline: it has to stay when a running pipeline is to be updated. T needs a coder. Source: beam.model.pipeline.v1.StateSpec.
///
///   struct CountTo {
///     int64_t limit = 10;
///     beam::ValueState<int64_t, "seen"> seen;
///     void ProcessElement(const std::string& user, const Click&, beam::Emitter<std::string> full) {
///       const int64_t count = seen.ReadOr(0) + 1;
///       seen.Write(count);
///       if (count == limit) full(user);
///     }
///   };

/// One value.
template <class T, internal::FixedName kName>
class ValueState : public internal::StateMember<internal::ValueCell<T>, kName> {
 public:
  std::optional<T> Read() const { return this->cell().value; }
  T ReadOr(T otherwise) const { return this->cell().value.value_or(std::move(otherwise)); }
  /// Null where there is none; valid until the state changes.
  const T* Find() const { return this->cell().value.has_value() ? &*this->cell().value : nullptr; }
  void Write(T value) { this->cell().value = std::move(value); }
};

/// Any number of values in no order.
template <class T, internal::FixedName kName>
class BagState : public internal::StateMember<internal::BagCell<T>, kName> {
 public:
  void Add(T value) { this->cell().values.push_back(std::move(value)); }
  /// Valid until the state changes.
  Iter<T> Read() const {
    const auto& values = this->cell().values;
    return Iter<T>(internal::ValueChunk(values.data(), values.size(), internal::ValueChunk::Form::kValues));
  }
};

/// Different values; T needs a deterministic coder.
template <class T, internal::FixedName kName>
class SetState : public internal::StateMember<internal::SetCell<T>, kName> {
 public:
  void Add(const T& value) { this->cell().At(value); }
  void Remove(const T& value) { this->cell().Erase(value); }
  bool Contains(const T& value) const { return this->cell().Find(value) != nullptr; }
  /// Calls `visit(const T&)` for each value, in no order.
  template <class Visit>
  void ForEach(Visit&& visit) const {
    for (const auto& [bytes, entry] : this->cell().entries) visit(entry.key);
  }
};

/// One value for each key; K needs a deterministic coder.
template <class K, class V, internal::FixedName kName>
class MapState : public internal::StateMember<internal::MapCell<K, V>, kName> {
 public:
  void Put(const K& key, V value) { this->cell().At(key) = std::move(value); }
  void Remove(const K& key) { this->cell().Erase(key); }
  bool Contains(const K& key) const { return this->cell().Find(key) != nullptr; }
  /// Null where there is none; valid until the state changes.
  const V* Find(const K& key) const {
    const auto* entry = this->cell().Find(key);
    return entry == nullptr ? nullptr : &*entry->values;
  }
  /// Calls `visit(const K&, const V&)` for each entry, in no order.
  template <class Visit>
  void ForEach(Visit&& visit) const {
    for (const auto& [bytes, entry] : this->cell().entries) visit(entry.key, *entry.values);
  }
};

/// Any number of values for each key; K needs a deterministic coder.
template <class K, class V, internal::FixedName kName>
class MultiMapState : public internal::StateMember<internal::MultiMapCell<K, V>, kName> {
 public:
  void Put(const K& key, V value) { this->cell().At(key).push_back(std::move(value)); }
  void Remove(const K& key) { this->cell().Erase(key); }
  bool Contains(const K& key) const { return this->cell().Find(key) != nullptr; }
  /// Valid until the state changes.
  Iter<V> Find(const K& key) const {
    const auto* entry = this->cell().Find(key);
    if (entry == nullptr) return Iter<V>();
    return Iter<V>(
        internal::ValueChunk(entry->values.data(), entry->values.size(), internal::ValueChunk::Form::kValues));
  }
  /// Calls `visit(const K&)` for each key, in no order.
  template <class Visit>
  void ForEachKey(Visit&& visit) const {
    for (const auto& [bytes, entry] : this->cell().entries) visit(entry.key);
  }
};

/// Values combined as they come: `Fn` is a CombineFn struct or a binary function of V that can be made without arguments
/// (std::plus<int64_t>, say). Its accumulator needs a coder.
template <class V, class Fn, internal::FixedName kName>
class CombiningState : public internal::StateMember<internal::CombiningCell<V, Fn>, kName> {
 public:
  void Add(const V& value) { this->cell().Add(value); }
  /// The result; nothing where no value was added and the function has no result of none.
  auto Read() const { return this->cell().Read(); }
};

/// Values in the order of times that the DoFn gives them.
template <class T, internal::FixedName kName>
class OrderedListState : public internal::StateMember<internal::OrderedListCell<T>, kName> {
 public:
  void Add(Timestamp time, T value) { this->cell().Add(time, std::move(value)); }
  /// The values of [from, to); valid until the state changes.
  std::span<const Timestamped<T>> ReadRange(Timestamp from, Timestamp to) const { return this->cell().Range(from, to); }
  std::span<const Timestamped<T>> Read() const { return this->cell().values; }
  void ClearRange(Timestamp from, Timestamp to) { this->cell().ClearRange(from, to); }
};

}  // namespace beam
