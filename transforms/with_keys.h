// WithKeys: gives each element a key.
#pragma once

#include <source_location>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

#include "beam/par_do.h"

namespace beam {

namespace internal {

/// The function of WithKeys where KeyByFn keeps it. A struct with methods is a base, so that its lifecycle methods stay
/// methods of the step's DoFn.
template <class Fn, bool kIsBase>
struct KeyFunction {
  Fn fn;
  Fn& function() { return fn; }
  const Fn& function() const { return fn; }
};
template <class Fn>
struct KeyFunction<Fn, true> : Fn {
  Fn& function() { return *this; }
  const Fn& function() const { return *this; }
};
template <class Fn>
using KeyFunctionOf = KeyFunction<Fn, HasProcessElement<Fn>() && !std::is_final_v<Fn>>;

/// Emits the element behind the key that the function gives it, or returns the error that it gives instead.
template <class T, class Fn>
struct KeyedEmission {
  using Sig = Signature<Fn, T>;
  using Return = typename Sig::Analysis::Return;
  using Key = typename Return::Value;
  static constexpr bool kMayFail = Return::kKind == ReturnKind::kStatusOr;
  using Result = std::conditional_t<kMayFail, Status, void>;

  [[gnu::always_inline]] static Result Emit(Fn& fn, Context& context, const ElementMeta& meta, const T& element,
                                            const Emitter<KV<Key, T>>& emit) {
    std::tuple<> nothing;
    const CallFrame<std::tuple<>, std::tuple<>> frame{context, nothing, nothing};
    if constexpr (kMayFail) {
      auto&& key = Invoker<Sig>::Call(fn, frame, meta, element);
      if (!Succeeded(key)) return FailureOf(key);
      emit(std::move(*key), element);
      return Status();
    } else {
      emit(Invoker<Sig>::Call(fn, frame, meta, element), element);
    }
  }
};

}  // namespace internal

/// Pairs each element with what `KeyOf`, a function as Map takes it, returns for it.
template <class T, class KeyOf, bool kUsesMeta = internal::Invoker<internal::Signature<KeyOf, T>>::kUsesMeta>
struct KeyByFn : internal::KeyFunctionOf<KeyOf> {
  static const KeyOf& ShippedPartOf(const KeyByFn& fn) { return fn.function(); }
  static KeyByFn OfShippedPart(KeyOf fn) { return {{std::move(fn)}}; }
  using Emission = internal::KeyedEmission<T, KeyOf>;
  auto ProcessElement(Context& context, const T& element, Emitter<KV<typename Emission::Key, T>> emit) {
    return Emission::Emit(this->function(), context, ElementMeta(), element, emit);
  }
};
/// The same for a function that asks for the event time, the window or the pane.
template <class T, class KeyOf>
struct KeyByFn<T, KeyOf, true> : internal::KeyFunctionOf<KeyOf> {
  static const KeyOf& ShippedPartOf(const KeyByFn& fn) { return fn.function(); }
  static KeyByFn OfShippedPart(KeyOf fn) { return {{std::move(fn)}}; }
  using Emission = internal::KeyedEmission<T, KeyOf>;
  auto ProcessElement(Context& context, EventTime time, Window window, PaneInfo pane, const T& element,
                      Emitter<KV<typename Emission::Key, T>> emit) {
    return Emission::Emit(this->function(), context, {time, window, pane}, element, emit);
  }
};

/// Pairs each element with one key.
template <class T, class Key>
struct ConstantKeyFn {
  Key key;
  void ProcessElement(const T& element, Emitter<KV<Key, T>> emit) const { emit(key, element); }
};

/// Input: any T. Output: KV<K, T>: each element behind its key. The second argument is a function of the element that
/// returns its key, or the one key that all elements get. The function is one as Map takes it: of a KV as one parameter or
/// as key and value, a pointer to a member, named with beam::Named, with a StatusOr result if it may fail.
/// Windows and time: every pair keeps the timestamp, window and pane of its element.
/// Errors: a function that does not fit the element does not compile; what it throws, or the error that it returns, fails
/// the bundle. Cost: a copy of the element, fused with its neighbours.
/// Example:
///
///   auto by_length = beam::WithKeys(words, [](const std::string& word) { return word.size(); });
///   auto together = beam::WithKeys(words, 0);
template <class T, class KeyOrFn>
auto WithKeys(const PCollection<T>& input, KeyOrFn key,
              std::source_location location = std::source_location::current()) {
  using Given = internal::StepFunctionImpl<KeyOrFn>;
  using Fn = typename Given::Type;
  const std::string* const given_name = Given::Name(key);
  const std::string name = given_name != nullptr ? *given_name : "WithKeys";
  if constexpr (internal::kIsFunctionOfSomeForm<Fn>) {
    if constexpr (internal::CheckKeyFunction<Fn, T>()) {
      Fn fn(Given::Take(std::move(key)));
      internal::RequireFunction(fn, "WithKeys", location);
      return ParDo(input, Named(name, KeyByFn<T, Fn>{{std::move(fn)}}), location);
    } else {
      return PCollection<internal::Unusable>(&input.state(), input.id());
    }
  } else if constexpr (std::is_same_v<T, internal::Unusable>) {
    return PCollection<internal::Unusable>(&input.state(), input.id());
  } else {
    using Key = std::conditional_t<std::is_same_v<Fn, const char*>, std::string, Fn>;
    return ParDo(input, Named(name, ConstantKeyFn<T, Key>{Key(Given::Take(std::move(key)))}), location);
  }
}

}  // namespace beam
