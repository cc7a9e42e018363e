// Output types: what a DoFn may produce, and what a result means.
#pragma once

#include <cstdint>
#include <type_traits>
#include <utility>

#include "beam/fn/diagnosis.h"
#include "beam/fn/element_kinds.h"
#include "beam/fn/status_like.h"

namespace beam::internal {

template <class T>
struct PeeledTimestamp {
  using Value = T;
  static constexpr bool kTimestamped = false;
};
template <class T>
struct PeeledTimestamp<Timestamped<T>> {
  using Value = T;
  static constexpr bool kTimestamped = true;
};

/// Refuses element types that refer to something which dies with the call, and types that have another meaning.
template <class T>
consteval Diagnosis FindOutputMistake() {
  if constexpr (std::is_void_v<T>) {
    return Diagnosis::kOutputVoid;
  } else if constexpr (std::is_reference_v<T>) {
    return Diagnosis::kOutputReference;
  } else if constexpr (std::is_const_v<T> || std::is_volatile_v<T>) {
    return Diagnosis::kOutputConst;
  } else if constexpr (std::is_pointer_v<T> || std::is_array_v<T> || std::is_null_pointer_v<T> ||
                       std::is_function_v<T>) {
    return Diagnosis::kOutputPointer;
  } else if constexpr (kIsStringView<T> || kIsSpan<T>) {
    return Diagnosis::kOutputView;
  } else if constexpr (kIsA<Iter, T> || kHoldsIter<T>) {
    return Diagnosis::kOutputIter;
  } else if constexpr (kIsA<Emitter, T>) {
    return Diagnosis::kOutputEmitter;
  } else if constexpr (kIsElementMetaType<T>) {
    return Diagnosis::kOutputEventTime;
  } else if constexpr (kIsA<PCollection, T>) {
    return Diagnosis::kOutputCollection;
  } else if constexpr (kIsA<Timestamped, T>) {
    return Diagnosis::kOutputTimestamped;
  } else if constexpr (kIsKV<T>) {
    constexpr Diagnosis key = FindOutputMistake<typename T::Key>();
    // A value with a time of its own, behind a key, is one and sets none.
    return key != Diagnosis::kNone ? key : FindOutputMistake<typename PeeledTimestamp<typename T::Value>::Value>();
  } else {
    return std::is_move_constructible_v<T> ? Diagnosis::kNone : Diagnosis::kOutputNotMovable;
  }
}

enum class ReturnKind : std::uint8_t { kVoid, kValue, kStatus, kStatusOr, kContinuation };

template <class R>
consteval ReturnKind FindReturnKind() {
  if constexpr (std::is_void_v<R>) {
    return ReturnKind::kVoid;
  } else if constexpr (std::is_same_v<R, ProcessContinuation>) {
    return ReturnKind::kContinuation;
  } else if constexpr (!IsStatus<R>::value) {
    return ReturnKind::kValue;
  } else {
    return HasPayload<R> ? ReturnKind::kStatusOr : ReturnKind::kStatus;
  }
}

template <class R, ReturnKind kind>
struct ReturnPayload : PeeledTimestamp<R> {};
/// A pair is a key and a value, as it is for emitters.
template <class A, class B>
struct ReturnPayload<std::pair<A, B>, ReturnKind::kValue> {
  using Value = KV<std::remove_cvref_t<A>, std::remove_cvref_t<B>>;
  static constexpr bool kTimestamped = false;
};
template <class R>
struct ReturnPayload<R, ReturnKind::kStatusOr> : PeeledTimestamp<std::remove_cvref_t<decltype(*std::declval<R&>())>> {};
template <class R>
struct ReturnPayload<R, ReturnKind::kStatus> : PeeledTimestamp<void> {};

/// What a callable's result means: its kind, and the value that it puts out (`void` for none). A reference is copied.
template <class Returned, class R = std::remove_cvref_t<Returned>>
struct ReturnOf : ReturnPayload<R, FindReturnKind<R>()> {
  static constexpr ReturnKind kKind = FindReturnKind<R>();
  static constexpr bool kHasValue = kKind == ReturnKind::kValue || kKind == ReturnKind::kStatusOr;
};

/// The mistake in a result type.
template <class Returned>
consteval Diagnosis FindReturnMistake() {
  using Return = ReturnOf<Returned>;
  if constexpr (Return::kKind == ReturnKind::kStatus || Return::kKind == ReturnKind::kStatusOr) {
    if constexpr (!AnswersOk<std::remove_cvref_t<Returned>>) return Diagnosis::kStatusWithoutOk;
  }
  if constexpr (Return::kHasValue) {
    // A timestamped result may have a timestamped value: an element that knows its own time.
    using Value = typename Return::Value;
    return FindOutputMistake<std::conditional_t<Return::kTimestamped, typename PeeledTimestamp<Value>::Value, Value>>();
  } else {
    return Diagnosis::kNone;
  }
}

template <class Param>
struct EmittedBy {
  using Type = TypeList<>;
};
template <class T>
struct EmittedBy<Emitter<T>> {
  using Type = TypeList<T>;
};
/// What the emitters among parameters emit, in their order.
template <class... Param>
using EmittedTypes = Concat<typename EmittedBy<Param>::Type...>;

}  // namespace beam::internal
