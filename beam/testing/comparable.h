// Comparable<T>: the form in which elements of T are gathered and compared. Groups have no order of values, so that theirs
// are put in one.
#pragma once

#include <cstddef>
#include <source_location>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "beam/co_grouped.h"
#include "beam/collect.h"
#include "beam/par_do.h"

namespace beam::testing::internal {

template <class T>
struct Comparable {
  using Type = T;
  static PCollection<T> Of(const PCollection<T>& elements, const std::source_location&) { return elements; }
  static void Normalize(T&) {}
};

/// The numbers of the encodings, in their order.
std::vector<std::size_t> OrderOf(const std::vector<std::string>& encodings);

/// Values in the order of their encodings.
template <class V>
void SortByEncoding(std::vector<V>& values) {
  std::vector<std::string> encodings;
  for (const V& value : values) encodings.push_back(EncodeElement<V>(value));
  std::vector<V> sorted;
  for (const std::size_t number : OrderOf(encodings)) sorted.push_back(std::move(values[number]));
  values = std::move(sorted);
}

/// A group is compared as its key and its values in any order.
template <class K, class V>
struct Comparable<KV<K, Iter<V>>> {
  using Type = KV<K, std::vector<V>>;
  static PCollection<Type> Of(const PCollection<KV<K, Iter<V>>>& groups, const std::source_location& location) {
    return ParDo(groups,
                 Named("Values",
                       [](const K& key, Iter<V> values) {
                         Type group{key, values.ToVector()};
                         Normalize(group);
                         return group;
                       }),
                 location);
  }
  static void Normalize(Type& group) { SortByEncoding(group.value); }
};

/// A key of CoGroupByKey is compared as itself and the values of each input in any order.
template <class K, class... Vs>
struct Comparable<CoGrouped<K, Vs...>> {
  using Type = KV<K, std::tuple<std::vector<Vs>...>>;
  static PCollection<Type> Of(const PCollection<CoGrouped<K, Vs...>>& groups, const std::source_location& location) {
    return ParDo(groups,
                 Named("Values",
                       [](const CoGrouped<K, Vs...>& group) {
                         Type joined = std::apply(
                             [&](const auto&... values) {
                               return Type{group.key, {values.ToVector()...}};
                             },
                             group.values);
                         Normalize(joined);
                         return joined;
                       }),
                 location);
  }
  static void Normalize(Type& group) {
    std::apply([](auto&... values) { (SortByEncoding(values), ...); }, group.value);
  }
};

}  // namespace beam::testing::internal
