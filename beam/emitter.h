// Emitter<T>: how a DoFn produces elements.
#pragma once

#include <type_traits>
#include <utility>

#include "beam/base/kv.h"
#include "beam/base/time.h"
#include "beam/base/window.h"
#include "beam/exec/output.h"
#include "beam/fn/diagnose_emitted.h"

namespace beam {

namespace internal {
template <class T, class A, class B>
inline constexpr bool kMakesKV = false;
template <class K, class V, class A, class B>
inline constexpr bool kMakesKV<KV<K, V>, A, B> = std::is_constructible_v<K, A> && std::is_constructible_v<V, B>;
}  // namespace internal

/// One output of a DoFn, taken by value as a trailing parameter; one trivially copyable pointer.
/// `emit(value)` keeps the timestamp, window and pane of the element being processed; `emit(time, value)` sets the timestamp.
/// An `Emitter<KV<K, V>>` also takes `emit(key, value)`. Anything assignable to T is accepted, so an `Emitter<std::string>`
/// takes a `std::string_view` and copies it into a slot whose capacity is reused. Numbers must not be changed by that: an
/// `Emitter<int>` takes no double and no int64_t, and only a bool is one.
/// An emitter is valid during the call that received it.
///
///   void Words(const std::string& line, beam::Emitter<std::string> emit) { emit(line.substr(0, 3)); }
template <class T>
class Emitter {
 public:
  using Element = T;

  explicit Emitter(internal::Output<T>* output) : output_(output) {}

  template <class U = T>
    requires std::is_constructible_v<T, U&&>
  void operator()(U&& value) const {
    static_cast<void>(internal::CheckEmitted<T, U>());
    output_->Emit(std::forward<U>(value));
  }

  /// Emits at `time`, in the window of the element being processed. A time before that of the element (in OnTimer, before the
  /// output time of the timer) fails the run, because the window that it belongs to may be over already, unless the DoFn says how
  /// far back its outputs may go: `static constexpr beam::Duration kAllowedTimestampSkew = std::chrono::minutes(5)`. What goes back
  /// behind the watermark may be late then.
  template <class U = T>
    requires std::is_constructible_v<T, U&&>
  void operator()(EventTime time, U&& value) const {
    static_cast<void>(internal::CheckEmitted<T, U>());
    output_->EmitAt(time, std::forward<U>(value));
  }

  /// In StartBundle and FinishBundle there is no element to inherit from: time and window are named.
  template <class U = T>
    requires std::is_constructible_v<T, U&&>
  void operator()(EventTime time, Window window, U&& value) const {
    static_cast<void>(internal::CheckEmitted<T, U>());
    output_->EmitWith(ElementMeta{time, window, {}}, std::forward<U>(value));
  }

  template <class A, class B>
    requires(internal::kIsKV<T> && internal::kMakesKV<T, A, B>)
  void operator()(A&& key, B&& value) const {
    CheckParts<A, B>();
    output_->EmitKV(std::forward<A>(key), std::forward<B>(value));
  }
  template <class A, class B>
    requires(internal::kIsKV<T> && internal::kMakesKV<T, A, B>)
  void operator()(std::pair<A, B> pair) const {
    CheckParts<A, B>();
    output_->EmitKV(std::move(pair.first), std::move(pair.second));
  }

 private:
  template <class A, class B>
  static consteval void CheckParts() {
    if constexpr (internal::CheckEmitted<typename T::Key, A>()) {
      static_cast<void>(internal::CheckEmitted<typename T::Value, B>());
    }
  }

  internal::Output<T>* output_;
};

static_assert(std::is_trivially_copyable_v<Emitter<int>> && sizeof(Emitter<int>) == sizeof(void*));

}  // namespace beam
