// Stateful functions: which members of a DoFn are state and timers, and whether the methods that timers call fit them.
//
// Members are found by their type: among the members of a plain struct, or among those that its Fields list.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include "beam/fn/binding.h"
#include "beam/fn/callable.h"
#include "beam/fn/output_type.h"
#include "beam/fn/parameter_rules.h"
#include "coders/coder.h"
#include "coders/fields.h"

namespace beam::internal {

BEAM_INTERNAL_NAME_PROBE(OnTimer, OnTimer)
BEAM_INTERNAL_NAME_PROBE(OnWindowExpiration, OnWindowExpiration)

template <class M>
concept StateLike = requires {
  typename M::Cell;
  M::kStateName;
};
template <class M>
concept TimerLike = requires {
  M::kTimerName;
  M::kDomain;
};

/// The members of a DoFn, whatever they are: kCount, Type<I>, Get<I>(fn).
template <class DoFn>
struct DoFnMembers {
  static constexpr std::size_t kCount = 0;
};
template <class DoFn>
  requires requires { DoFn::Fields; }
struct DoFnMembers<DoFn> {
  static constexpr std::size_t kCount = std::tuple_size_v<std::remove_cvref_t<decltype(DoFn::Fields)>>;
  template <std::size_t I>
  static auto& Get(DoFn& fn) {
    return fn.*std::get<I>(DoFn::Fields);
  }
  template <std::size_t I>
  using Type = std::remove_reference_t<decltype(Get<I>(std::declval<DoFn&>()))>;
};
template <class DoFn>
  requires(!requires { DoFn::Fields; } && HasProcessElement<DoFn>() && kIsReflectable<DoFn>)
struct DoFnMembers<DoFn> {
  static constexpr std::size_t kCount = kFieldCount<DoFn>;
  template <std::size_t I>
  using Type = MemberType<I, DoFn>;
  template <std::size_t I>
  static auto& Get(DoFn& fn) {
    return Field<I>(fn);
  }
};

/// State and timers of a DoFn. A timer's declaration is the number of its member.
template <class DoFn>
struct StatefulMembers {
  using Members = DoFnMembers<DoFn>;

  template <std::size_t I>
  static consteval bool IsState() {
    return StateLike<typename Members::template Type<I>>;
  }
  template <std::size_t I>
  static consteval bool IsTimer() {
    return TimerLike<typename Members::template Type<I>>;
  }
  template <std::size_t I>
  static consteval std::string_view NameOf() {
    using M = typename Members::template Type<I>;
    if constexpr (StateLike<M>) {
      return M::kStateName;
    } else if constexpr (TimerLike<M>) {
      return M::kTimerName;
    } else {
      return {};
    }
  }
  static constexpr auto kNames = []<std::size_t... I>(std::index_sequence<I...>) {
    return std::array<std::string_view, Members::kCount>{NameOf<I>()...};
  }(std::make_index_sequence<Members::kCount>());
  static constexpr std::size_t kStates = []<std::size_t... I>(std::index_sequence<I...>) {
    return (std::size_t{0} + ... + (IsState<I>() ? 1 : 0));
  }(std::make_index_sequence<Members::kCount>());
  static constexpr std::size_t kTimers = []<std::size_t... I>(std::index_sequence<I...>) {
    return (std::size_t{0} + ... + (IsTimer<I>() ? 1 : 0));
  }(std::make_index_sequence<Members::kCount>());

  static consteval bool NamesDiffer() {
    for (std::size_t i = 0; i < kNames.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        if (!kNames[i].empty() && kNames[i] == kNames[j]) return false;
      }
    }
    return true;
  }

  /// Calls `visit.template operator()<I>(member)` for each state and timer.
  template <class Visit>
  static void ForEach(DoFn& fn, Visit&& visit) {
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (VisitOne<I>(fn, visit), ...);
    }(std::make_index_sequence<Members::kCount>());
  }

 private:
  template <std::size_t I, class Visit>
  static void VisitOne(DoFn& fn, Visit& visit) {
    if constexpr (IsState<I>() || IsTimer<I>()) visit.template operator()<I>(Members::template Get<I>(fn));
  }
};

/// True for a DoFn whose elements of one key have to come to one place.
template <class DoFn>
inline constexpr bool kIsStateful = StatefulMembers<DoFn>::kStates + StatefulMembers<DoFn>::kTimers != 0;

