// CombineTraits<Fn, V>: one face for the two forms of a combine function, `V(V, V)` and the CombineFn struct.
#pragma once

#include <new>
#include <optional>
#include <type_traits>
#include <utility>

#include "beam/base/error.h"
#include "beam/exec/operator_context.h"
#include "beam/fn/output_type.h"

namespace beam::internal {

/// Throws the error inside a status or its like, which fails the bundle.
template <class R>
  requires(IsStatus<R>::value && AnswersOk<R>)
void RequireSuccess(const R& result) {
  if (!Succeeded(result)) throw Error(FailureOf(result));
}
/// The value inside a StatusOr or its like; an error is thrown.
template <class R>
auto ValueOrThrow(R result) {
  RequireSuccess(result);
  return std::move(*result);
}

/// A combine function with side inputs is told where they are and which window comes next.
template <class Fn>
inline constexpr bool kHasSides = requires(Fn& fn, const OperatorContext& context) { fn.OpenSides(context); };

template <class Fn>
concept HasCreateAccumulator = requires(Fn& fn) { fn.CreateAccumulator(); };

/// A binary function: the accumulator is a value, and the first value starts it.
template <class Fn, class V>
struct CombineTraits {
  using Accumulator = V;
  using Output = V;
  static constexpr bool kHasDefault = false;

  static void AddFirst(Fn&, void* at, const V& value) { ::new (at) V(value); }
  // A function that chooses (std::min) returns a reference, and nothing is copied while the accumulator stays.
  static void Add(Fn& fn, V& accumulator, const V& value) {
    if constexpr (std::is_same_v<decltype(fn(accumulator, value)), const V&>) {
      const V& chosen = fn(accumulator, value);
      if (&chosen != &accumulator) accumulator = chosen;
    } else {
      accumulator = static_cast<V>(fn(accumulator, value));
    }
  }
  static void Merge(Fn& fn, V& accumulator, V&& other) { Add(fn, accumulator, other); }
  static Output Extract(Fn&, V&& accumulator) { return std::move(accumulator); }
  static void Setup(Fn&) {}
  static void Teardown(Fn&) {}
};

/// A struct with CreateAccumulator, AddInput, MergeAccumulators and (optionally) ExtractOutput. AddInput and
/// MergeAccumulators may change the accumulator in place or return the new one; ExtractOutput may return an error.
template <class Fn, class V>
  requires HasCreateAccumulator<Fn>
struct CombineTraits<Fn, V> {
  using Accumulator = std::decay_t<decltype(std::declval<Fn&>().CreateAccumulator())>;
  static constexpr bool kExtracts = requires(Fn& fn, Accumulator& a) { fn.ExtractOutput(a); };
  static constexpr bool kMayFail = requires(Fn& fn, Accumulator& a) {
    requires ReturnOf<decltype(fn.ExtractOutput(a))>::kKind == ReturnKind::kStatusOr;
  };
  static constexpr bool kHasDefault = true;

  static auto Extract(Fn& fn, Accumulator&& accumulator) {
    if constexpr (kMayFail) {
      return ValueOrThrow(fn.ExtractOutput(accumulator));
    } else if constexpr (kExtracts) {
      return fn.ExtractOutput(accumulator);
    } else {
      return std::move(accumulator);
    }
  }
  using Output = std::decay_t<decltype(Extract(std::declval<Fn&>(), std::declval<Accumulator&&>()))>;

  // Constructs an accumulator at `at`, or throws and leaves nothing there.
  static void AddFirst(Fn& fn, void* at, const V& value) {
    auto* accumulator = ::new (at) Accumulator(fn.CreateAccumulator());
    try {
      Add(fn, *accumulator, value);
    } catch (...) {
      accumulator->~Accumulator();
      throw;
    }
  }
  static void Add(Fn& fn, Accumulator& accumulator, const V& value) {
    if constexpr (std::is_void_v<decltype(fn.AddInput(accumulator, value))>) {
      fn.AddInput(accumulator, value);
    } else {
      accumulator = fn.AddInput(std::move(accumulator), value);
    }
  }
  static void Merge(Fn& fn, Accumulator& accumulator, Accumulator&& other) {
    if constexpr (std::is_void_v<decltype(fn.MergeAccumulators(accumulator, other))>) {
      fn.MergeAccumulators(accumulator, other);
    } else {
      accumulator = fn.MergeAccumulators(std::move(accumulator), std::move(other));
    }
  }
  static void Setup(Fn& fn) {
    if constexpr (requires { RequireSuccess(fn.Setup()); }) {
      RequireSuccess(fn.Setup());
    } else if constexpr (requires { fn.Setup(); }) {
      fn.Setup();
    }
  }
  static void Teardown(Fn& fn) {
    if constexpr (requires { RequireSuccess(fn.Teardown()); }) {
      RequireSuccess(fn.Teardown());
    } else if constexpr (requires { fn.Teardown(); }) {
      fn.Teardown();
    }
  }
};

/// Adds a value to an accumulator, which begins with it where there is none yet.
template <class Traits, class Fn, class V>
void AddOrBegin(Fn& fn, std::optional<typename Traits::Accumulator>& accumulator, const V& value) {
  if (accumulator.has_value()) return Traits::Add(fn, *accumulator, value);
  if constexpr (Traits::kHasDefault) {
    accumulator.emplace(fn.CreateAccumulator());
    Traits::Add(fn, *accumulator, value);
  } else {
    accumulator.emplace(value);
  }
}

}  // namespace beam::internal
