// BundleFinalizer: what a DoFn has called once the runner has committed what its bundle put out.
#pragma once

#include <concepts>
#include <type_traits>
#include <utility>

#include "beam/base/time.h"
#include "beam/context.h"
#include "beam/exec/bundle_callbacks.h"
#include "beam/fn/status_like.h"

namespace beam {

namespace internal {

template <class Callback>
concept CallableAfterCommit = requires(Callback& callback) {
  requires std::is_void_v<decltype(callback())> || IsStatus<std::remove_cvref_t<decltype(callback())>>::value;
};

template <class Callback>
class CallbackOf final : public BundleCallback {
 public:
  explicit CallbackOf(Callback callback) : callback_(std::move(callback)) {}
  Status Call() override {
    if constexpr (std::is_void_v<decltype(callback_())>) {
      callback_();
      return Status();
    } else {
      const auto result = callback_();
      return Succeeded(result) ? Status() : FailureOf(result);
    }
  }

 private:
  Callback callback_;
};

}  // namespace internal

/// Taken by value, first or behind beam::Context&, by ProcessElement, StartBundle, FinishBundle, OnTimer or OnWindowExpiration.
/// A step that reads from a broker acknowledges a message only when what was made of it cannot be lost any more:
///
///   std::string Receive(beam::BundleFinalizer finalizer, const Message& message) {
///     finalizer.AfterBundleCommit(std::chrono::minutes(10), [id = message.id] { Acknowledge(id); });
///     return message.text;
///   }
///
/// Valid during the call. Source: Apache Beam's DoFn.BundleFinalizer.
class BundleFinalizer {
 public:
  explicit BundleFinalizer(const Context& context) : step_(context.context_) {}

  /// Has `callback` called, with nothing, once the outputs of the bundle under way are committed: the runner has them, and will not
  /// have the bundle's elements processed again. Callbacks are called in the order in which they were registered, between bundles of
  /// this instance of the DoFn, whose members they may use, though not always by its thread. They do not emit or register callbacks,
  /// and metrics that they update count nowhere.
  ///
  /// Best effort: at most once, never for a bundle that failed, and not at all once `callback_expiry` has passed, which begins now by
  /// the run's clock, nor where the worker ends before. What must happen is the work of a step behind a Reshuffle instead. A callback
  /// returns nothing or a status; an error, returned or thrown, is reported as a warning and changes nothing about the run.
  ///
  /// Throws beam::Error: kInvalidArgument unless `callback_expiry` is positive. Cost: one allocation, and the bundle's outputs are handed
  /// over at its end, which a batch run otherwise does once for many bundles.
  template <class Callback>
  void AfterBundleCommit(Duration callback_expiry, Callback callback) {
    static_assert(
        internal::CallableAfterCommit<Callback>,
        "the callback of AfterBundleCommit is called with nothing and returns nothing or a status: write [...] "
        "{ ... }, and let it capture what it needs");
    if constexpr (internal::CallableAfterCommit<Callback>) {
      Register(callback_expiry,
               internal::Owned<internal::BundleCallback>(new internal::CallbackOf<Callback>(std::move(callback))));
    }
  }

 private:
  void Register(Duration callback_expiry, internal::Owned<internal::BundleCallback> callback);

  const internal::OperatorContext* step_;
};

}  // namespace beam
