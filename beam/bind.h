// Bind: a function together with values, as a function that workers in other processes can have too.
#pragma once

#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

#include "beam/base/type_list.h"
#include "beam/fn/function_shape.h"

namespace beam {

namespace internal {

/// What Bind returns: a function of the parameters that are left. Its members are its configuration.
template <class Fn, class R, class Rest, class... Bound>
struct BoundFn;
template <class Fn, class R, class... Rest, class... Bound>
struct BoundFn<Fn, R, TypeList<Rest...>, Bound...> {
  Fn fn;
  std::tuple<Bound...> values;

  R operator()(Rest... rest) const {
    return std::apply([&](const Bound&... bound) -> R { return fn(bound..., std::forward<Rest>(rest)...); }, values);
  }
};

/// The shape of a function that names its parameters; void for others.
template <class Fn>
struct BindableShape {
  using Type = FunctionShape<Fn>;
};
template <class Fn>
  requires requires { &Fn::operator(); }
struct BindableShape<Fn> {
  using Type = MethodShape<decltype(&Fn::operator())>;
};

template <class Shape, class Fn, class... Bound>
struct BoundFnOf;
template <class R, class... P, class Fn, class... Bound>
struct BoundFnOf<CallShape<R, P...>, Fn, Bound...> {
  template <std::size_t... I>
  static auto Rest(std::index_sequence<I...>) -> TypeList<TypeAt<sizeof...(Bound) + I, TypeList<P...>>...>;
  using Type = BoundFn<Fn, R, decltype(Rest(std::make_index_sequence<sizeof...(P) - sizeof...(Bound)>())), Bound...>;
};

template <class Shape>
inline constexpr std::size_t kParameterCount = 0;
template <class R, class... P>
inline constexpr std::size_t kParameterCount<CallShape<R, P...>> = sizeof...(P);

}  // namespace internal

/// `fn` with its first parameters set to `values`: a function of the others, which every transform takes. Unlike a lambda that
/// captures them it can go to workers in other processes: the values travel through their coders, so their types need one.
/// `fn` is a function, or a lambda that captures nothing and is no template; it gets the values as const references.
///
///   auto long_words = beam::Filter(
///       words, beam::Bind([](std::size_t limit, const std::string& word) { return word.size() > limit; }, options.limit));
template <class Fn, class... Values>
auto Bind(Fn fn, Values... values) {
  using Shape = typename internal::BindableShape<Fn>::Type;
  constexpr bool kHasShape = !std::is_void_v<Shape>;
  static_assert(
      kHasShape,
      "beam::Bind: the function is a template or overloaded, so that it is not known which of its parameters the "
      "values are for; give it parameters with types");
  if constexpr (kHasShape) {
    constexpr bool kFits = sizeof...(Values) <= internal::kParameterCount<Shape>;
    static_assert(kFits, "beam::Bind: there are more values than the function has parameters");
    if constexpr (kFits) {
      using Bound = typename internal::BoundFnOf<Shape, Fn, Values...>::Type;
      return Bound{std::move(fn), std::tuple<Values...>(std::move(values)...)};
    }
  }
}

}  // namespace beam