// The parameters behind the timer of the OnTimer that takes it. Given an overload set, the compiler picks the one that fits.
template <class Timer, class D, class R, class... P>
CallShape<R, P...> TimerShape(R (D::*)(Timer&, P...));
template <class Timer, class D, class R, class... P>
CallShape<R, P...> TimerShape(R (D::*)(Timer&, P...) const);

template <class DoFn, class Timer>
consteval auto FindTimerShape() {
  if constexpr (requires { TimerShape<Timer, DoFn>(&DoFn::OnTimer); }) {
    return std::type_identity<decltype(TimerShape<Timer, DoFn>(&DoFn::OnTimer))>();
  } else {
    return std::type_identity<void>();
  }
}
template <class DoFn, class Timer>
using OnTimerShape = typename decltype(FindTimerShape<DoFn, Timer>())::type;

template <class DoFn>
consteval auto FindExpirationShape() {
  if constexpr (requires { &DoFn::OnWindowExpiration; }) {
    return std::type_identity<MethodShape<decltype(&DoFn::OnWindowExpiration)>>();
  } else {
    return std::type_identity<void>();
  }
}
template <class DoFn>
using ExpirationShape = typename decltype(FindExpirationShape<DoFn>())::type;

/// A method that is called for a key: (Context&?, BundleFinalizer?, EventTime?, Window?, key?, Emitter...) -> void or a status.
template <class Shape, class K>
struct KeyMethodAnalysis {
  static constexpr bool kKnown = false;
  static constexpr bool kUsesFinalizer = false;
  using Outputs = TypeList<>;
  static consteval Finding Find() { return {}; }
};
template <class R, class... P, class K>
struct KeyMethodAnalysis<CallShape<R, P...>, K> {
  static constexpr bool kKnown = true;
  static constexpr bool kUsesFinalizer = (std::is_same_v<P, BundleFinalizer> || ...);
  using Params = TypeList<P...>;
  using Outputs = EmittedTypes<P...>;
  static constexpr std::array<SpelledParam, sizeof...(P)> kSpelled{Spell<P>()...};

  template <class Param>
  static consteval Diagnosis FindMistake() {
    constexpr ParamKind kind = Spell<Param>().kind;
    if constexpr (kind == ParamKind::kEmitter) {
      return FindOutputMistake<FirstArgument<Param>>();
    } else if constexpr (kind == ParamKind::kMain) {
      return BindValue<Param, K>(Diagnosis::kKeyMethodParameters);
    } else {
      const bool known = kind == ParamKind::kContext || kind == ParamKind::kFinalizer ||
                         kind == ParamKind::kEventTime || kind == ParamKind::kWindow;
      return known ? Diagnosis::kNone : Diagnosis::kKeyMethodParameters;
    }
  }
  static consteval Finding Find() {
    constexpr ReturnKind kind = ReturnOf<R>::kKind;
    if (kind != ReturnKind::kVoid && kind != ReturnKind::kStatus) return {Diagnosis::kKeyMethodReturns};
    if (const Finding order = FindOrderMistake(kSpelled); !order.ok()) return order;
    const std::array<Diagnosis, sizeof...(P)> mistakes{FindMistake<P>()...};
    std::size_t keys = 0;
    for (std::size_t i = 0; i < mistakes.size(); ++i) {
      if (mistakes[i] != Diagnosis::kNone) return {mistakes[i], static_cast<int>(i) + 1};
      keys += kSpelled[i].kind == ParamKind::kMain;
    }
    return keys > 1 ? Finding{Diagnosis::kKeyMethodParameters} : Finding{};
  }
};

/// What can be wrong with the state and the timers of a DoFn over `Element`.
template <class DoFn, class Element>
struct StatefulAnalysis {
  using Outputs = TypeList<>;
  static constexpr bool kUsesFinalizer = false;
  static consteval Finding Find() {
    if constexpr (HasOnTimer<DoFn>() && HasProcessElement<DoFn>()) {
      return {kIsStateful<DoFn> ? Diagnosis::kStateNeedsKV : Diagnosis::kOnTimerWithoutTimer};
    } else {
      return kIsStateful<DoFn> ? Finding{Diagnosis::kStateNeedsKV} : Finding{};
    }
  }
};

