// Side inputs: the view types that a DoFn parameter may have, beside `const T&` and `const std::vector<T>&`.
#pragma once

#include <memory>
#include <string>
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
  /// What is not here yet of a side input that is read key by key.
  class Unread {
   public:
    virtual ~Unread() = default;
    /// The values of a key that is not here; null when there are none.
    virtual const ValueVector<V>* Find(std::string key) = 0;
    /// Takes everything in.
    virtual void ReadAll() = 0;
  };

  void Add(const K& key, V value) { groups_[EncodedKey(key)].push_back(std::move(value)); }
  /// The key's only value from now on.
  void Replace(const K& key, V value) {
    ValueVector<V>& values = groups_[EncodedKey(key)];
    values = ValueVector<V>();
    values.push_back(std::move(value));
  }
  const ValueVector<V>* Find(const K& key) const {
    std::string bytes = EncodedKey(key);
    const auto it = groups_.find(bytes);
    if (it != groups_.end()) return &it->second;
    return unread_ == nullptr ? nullptr : unread_->Find(std::move(bytes));
  }
  /// Of what is here.
  const ValueVector<V>* FindEncoded(const std::string& key) const {
    const auto it = groups_.find(key);
    return it == groups_.end() ? nullptr : &it->second;
  }
  std::size_t size() const {
    if (unread_ != nullptr) unread_->ReadAll();
    return groups_.size();
  }

  /// `unread` outlives this.
  void set_unread(Unread* unread) { unread_ = unread; }
  const ValueVector<V>& Take(std::string key, ValueVector<V> values) {
    return groups_.insert_or_assign(std::move(key), std::move(values)).first->second;
  }
  /// Takes keys over that are not here; what is here stays where it is.
  void Take(KeyedValues&& others) { groups_.merge(others.groups_); }

 private:
  static std::string EncodedKey(const K& key) {
    std::string bytes;
    ByteWriter writer(bytes);
    EncodeNested(key, writer);
    return bytes;
  }
  std::unordered_map<std::string, ValueVector<V>> groups_;
  Unread* unread_ = nullptr;  // null when everything is here
};

}  // namespace internal

/// A side input of KV<K, V> whose keys are distinct, as a lookup. Two values for one key fail the bundle; where the elements are
/// in another process, of a key that nobody looks up they need not be noticed.
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
  /// How many keys there are. Brings all of a side input that is in another process, which lookups of a few keys do not.
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
  /// As of a MapView.
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
