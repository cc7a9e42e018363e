// State cells: what a DoFn keeps for one key and window, one cell for each of its state members.
//
// Members and keys of sets and maps are equal when their encodings are, as everywhere.
#pragma once

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "beam/base/time.h"
#include "beam/exec/combine_fn.h"
#include "beam/exec/copy_of.h"
#include "beam/iter.h"

namespace beam::internal {

template <class T>
struct ValueCell {
  static constexpr bool kHasCoders = kHasCoder<T>;
  std::optional<T> value;

  bool empty() const { return !value.has_value(); }
  void Clear() { value.reset(); }
};

template <class T>
struct BagCell {
  static constexpr bool kHasCoders = kHasCoder<T>;
  ValueVector<T> values;

  bool empty() const { return values.empty(); }
  void Clear() { values.clear(); }
};

/// True for what a set or a map can be asked for.
template <class K>
inline constexpr bool kIsStateKey = [] {
  if constexpr (kHasCoder<K>) {
    return kIsDeterministic<K>;
  } else {
    return false;
  }
}();

/// A key as sets and maps compare it.
template <class K>
std::string EncodedStateKey(const K& key) {
  std::string bytes;
  ByteWriter writer(bytes);
  EncodeNested(key, writer);
  return bytes;
}

/// `Values` is what lies beside a key: nothing for a set, one value, or several; V is the type of a value.
template <class K, class Values, class V = K>
struct KeyedCell {
  static constexpr bool kHasCoders = kIsStateKey<K> && kHasCoder<V>;
  struct Entry {
    K key;
    Values values;
  };
  std::unordered_map<std::string, Entry> entries;

  bool empty() const { return entries.empty(); }
  void Clear() { entries.clear(); }
  Entry* Find(const K& key) {
    const auto found = entries.find(EncodedStateKey(key));
    return found == entries.end() ? nullptr : &found->second;
  }
  Values& At(const K& key) {
    const auto [found, is_new] = entries.try_emplace(EncodedStateKey(key), Entry{CopyOf(key), Values()});
    return found->second.values;
  }
  bool Erase(const K& key) { return entries.erase(EncodedStateKey(key)) > 0; }
};
struct NoValues {};
template <class T>
using SetCell = KeyedCell<T, NoValues>;
template <class K, class V>
using MapCell = KeyedCell<K, std::optional<V>, V>;
template <class K, class V>
using MultiMapCell = KeyedCell<K, ValueVector<V>, V>;

template <class V, class Fn>
struct CombiningCell {
  using Traits = CombineTraits<Fn, V>;
  using Accumulator = typename Traits::Accumulator;
  static constexpr bool kHasCoders = kHasCoder<Accumulator>;
  std::optional<Accumulator> accumulator;

  bool empty() const { return !accumulator.has_value(); }
  void Clear() { accumulator.reset(); }
  void Add(const V& value) {
    Fn fn{};
    AddOrBegin<Traits>(fn, accumulator, value);
  }
  /// Nothing where nothing was added and the function has no result of no values.
  std::optional<typename Traits::Output> Read() const {
    Fn fn{};
    if (accumulator.has_value()) return Traits::Extract(fn, CopyOf(*accumulator));
    if constexpr (Traits::kHasDefault) {
      return Traits::Extract(fn, fn.CreateAccumulator());
    } else {
      return std::nullopt;
    }
  }
};

/// In the order of their times; those of one time in the order in which they were added.
template <class T>
struct OrderedListCell {
  static constexpr bool kHasCoders = kHasCoder<T>;
  std::vector<Timestamped<T>> values;

  bool empty() const { return values.empty(); }
  void Clear() { values.clear(); }
  void Add(Timestamp time, T value) {
    const auto after = std::upper_bound(values.begin(), values.end(), time,
                                        [](Timestamp t, const Timestamped<T>& other) { return t < other.timestamp; });
    values.insert(after, Timestamped<T>{std::move(value), time});
  }
  std::span<const Timestamped<T>> Range(Timestamp from, Timestamp to) const {
    const auto begin = LowerBound(from);
    return {values.data() + begin, LowerBound(to) - begin};
  }
  void ClearRange(Timestamp from, Timestamp to) {
    const auto begin = values.begin();
    values.erase(begin + static_cast<std::ptrdiff_t>(LowerBound(from)),
                 begin + static_cast<std::ptrdiff_t>(LowerBound(to)));
  }

 private:
  std::size_t LowerBound(Timestamp time) const {
    const auto at = std::lower_bound(values.begin(), values.end(), time,
                                     [](const Timestamped<T>& value, Timestamp t) { return value.timestamp < t; });
    return static_cast<std::size_t>(at - values.begin());
  }
};

}  // namespace beam::internal
