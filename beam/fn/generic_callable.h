// Generic callables: which parameters a lambda with `auto` (or a template) has for a given element.
//
// The types of the parameters are found without instantiating the body, whose result type the language would otherwise
// have to deduce, and whose errors nobody could read: a competing overload is added whose arguments are always worse
// and whose object is always better, so that a call is ambiguous exactly when the user's overload is viable, and
// ambiguity needs no body. (Only a call operator that is not const, of a mutable lambda, has to be instantiated to be
// asked.)
#pragma once

#include <type_traits>
#include <utility>

#include "beam/fn/diagnosis.h"
#include "beam/fn/element_kinds.h"
#include "beam/fn/function_shape.h"

namespace beam::internal {

/// Wins a contest against an overload that is not viable.
struct LostContest {};

/// How operator() is called, raced against a competitor, and pointed to.
struct CallOperator {
  template <class Fn>
  struct Contest : Fn {
    using Fn::operator();
    template <class...>
    LostContest operator()(...);
  };
  template <class Object, class... A>
  static auto Call(TypeList<>, A&&... args) -> decltype(std::declval<Object&>()(std::forward<A>(args)...));
  template <class Object, class First, class... Explicit, class... A>
  static auto Call(TypeList<First, Explicit...>, A&&... args)
      -> decltype(std::declval<Object&>().template operator()<First, Explicit...>(std::forward<A>(args)...));
  template <class Fn, class... Explicit>
  static auto Address(TypeList<Explicit...>) -> decltype(&Fn::template operator()<Explicit...>);
};

/// The same for ProcessElement, without a contest: the method is rarely const and rarely leaves its result to
/// deduction.
struct ProcessElementMethod {
  template <class Fn>
  using Contest = void;
  template <class Object, class... A>
  static auto Call(TypeList<>, A&&... args)
      -> decltype(std::declval<Object&>().ProcessElement(std::forward<A>(args)...));
  template <class Object, class First, class... Explicit, class... A>
  static auto Call(TypeList<First, Explicit...>, A&&... args)
      -> decltype(std::declval<Object&>().template ProcessElement<First, Explicit...>(std::forward<A>(args)...));
  template <class Fn, class... Explicit>
  static auto Address(TypeList<Explicit...>) -> decltype(&Fn::template ProcessElement<Explicit...>);
};

/// Stands for an emitter of any type; for nothing else.
struct EmitterArgument {
  template <class T>
  // NOLINTNEXTLINE(google-explicit-constructor): converts as an argument does
  operator Emitter<T>() const;
};
/// Stands for a side input: converts to whatever a parameter names.
struct SideArgument {
  template <class T>
  // NOLINTNEXTLINE(google-explicit-constructor): converts as an argument does
  operator T() const;
};
/// Converts to nothing: only a parameter whose type is deduced accepts it.
struct AlienArgument {};

template <class Method, class Fn, class Explicit, class... A>
consteval bool IsViable() {
  if constexpr (std::is_final_v<Fn> || std::is_void_v<typename Method::template Contest<Fn>>) {
    return requires { Method::template Call<Fn>(Explicit(), std::declval<A>()...); };
  } else if constexpr (requires {
                         Method::template Call<typename Method::template Contest<Fn>>(Explicit(), std::declval<A>()...);
                       }) {
    using Winner =
        decltype(Method::template Call<typename Method::template Contest<Fn>>(Explicit(), std::declval<A>()...));
    return !std::is_same_v<Winner, LostContest>;
  } else {
    return true;
  }
}

/// The template arguments worth trying for an element that is taken whole: the element as a value or by reference, and
/// what its own type is made of (`template <class K, class V> void operator()(const KV<K, V>&)`).
template <class T>
struct WholeArguments {
  using Type = TypeList<TypeList<T>, TypeList<const T&>>;
};
template <template <class...> class Template, class First, class... Rest>
struct WholeArguments<Template<First, Rest...>> {
  using T = Template<First, Rest...>;
  using Type = TypeList<TypeList<T>, TypeList<const T&>, TypeList<First>, TypeList<First, Rest...>>;
};
template <class K, class V>
struct WholeArguments<KV<K, Iter<V>>> {
  using T = KV<K, Iter<V>>;
  using Type = TypeList<TypeList<T>, TypeList<const T&>, TypeList<K, Iter<V>>, TypeList<K, V>>;
};

/// The same for an element that is taken in parts.
template <class Parts>
struct PartArguments;
template <class K, class... V>
struct PartArguments<TypeList<K, V...>> {
  using Type =
      TypeList<TypeList<K, V...>, TypeList<const K&, const V&...>, TypeList<K, const V&...>, TypeList<const K&, V...>>;
};
template <class K, class V>
struct PartArguments<TypeList<K, Iter<V>>> {
  using Type = TypeList<TypeList<K, Iter<V>>, TypeList<const K&, const Iter<V>&>, TypeList<K, const Iter<V>&>,
                        TypeList<const K&, Iter<V>>, TypeList<K, V>, TypeList<const K&, V>>;
};

/// A generic callable as it stands for one element: `Shape` where it could be found.
template <class ShapeFound, Diagnosis kWhat = Diagnosis::kNone>
struct ResolvedGeneric {
  using Shape = ShapeFound;
  static constexpr Diagnosis kDiagnosis = kWhat;
};

/// Everything known about one attempt: the types in front, the element's, and how many arguments follow.
template <class Method, class Fn, class Front, class Main, std::size_t kSides, std::size_t kEmitters>
struct GenericAttempt;
template <class Method, class Fn, class... Front, class... Main, std::size_t kSides, std::size_t kEmitters>
struct GenericAttempt<Method, Fn, TypeList<Front...>, TypeList<Main...>, kSides, kEmitters> {
  template <std::size_t>
  using Side = SideArgument;
  template <std::size_t>
  using Out = EmitterArgument;

