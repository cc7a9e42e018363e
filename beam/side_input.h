// Side inputs: the view types that a DoFn parameter may have, beside `const T&` and `const std::vector<T>&`.
#pragma once

#include <memory>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "beam/iter.h"
#include "beam/pcollection.h"

namespace beam {

namespace internal {

/// Lookup by key over a side input of KV<K, V>: encoded key to values. Keys are equal when their encodings are.
template <class K, class V>
class KeyedValues {
 public:
  void Add(const K& key, V value) { groups_[EncodedKey(key)].push_back(std::move(value)); }
  /// The key's only value from now on.
  void Replace(const K& key, V value) {
    ValueVector<V>& values = groups_[EncodedKey(key)];
    values = ValueVector<V>();
    values.push_back(std::move(value));
  }
  const ValueVector<V>* Find(const K& key) const {
    const auto it = groups_.find(EncodedKey(key));
    return it == groups_.end() ? nullptr : &it->second;
  }
  std::size_t size() const { return groups_.size(); }

 private:
  static std::string EncodedKey(const K& key) {
    std::string bytes;
    ByteWriter writer(bytes);
    EncodeNested(key, writer);
    return bytes;
  }
  std::unordered_map<std::string, ValueVector<V>> groups_;
};

}  // namespace internal

/// A side input of KV<K, V> whose keys are distinct, as a lookup. Two values for one key fail the bundle.
///
///   [](const std::string& id, beam::MapView<std::string, double> prices) {
///     const double* price = prices.Find(id);
///     return price != nullptr ? *price : 0.0;
///   }
template <class K, class V>
class MapView {
 public:
  using Key = K;
  using Value = V;
  explicit MapView(const internal::KeyedValues<K, V>* values) : values_(values) {}
  /// Null when the key is absent.
  const V* Find(const K& key) const {
    const internal::ValueVector<V>* found = values_->Find(key);
    return found == nullptr ? nullptr : static_cast<const V*>(static_cast<const void*>(found->data()));
  }
  bool Contains(const K& key) const { return Find(key) != nullptr; }
  std::size_t size() const { return values_->size(); }

 private:
  const internal::KeyedValues<K, V>* values_;
};

/// A side input of KV<K, V> as a lookup of all the values of a key; an absent key has none.
template <class K, class V>
class MultiMapView {
 public:
  using Key = K;
  using Value = V;
  explicit MultiMapView(const internal::KeyedValues<K, V>* values) : values_(values) {}
  Iter<V> Find(const K& key) const {
    const internal::ValueVector<V>* found = values_->Find(key);
    if (found == nullptr) return Iter<V>();
    return Iter<V>(internal::ValueChunk{found->data(), found->size(), internal::ValueChunk::Form::kValues});
  }
  std::size_t size() const { return values_->size(); }

 private:
  const internal::KeyedValues<K, V>* values_;
};

/// More than four side inputs: `ParDo(words, fn, beam::SideInputs(a, b, c, d, e))`.
template <class... S>
struct SideInputList {
  std::tuple<PCollection<S>...> collections;
};
template <class... S>
SideInputList<S...> SideInputs(const PCollection<S>&... collections) {
  return {{collections...}};
}

}  // namespace beam
