// SideStorage: the elements of a side input in one window, as a parameter of one form wants them.
#pragma once

#include <concepts>
#include <cstddef>
#include <utility>
#include <vector>

#include "beam/base/window.h"
#include "beam/fn/binding.h"
#include "beam/iter.h"
#include "beam/side_input.h"
#include "coders/coder.h"

namespace beam::internal {

/// The values of a side input in one window, in an array. A vector of bool is none, so bool has its own.
template <class S>
struct StoredValues {
  std::vector<S> values;
  void Add(S value) { values.push_back(std::move(value)); }
  const S* data() const { return values.data(); }
  std::size_t size() const { return values.size(); }
};
template <std::same_as<bool> S>
struct StoredValues<S> {
  std::vector<S> values;
  ValueVector<S> array;
  void Add(S value) {
    values.push_back(value);
    array.push_back(value);
  }
  const S* data() const { return reinterpret_cast<const S*>(array.data()); }
  std::size_t size() const { return values.size(); }
};

/// Throws the error of a side input that is taken as a MapView and has several values for a key.
[[noreturn]] void FailTwoValues(std::size_t number);

/// What stands behind a parameter of one form. Add's last argument: where there can be one value only, or one for
/// a key, the later one counts.
template <class S, SideForm kForm>
struct SideStorage {
  StoredValues<S> stored;
  void Add(S value, const ElementMeta&, std::size_t, bool replaces) {
    if (kForm == SideForm::kSingleton && replaces) stored = {};
    stored.Add(std::move(value));
  }
};
/// Values with their event times, for those who ask for them.
template <class S>
struct SideStorage<S, SideForm::kTimestampedIter> {
  StoredValues<Timestamped<S>> stored;
  void Add(S value, const ElementMeta& meta, std::size_t, bool) {
    stored.Add(Timestamped<S>{std::move(value), meta.timestamp});
  }
};
template <class K, class V, SideForm kForm>
  requires(kForm == SideForm::kMap || kForm == SideForm::kMultiMap)
struct SideStorage<KV<K, V>, kForm> {
  KeyedValues<K, V> stored;
  void Add(KV<K, V> kv, const ElementMeta&, std::size_t number, bool replaces) {
    if (kForm == SideForm::kMap && stored.Find(kv.key) != nullptr) {
      if (replaces) return stored.Replace(kv.key, std::move(kv.value));
      FailTwoValues(number);
    }
    stored.Add(kv.key, std::move(kv.value));
  }
};

/// True for the forms that are looked up by key.
constexpr bool IsLookup(SideForm form) { return form == SideForm::kMap || form == SideForm::kMultiMap; }

/// True for those whose values can be brought from another process key by key.
template <class S, SideForm kForm>
inline constexpr bool kCanBringKeys = false;
template <class K, class V, SideForm kForm>
inline constexpr bool kCanBringKeys<KV<K, V>, kForm> = IsLookup(kForm) && kHasCoder<V>;

}  // namespace beam::internal