  template <class Explicit>
  static consteval bool Viable() {
    return []<std::size_t... S, std::size_t... E>(std::index_sequence<S...>, std::index_sequence<E...>) {
      return IsViable<Method, Fn, Explicit, Front..., const Main&..., Side<S>..., Out<E>...>();
    }(std::make_index_sequence<kSides>(), std::make_index_sequence<kEmitters>());
  }
  /// True if a call deduces, or the element's types name, everything: `template <class T> void operator()(const T&,
  /// Emitter<T>)`.
  static consteval bool Fits() {
    if constexpr (Viable<TypeList<>>()) {
      return true;
    } else {
      return Viable<TypeList<Main...>>();
    }
  }
  /// True if the parameter behind the element at `kAt` would take anything.
  template <std::size_t kAt>
  static consteval bool TrailingIsGeneric() {
    return []<std::size_t... I>(std::index_sequence<I...>) {
      return IsViable<Method, Fn, TypeList<>, Front..., const Main&...,
                      std::conditional_t<I == kAt, AlienArgument,
                                         std::conditional_t<(I < kSides), SideArgument, EmitterArgument>>...>();
    }(std::make_index_sequence<kSides + kEmitters>());
  }
  static consteval bool AnyTrailingIsGeneric() {
    return []<std::size_t... I>(std::index_sequence<I...>) {
      return (TrailingIsGeneric<I>() || ...);
    }(std::make_index_sequence<kSides + kEmitters>());
  }
  /// True if the part of the element at `kAt` is deduced.
  template <std::size_t kAt>
  static consteval bool PartIsGeneric() {
    return []<std::size_t... I, std::size_t... S, std::size_t... E>(
               std::index_sequence<I...>, std::index_sequence<S...>, std::index_sequence<E...>) {
      return IsViable<Method, Fn, TypeList<>, Front..., std::conditional_t<I == kAt, AlienArgument, const Main&>...,
                      Side<S>..., Out<E>...>();
    }(std::index_sequence_for<Main...>(), std::make_index_sequence<kSides>(), std::make_index_sequence<kEmitters>());
  }

  /// What the parameters of an element in two parts may be when one is deduced and the other is named:
  /// `(const std::string& key, auto value)`.
  static consteval auto OnePartCandidates() {
    using First = TypeAt<0, TypeList<Main...>>;
    using Second = TypeAt<1, TypeList<Main...>>;
    using OnlyFirst = TypeList<TypeList<First>, TypeList<const First&>>;
    using OnlySecond = TypeList<TypeList<Second>, TypeList<const Second&>>;
    if constexpr (PartIsGeneric<0>()) {
      return OnlyFirst();
    } else {
      return Concat<OnlySecond, OnlyFirst>();
    }
  }

