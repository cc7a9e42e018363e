// Diagnose, continued: the sentences about state, timers and the methods that they call.
#pragma once

#include "beam/fn/diagnosis.h"

namespace beam::internal {

/// Mistakes in the state and timer members of a DoFn, and in OnTimer and OnWindowExpiration.
template <Diagnosis kWhat, class Where, class DoFn, class Element>
consteval void ReportState() {
  using D = Diagnosis;
  static_assert(kWhat != D::kStateNeedsKV,
                "state and timers belong to a key, so their DoFn needs elements of beam::KV<K, V>: make them with "
                "beam::ParDo or beam::WithKeys");
  static_assert(kWhat != D::kStateKeyCoder,
                "state and timers are found by the encoded key, so the key type needs a deterministic coder: use "
                "another type (integers and strings are; floating point and unordered containers are not)");
  static_assert(kWhat != D::kStateValueCoder,
                "the value type has no coder, which bringing the elements of a key together needs: give it public "
                "members that have coders, or specialize beam::Coder");
  static_assert(kWhat != D::kStateMemberCoder,
                "what a state member keeps needs a coder, and a deterministic one for the members of a set and the "
                "keys of a map: give the type public members that have coders, or specialize beam::Coder");
  static_assert(kWhat != D::kStateNameTwice,
                "two state or timer members of the DoFn have one name: give each a name of its own");
  static_assert(kWhat != D::kStateBatch,
                "a DoFn with state or timers takes its elements one by one, since each may be of another key: take "
                "(const K&, const V&) instead of a std::span");
  static_assert(kWhat != D::kTimerWithoutMethod,
                "a timer member needs a public method that is called when it fires: add void "
                "OnTimer(beam::EventTimer<\"name\">&, const K&, ...) with the member's own type");
  static_assert(kWhat != D::kOnTimerWithoutTimer,
                "OnTimer is never called, because the DoFn has no timer member: add one, for example "
                "beam::EventTimer<\"name\">");
  static_assert(
      kWhat != D::kKeyMethodParameters,
      "OnTimer (behind its timer) and OnWindowExpiration take beam::Context&, beam::BundleFinalizer, "
      "beam::EventTime, beam::Window, the key as const K&, and emitters, in this order, each of the first five "
      "at most once");
  static_assert(kWhat != D::kKeyMethodReturns,
                "OnTimer and OnWindowExpiration return void or a status: produce elements with a beam::Emitter<T>");
  static_assert(kWhat != D::kKeyMethodEmitter,
                "the emitters of OnTimer and OnWindowExpiration are the outputs of ProcessElement: give them the same "
                "types in the same order");
}

}  // namespace beam::internal