/// True if the shorter list is the beginning of the longer one.
template <class A, class B>
inline constexpr bool kIsBeginning = false;
template <class... B>
inline constexpr bool kIsBeginning<TypeList<>, TypeList<B...>> = true;
template <class First, class... A>
inline constexpr bool kIsBeginning<TypeList<First, A...>, TypeList<>> = true;
template <class First, class... A, class... B>
inline constexpr bool kIsBeginning<TypeList<First, A...>, TypeList<First, B...>> =
    kIsBeginning<TypeList<A...>, TypeList<B...>>;

template <class A, class B>
using Longer = std::conditional_t<(A::kSize >= B::kSize), A, B>;
template <class... Lists>
struct LongestImpl {
  using Type = TypeList<>;
};
template <class First, class... Rest>
struct LongestImpl<First, Rest...> {
  using Type = Longer<First, typename LongestImpl<Rest...>::Type>;
};

template <class DoFn, class K, class V>
  requires kIsStateful<DoFn>
struct StatefulAnalysis<DoFn, KV<K, V>> {
  using Stateful = StatefulMembers<DoFn>;
  using Members = DoFnMembers<DoFn>;
  using Expiration = KeyMethodAnalysis<ExpirationShape<DoFn>, K>;
  template <std::size_t I>
  struct OnTimerOfImpl {
    using Type = KeyMethodAnalysis<void, K>;
  };
  template <std::size_t I>
    requires(Stateful::template IsTimer<I>())
  struct OnTimerOfImpl<I> {
    using Type = KeyMethodAnalysis<OnTimerShape<DoFn, typename Members::template Type<I>>, K>;
  };
  template <std::size_t I>
  using OnTimerOf = typename OnTimerOfImpl<I>::Type;

  template <class Indices>
  struct Longest;
  template <std::size_t... I>
  struct Longest<std::index_sequence<I...>> {
    using Type = typename LongestImpl<typename Expiration::Outputs, typename OnTimerOf<I>::Outputs...>::Type;
  };
  using Indices = std::make_index_sequence<Members::kCount>;
  using Outputs = typename Longest<Indices>::Type;
  static constexpr bool kUsesFinalizer = []<std::size_t... I>(std::index_sequence<I...>) {
    return (Expiration::kUsesFinalizer || ... || OnTimerOf<I>::kUsesFinalizer);
  }(Indices());

  /// True if every method emits to the first of the outputs.
  template <class All>
  static consteval bool EmitBeginningsOf() {
    return []<std::size_t... I>(std::index_sequence<I...>) {
      return kIsBeginning<typename Expiration::Outputs, All> &&
             (kIsBeginning<typename OnTimerOf<I>::Outputs, All> && ...);
    }(Indices());
  }
  template <std::size_t I>
  static consteval Finding FindMemberMistake() {
    if constexpr (Stateful::template IsState<I>()) {
      return Members::template Type<I>::kHasCoders ? Finding{} : Finding{Diagnosis::kStateMemberCoder};
    } else if constexpr (Stateful::template IsTimer<I>()) {
      if constexpr (!OnTimerOf<I>::kKnown) {
        return {Diagnosis::kTimerWithoutMethod};
      } else {
        return OnTimerOf<I>::Find();
      }
    } else {
      return {};
    }
  }
  static consteval Finding Find() {
    if (!kHasCoder<K> || !kIsDeterministic<K>) return {Diagnosis::kStateKeyCoder};
    if (!kHasCoder<V>) return {Diagnosis::kStateValueCoder};
    if (!Stateful::NamesDiffer()) return {Diagnosis::kStateNameTwice};
    if (HasOnTimer<DoFn>() && Stateful::kTimers == 0) return {Diagnosis::kOnTimerWithoutTimer};
    const Finding in_members = []<std::size_t... I>(std::index_sequence<I...>) {
      Finding first;
      ((first = first.ok() ? FindMemberMistake<I>() : first), ...);
      return first;
    }(Indices());
    if (!in_members.ok()) return in_members;
    if (HasOnWindowExpiration<DoFn>() && !Expiration::kKnown) return {Diagnosis::kKeyMethodParameters};
    return Expiration::Find();
  }
};

}  // namespace beam::internal
