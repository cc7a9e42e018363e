// TypeList: types as a value, and the few questions that the analyzer and the coders ask of one.
#pragma once

#include <cstddef>
#include <utility>

namespace beam::internal {

template <class... T>
struct TypeList {
  static constexpr std::size_t kSize = sizeof...(T);
};

template <std::size_t I, class T>
struct IndexedType {
  using Type = T;
};
template <class Indices, class... T>
struct IndexedTypes;
template <std::size_t... I, class... T>
struct IndexedTypes<std::index_sequence<I...>, T...> : IndexedType<I, T>... {};
template <std::size_t I, class T>
IndexedType<I, T> PickIndexed(IndexedType<I, T>);

template <std::size_t I, class List>
struct TypeAtImpl;
template <std::size_t I, class... T>
struct TypeAtImpl<I, TypeList<T...>> {
  using Type = typename decltype(PickIndexed<I>(IndexedTypes<std::index_sequence_for<T...>, T...>()))::Type;
};
/// The I-th type of a list.
template <std::size_t I, class List>
using TypeAt = typename TypeAtImpl<I, List>::Type;

template <class... Lists>
struct ConcatImpl;
template <>
struct ConcatImpl<> {
  using Type = TypeList<>;
};
template <class... A>
struct ConcatImpl<TypeList<A...>> {
  using Type = TypeList<A...>;
};
template <class... A, class... B, class... Rest>
struct ConcatImpl<TypeList<A...>, TypeList<B...>, Rest...> : ConcatImpl<TypeList<A..., B...>, Rest...> {};
/// The lists one behind the other.
template <class... Lists>
using Concat = typename ConcatImpl<Lists...>::Type;

}  // namespace beam::internal