  /// The shape under the first template arguments that fit and have an address. One candidate after the other, because
  /// asking a mutable lambda about the wrong ones could instantiate its body with them.
  template <class Candidate, class... Rest>
  static consteval auto ShapeFrom(TypeList<Candidate, Rest...>) {
    if constexpr (Viable<Candidate>()) {
      if constexpr (requires { Method::template Address<Fn>(Candidate()); }) {
        return ResolvedGeneric<MethodShape<decltype(Method::template Address<Fn>(Candidate()))>>();
      } else {
        return ShapeFrom(TypeList<Rest...>());
      }
    } else {
      return ShapeFrom(TypeList<Rest...>());
    }
  }
  static consteval auto ShapeFrom(TypeList<>) { return ResolvedGeneric<void, Diagnosis::kGenericUnresolved>(); }

  // Where no address tells the parameters (std::bind, several overloads), a call with the element alone still tells the
  // result; nothing can follow the element then.
  static consteval auto ShapeFromCall() {
    if constexpr (sizeof...(Front) + kSides + kEmitters != 0) {
      return ResolvedGeneric<void, Diagnosis::kGenericUnresolved>();
    } else {
      using Returned = decltype(Method::template Call<Fn>(TypeList<>(), std::declval<const Main&>()...));
      return ResolvedGeneric<CallShape<Returned, const Main&...>>();
    }
  }
  static consteval auto AllPartCandidates() {
    if constexpr (sizeof...(Main) == 1) {
      return typename WholeArguments<TypeAt<0, TypeList<Main...>>>::Type();
    } else {
      return typename PartArguments<TypeList<Main...>>::Type();
    }
  }
  static consteval auto Resolve() {
    if constexpr (AnyTrailingIsGeneric()) {
      return ResolvedGeneric<void, Diagnosis::kGenericTrailing>();
    } else if constexpr (decltype(ShapeFrom(AllPartCandidates()))::kDiagnosis == Diagnosis::kNone) {
      return ShapeFrom(AllPartCandidates());
    } else if constexpr (sizeof...(Main) != 2) {
      return ShapeFromCall();
    } else if constexpr (decltype(ShapeFrom(OnePartCandidates()))::kDiagnosis == Diagnosis::kNone) {
      return ShapeFrom(OnePartCandidates());
    } else {
      return ShapeFromCall();
    }
  }
};

/// Tries a generic callable with the element whole and in parts, with 0 to 8 emitters, and with every choice of the
/// parameters in front of the element, the usual ones first.
template <class Method, class Fn, class Element, std::size_t kSides>
struct GenericSearch {
  static constexpr std::size_t kMaxEmitters = 8;
  static constexpr std::size_t kForms = Unfolded<Element>::kSize == 0 ? 1 : 2;
  static constexpr std::size_t kAttempts = 32 * (kMaxEmitters + 1) * kForms;

  template <std::size_t kFront>
  using Front = Concat<std::conditional_t<(kFront & 1) != 0, TypeList<Timestamp>, TypeList<>>,
                       std::conditional_t<(kFront & 2) != 0, TypeList<Window>, TypeList<>>,
                       std::conditional_t<(kFront & 4) != 0, TypeList<PaneInfo>, TypeList<>>>;
  template <std::size_t kFront>
  using FrontWithContext =
      Concat<std::conditional_t<(kFront & 8) != 0, TypeList<Context&>, TypeList<>>,
             std::conditional_t<(kFront & 16) != 0, TypeList<BundleFinalizer>, TypeList<>>, Front<kFront>>;
  template <std::size_t I>
  using Attempt = GenericAttempt<Method, Fn, FrontWithContext<I / kForms / (kMaxEmitters + 1)>,
                                 std::conditional_t<I % kForms == 0, TypeList<Element>, Unfolded<Element>>, kSides,
                                 I / kForms % (kMaxEmitters + 1)>;

  template <std::size_t I = 0>
  static consteval auto Find() {
    if constexpr (I == kAttempts) {
      return ResolvedGeneric<void, Diagnosis::kGenericUnresolved>();
    } else if constexpr (Attempt<I>::Fits()) {
      return Attempt<I>::Resolve();
    } else {
      return Find<I + 1>();
    }
  }
};

/// The resolution of a generic `Fn` for an element and a number of side inputs: see ResolvedGeneric.
template <class Method, class Fn, class Element, std::size_t kSides>
using ResolveGeneric = decltype(GenericSearch<Method, Fn, Element, kSides>::Find());

}  // namespace beam::internal
