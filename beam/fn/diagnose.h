// Diagnose: every compile error that a user of this library is meant to meet, one English sentence each; those about
// the element types of the everyday transforms are in diagnose_elements.h, combine functions in diagnose_combine.h.
//
// The analysis (signature.h and its parts) only names what is wrong; here each name becomes a static_assert. Transforms
// call a Check function first and, where it answers false, return a collection of Unusable, which all later checks
// accept in silence: one mistake gives one error, the first one that the compiler prints. The compilers name the types
// and the parameter beside it ("DoFn = ...; Element = ...; Where = Parameter<2>"). Each sentence has a test in
// test/compile_fail.
//
// Beyond the reach of this file, because the language reports them before any library code is looked at: an error
// inside the body of a generic lambda, the name of an overloaded function, a first argument that is no PCollection.
#pragma once

#include <cstddef>
#include <type_traits>
#include <utility>

#include "beam/exec/packer.h"
#include "beam/fn/diagnose_coders.h"
#include "beam/fn/diagnose_elements.h"
#include "beam/fn/diagnose_splittable.h"
#include "beam/fn/diagnose_state.h"
#include "beam/fn/signature.h"
#include "coders/coder.h"

namespace beam::internal {

/// The number of the parameter that a sentence is about; compilers print it.
template <int kNumber>
struct Parameter;
struct NoParameter;
template <int kNumber>
using Where = std::conditional_t<kNumber == 0, NoParameter, Parameter<kNumber>>;

/// Mistakes in the kind of callable, and in the order, spelling and number of its parameters.
template <Diagnosis kWhat, class Where, class DoFn, class Element, class... SideInput>
consteval void ReportShape() {
  using D = Diagnosis;
  static_assert(
      kWhat != D::kNotCallable,
      "this argument is not a DoFn: pass a function, a lambda, a member function, a std::function, or a struct "
      "with a ProcessElement method");
  static_assert(
      kWhat != D::kNotCopyable,
      "a DoFn must be copyable, because each thread works on its own copy: capture a std::shared_ptr instead of "
      "something that can only be moved");
  static_assert(
      kWhat != D::kNoProcessElement,
      "this struct has lifecycle methods but no ProcessElement: add void ProcessElement(const Element&, ...)");
  static_assert(
      kWhat != D::kProcessElementUnclear,
      "ProcessElement must be one public method that accepts the element: this struct's is private, overloaded, "
      "or a template that does not fit; write one public ProcessElement(const Element&, ...)");
  static_assert(
      kWhat != D::kGenericUnresolved,
      "this generic callable cannot be called with the element (nor with its key and value): write the types of "
      "its parameters instead of auto");
  static_assert(
      kWhat != D::kGenericTrailing,
      "auto stands only for the element (or its key and value): write the type of each side input and emitter, "
      "for example beam::Emitter<std::string>");
  static_assert(kWhat != D::kContextSpelling, "beam::Context is taken by reference: write beam::Context&");
  static_assert(kWhat != D::kFinalizerSpelling,
                "a bundle finalizer is taken by value: write beam::BundleFinalizer without & or *");
  static_assert(kWhat != D::kEventTimeSpelling,
                "beam::EventTime, beam::Window and beam::PaneInfo are read-only: take this parameter by value");
  static_assert(kWhat != D::kEmitterSpelling, "an emitter is taken by value: write beam::Emitter<T> without & or *");
  static_assert(
      kWhat != D::kFunctionParameter,
      "a std::function cannot be a parameter of a DoFn: to produce elements, take a beam::Emitter<T> by value");
  static_assert(kWhat != D::kContextMisplaced, "beam::Context& must be the first parameter: move it to the front");
  static_assert(kWhat != D::kFinalizerMisplaced,
                "beam::BundleFinalizer stands in the wrong place: write it first, or right behind beam::Context&");
  static_assert(
      kWhat != D::kEventTimeMisplaced,
      "beam::EventTime stands in the wrong place: write it before beam::Window, beam::PaneInfo and the element");
  static_assert(kWhat != D::kWindowMisplaced,
                "beam::Window stands in the wrong place: write it after beam::EventTime, before beam::PaneInfo and the "
                "element");
  static_assert(kWhat != D::kPaneMisplaced,
                "beam::PaneInfo stands in the wrong place: write it right before the element");
  static_assert(
      kWhat != D::kDataAfterEmitter,
      "this parameter stands behind an emitter: write the element and the side inputs first, all emitters last");
  static_assert(kWhat != D::kRepeatedParameter,
                "beam::Context&, beam::BundleFinalizer, beam::EventTime, beam::Window, beam::PaneInfo, a restriction "
                "tracker and a watermark estimator are given once: remove the second one");
  static_assert(kWhat != D::kNoElementParameter,
                "the DoFn takes no element: add a parameter for it, for example const Element&");
  static_assert(kWhat != D::kTooFewParameters,
                "the DoFn has too few parameters: it needs one for the element and then one for each side input");
  static_assert(
      kWhat != D::kTooManyParameters,
      "the DoFn has a parameter too many: only a KV element unfolds into two, and each further one needs a side "
      "input as an argument of the transform");
  static_assert(
      kWhat != D::kSideInputCount,
      "the number of side inputs does not match: the DoFn must have one parameter for each side input behind the "
      "element");
  static_assert(kWhat != D::kCoGroupedCount,
                "a CoGroupByKey result unfolds into its key and one beam::Iter for each input: write (const K&, "
                "beam::Iter<V1>, beam::Iter<V2>, ...)");
}

/// Mistakes in the parameters that take the element or a side input.
template <Diagnosis kWhat, class Where, class DoFn, class Element, class... SideInput>
consteval void ReportData() {
  using D = Diagnosis;
  static_assert(kWhat != D::kElementType,
                "a collection cannot have beam::EventTime, beam::Window, beam::PaneInfo, beam::Context or "
                "beam::BundleFinalizer as its element: put what you need of it into a struct of your own");
  static_assert(
      kWhat != D::kMainMismatch,
      "the element does not convert to this parameter: take it as const Element&, or as a type that holds every "
      "value of Element");
  static_assert(kWhat != D::kKeyMismatch, "the element's key does not convert to this parameter: take it as const K&");
  static_assert(kWhat != D::kValueMismatch,
                "the element's value does not convert to this parameter: take it as const V&");
  static_assert(kWhat != D::kKeyValueMismatch,
                "the element is a KV: take it as one const beam::KV<K, V>&, or as two parameters, key and value");
  static_assert(
      kWhat != D::kMainNarrowing,
      "this parameter cannot hold every value it is given (a narrowing conversion): take the exact type, or a "
      "wider one");
  static_assert(kWhat != D::kMainToBool,
                "nothing but bool converts to a bool parameter: take the exact type and compare in the body");
  static_assert(kWhat != D::kMainMutable,
                "an element must not be changed in place: take this parameter by value or as a const reference");
  static_assert(
      kWhat != D::kMethodNotConst,
      "this member function may change the element, which others may read too: make the member function const");
  static_assert(
      kWhat != D::kMainRvalue,
      "an element cannot be taken by &&, since others may read it too: take it by value or as a const reference");
  static_assert(kWhat != D::kMainPointer, "an element is not passed by pointer: take it as a const reference");
  static_assert(kWhat != D::kMainMoveOnlyByValue,
                "this type cannot be copied, so it cannot be taken by value: take it as a const reference");
  static_assert(kWhat != D::kGroupNotIter,
                "the values of a group are streamed and may exceed the memory: take them as beam::Iter<V>");
  static_assert(
      kWhat != D::kGroupIterType,
      "this beam::Iter has another type than the values of the group: write beam::Iter<V> with V as in the input");
  static_assert(kWhat != D::kSpanNotConst, "a batch of elements is read-only: write std::span<const Element>");
  static_assert(kWhat != D::kSpanType,
                "this span has another type than the elements: a batch is taken as std::span<const Element>");
  static_assert(
      kWhat != D::kSpanReturns,
      "a DoFn that takes a batch returns nothing, since a batch has any number of elements: produce them with a "
      "beam::Emitter<T>");
  static_assert(kWhat != D::kSideMismatch,
                "the side input does not convert to this parameter: write const S& (one value), const std::vector<S>&, "
                "beam::Iter<S>, or for KV beam::MapView<K, V> or beam::MultiMapView<K, V>");
  static_assert(kWhat != D::kSideMutable,
                "a side input is shared by all threads and read-only: take it by const reference");
  static_assert(kWhat != D::kSideListType,
                "this std::vector has another type than the side input's elements: write const std::vector<S>&");
  static_assert(kWhat != D::kSideIterType,
                "this beam::Iter has another type than the side input's elements: write beam::Iter<S>");
  static_assert(kWhat != D::kSideMapOfNonKV,
                "a lookup needs a side input of beam::KV<K, V>: make one, or take std::vector or beam::Iter instead");
  static_assert(
      kWhat != D::kSideMapType,
      "this lookup has other types than the side input: write beam::MapView<K, V> or beam::MultiMapView<K, V> "
      "with K and V as in the input");
  static_assert(kWhat != D::kSideStdMap,
                "a side input is not looked up in a standard map: take a beam::MapView<K, V> (distinct keys) or a "
                "beam::MultiMapView<K, V>");
  static_assert(kWhat != D::kSideNoCoder,
                "the elements of a side input need a coder: give the type public members that have one, or specialize "
                "beam::Coder");
  static_assert(
      kWhat != D::kSideKeyCoder,
      "a lookup compares encoded keys, so the side input's key needs a deterministic coder: use another key type, "
      "or take std::vector or beam::Iter instead");
}

/// Mistakes in what comes out, and in the lifecycle methods.
template <Diagnosis kWhat, class Where, class DoFn, class Element, class... SideInput>
consteval void ReportResult() {
  using D = Diagnosis;
  static_assert(kWhat != D::kOutputReference, "an output cannot be a reference: write beam::Emitter<T> with a plain T");
  static_assert(kWhat != D::kOutputConst,
                "an output type cannot be const or volatile: write beam::Emitter<T> with a plain T");
  static_assert(kWhat != D::kOutputVoid, "an output has a type: write beam::Emitter<T> instead of beam::Emitter<void>");
  static_assert(
      kWhat != D::kOutputPointer,
      "an output cannot be a pointer or an array, since it outlives the call: produce a value, std::string for "
      "text");
  static_assert(kWhat != D::kOutputView,
                "an output cannot be a view, since it outlives what it looks at: produce std::string or std::vector");
  static_assert(
      kWhat != D::kOutputIter,
      "a group is readable only during the call, so it cannot be an output: produce its values, or a std::vector "
      "of them");
  static_assert(kWhat != D::kOutputEmitter, "an emitter cannot be an output: take it as a parameter and call it");
  static_assert(
      kWhat != D::kOutputEventTime,
      "beam::EventTime, beam::Window, beam::PaneInfo, beam::Context and beam::BundleFinalizer cannot be outputs: put "
      "the value into a struct of your own; to set an event time, return beam::Timestamped<T>");
  static_assert(kWhat != D::kOutputCollection,
                "a DoFn produces elements, not collections: call the transform outside of the DoFn");
  static_assert(kWhat != D::kOutputTimestamped,
                "an emitter takes the event time beside the value: write beam::Emitter<T> and emit(time, value)");
  static_assert(kWhat != D::kOutputNotMovable, "an output type must be movable: give it a move constructor");
  static_assert(kWhat != D::kStatusWithoutOk,
                "beam::IsStatus is true for the returned type, which has neither ok() nor has_value(): add one, or "
                "specialize beam::IsStatus as std::false_type");
  static_assert(
      kWhat != D::kLifecycleUnclear,
      "Setup, StartBundle, FinishBundle and Teardown must each be one public method: this struct's is private, "
      "overloaded or a template");
  static_assert(kWhat != D::kLifecycleReturns,
                "Setup, StartBundle, FinishBundle and Teardown return void or a status: produce elements with a "
                "beam::Emitter<T> of StartBundle or FinishBundle");
  static_assert(kWhat != D::kSetupParameters,
                "Setup and Teardown take no parameters: keep what they need in members of the struct");
  static_assert(kWhat != D::kBundleParameters,
                "StartBundle and FinishBundle see no element and no side input: they take beam::Context&, "
                "beam::BundleFinalizer and emitters only");
  static_assert(
      kWhat != D::kBundleEmitter,
      "the emitters of StartBundle and FinishBundle are the outputs of ProcessElement: give them the same types "
      "in the same order");
}

/// Turns a finding into its compile error. Never returns in a program that compiles.
template <Finding kFinding, class DoFn, class Element, class... SideInput>
consteval bool Report() {
  using At = Where<kFinding.parameter>;
  ReportShape<kFinding.what, At, DoFn, Element, SideInput...>();
  ReportData<kFinding.what, At, DoFn, Element, SideInput...>();
  ReportResult<kFinding.what, At, DoFn, Element, SideInput...>();
  ReportState<kFinding.what, At, DoFn, Element>();
  ReportSplittable<kFinding.what, At, DoFn, Element>();
  return false;
}

/// What only its coder can tell about a side input whose parameter is right otherwise.
template <class S>
consteval Diagnosis FindSideCoderMistake(SideForm form) {
  if constexpr (!kIsPackable<S>) {
    return Diagnosis::kSideNoCoder;
  } else if constexpr (kIsKV<S>) {
    const bool lookup = form == SideForm::kMap || form == SideForm::kMultiMap;
    return lookup && !kIsDeterministic<typename S::Key> ? Diagnosis::kSideKeyCoder : Diagnosis::kNone;
  } else {
    return Diagnosis::kNone;
  }
}

/// The same for all side inputs of a signature.
template <class Analysis, class... SideInput>
consteval Finding FindSideInputMistake() {
  Finding found;
  const auto look = [&](Diagnosis what, std::size_t parameter) {
    if (found.ok() && what != Diagnosis::kNone) found = {what, static_cast<int>(parameter) + 1};
  };
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    (look(FindSideCoderMistake<SideInput>(Analysis::template BindSideAt<I>().form),
          Analysis::kFront + Analysis::kMains + I),
     ...);
  }(std::index_sequence_for<SideInput...>());
  return found;
}

/// True if `DoFn` can process elements of `Element` with these side inputs; otherwise the reason is a compile error.
template <class DoFn, class Element, class... SideInput>
consteval bool CheckDoFn() {
  if constexpr (kAnyUnusable<Element, SideInput...>) {
    return false;
  } else if constexpr (constexpr Finding found = Signature<DoFn, Element, SideInput...>::kFinding; !found.ok()) {
    return Report<found, DoFn, Element, SideInput...>();
  } else if constexpr (sizeof...(SideInput) != 0) {
    using Analysis = typename Signature<DoFn, Element, SideInput...>::Analysis;
    constexpr Finding side = FindSideInputMistake<Analysis, SideInput...>();
    if constexpr (side.what == Diagnosis::kSideNoCoder && (ExplainsMissingCoder<SideInput>() || ...)) {
      return false;
    } else if constexpr (!side.ok()) {
      return Report<side, DoFn, Element, SideInput...>();
    } else {
      return true;
    }
  } else {
    return true;
  }
}

/// True if a DoFn with `kOutputs` outputs may be given to ParDo<kWanted>.
template <std::size_t kWanted, std::size_t kOutputs, class DoFn>
consteval bool CheckOutputCount() {
  static_assert(
      kWanted == kOutputs,
      "ParDo<N> is given a DoFn with another number of outputs than N: count the emitters, and one for a returned "
      "value");
  return kWanted == kOutputs;
}

/// Map, Filter, FlatMap, Partition and WithKeys call functions of the element (and side inputs) that return something.
template <class DoFn, class Sig>
consteval bool CheckPureFunction() {
  using Analysis = typename Sig::Analysis;
  static_assert(!kIsStateful<DoFn>,
                "a function with state or timers is given to beam::ParDo: Map, Filter, FlatMap, Partition and WithKeys "
                "keep nothing from one element to the next");
  static_assert(!kIsSplittable<DoFn>,
                "a splittable DoFn is given to beam::ParDo: Map, Filter, FlatMap, Partition and WithKeys process an "
                "element at once");
  constexpr bool returns_only = Sig::Outputs::kSize == (Analysis::Return::kHasValue ? 1 : 0);
  static_assert(
      returns_only,
      "Map, Filter, FlatMap, Partition and WithKeys take a function that returns its result: use beam::ParDo for "
      "one that has emitters");
  constexpr bool one = Analysis::kForm != MainForm::kBatch;
  static_assert(one || !returns_only,
                "Map, Filter, FlatMap, Partition and WithKeys take one element at a time: use beam::ParDo for a "
                "function of a std::span");
  return returns_only && one;
}

/// True if a function that CheckDoFn accepted fits Map.
template <class DoFn, class Sig>
consteval bool CheckMap() {
  if constexpr (!CheckPureFunction<DoFn, Sig>()) {
    return false;
  } else {
    constexpr bool ok = Sig::Outputs::kSize == 1;
    static_assert(ok, "the function given to Map returns nothing: return the new element, or use beam::ParDo");
    return ok;
  }
}

template <class DoFn, class Sig>
consteval bool CheckFilter() {
  if constexpr (!CheckPureFunction<DoFn, Sig>()) {
    return false;
  } else {
    constexpr bool ok = std::is_same_v<typename Sig::Outputs, TypeList<bool>> && !Sig::Analysis::Return::kTimestamped;
    static_assert(ok, "the predicate given to Filter must return bool: true keeps the element");
    return ok;
  }
}

/// What a range returned to FlatMap consists of; a map's entries become KV.
template <class Value>
struct FlattenedAs {
  using Type = Value;
};
template <class K, class V>
struct FlattenedAs<std::pair<K, V>> {
  using Type = KV<std::remove_const_t<K>, V>;
};
template <class Range>
concept IterableRange = requires(Range& range) {
  *range.begin();
  range.end();
};
template <IterableRange Range>
consteval auto FlattenedType() {
  if constexpr (requires { typename Range::value_type; }) {
    return std::type_identity<typename FlattenedAs<std::remove_cv_t<typename Range::value_type>>::Type>();
  } else {
    return std::type_identity<
        typename FlattenedAs<std::remove_cvref_t<decltype(*std::declval<Range&>().begin())>>::Type>();
  }
}
template <class Range>
using Flattened = typename decltype(FlattenedType<Range>())::type;

template <class DoFn, class Sig, class Element>
consteval bool CheckFlatMap() {
  if constexpr (!CheckPureFunction<DoFn, Sig>()) {
    return false;
  } else {
    using Result = typename Sig::Analysis::Return::Value;
    constexpr bool ok = IterableRange<Result> && !Sig::Analysis::Return::kTimestamped;
    static_assert(
        ok,
        "the function given to FlatMap must return a range, for example a std::vector: its values are the new "
        "elements");
    if constexpr (ok) {
      constexpr Finding found{FindOutputMistake<Flattened<Result>>()};
      if constexpr (!found.ok()) return Report<found, DoFn, Element>();
    }
    return ok;
  }
}

template <class DoFn, class Sig, std::size_t kPartitions>
consteval bool CheckPartition() {
  if constexpr (!CheckPureFunction<DoFn, Sig>()) {
    return false;
  } else {
    using Result = typename Sig::Analysis::Return::Value;
    constexpr bool ok = std::is_integral_v<Result> && !std::is_same_v<Result, bool>;
    static_assert(ok, "the function given to Partition must return an integer: the number of the partition, from 0");
    static_assert(kPartitions != 0 || !ok,
                  "Partition<0> has no partition to put an element into: write Partition<1> or more");
    return ok && kPartitions != 0;
  }
}

/// The function of WithKeys.
template <class KeyFn, class Element>
consteval bool CheckKeyFunction() {
  if constexpr (!CheckDoFn<KeyFn, Element>()) {
    return false;
  } else if constexpr (!CheckPureFunction<KeyFn, Signature<KeyFn, Element>>()) {
    return false;
  } else {
    using Sig = Signature<KeyFn, Element>;
    constexpr bool ok = Sig::Outputs::kSize == 1 && !Sig::Analysis::Return::kTimestamped;
    static_assert(ok, "the function given to WithKeys must return the key of the element, a plain value");
    return ok;
  }
}

/// The element type of a transform that groups by key.
template <class K, class V>
consteval bool CheckKeyed() {
  static_assert(kHasCoder<K> || ExplainsMissingCoder<K>(),
                "the key type has no coder: give it public members that have coders, or specialize beam::Coder");
  if constexpr (kHasCoder<K>) {
    static_assert(
        kIsDeterministic<K>,
        "the key type's coder is not deterministic, so equal keys could have different bytes: use another type "
        "(integers and strings are; floating point and unordered containers are not)");
    static_assert(!kIsDeterministic<K> || kIsPackable<V> || ExplainsMissingCoder<V>(),
                  "the value type has no coder, which grouping needs: give it public members that have coders, or "
                  "specialize beam::Coder");
  }
  return kHasCoder<K> && kIsDeterministic<K> && kIsPackable<V>;
}

template <class Element>
consteval bool CheckGroupByKey() {
  if constexpr (kAnyUnusable<Element>) {
    return false;
  } else if constexpr (kIsKV<Element>) {
    return CheckKeyed<typename Element::Key, typename Element::Value>();
  } else {
    static_assert(kIsKV<Element>,
                  "GroupByKey needs elements of beam::KV<K, V>: make them with beam::ParDo or beam::WithKeys");
    return false;
  }
}

template <class First, class... Element>
consteval bool CheckCoGroupByKey() {
  if constexpr (kAnyUnusable<First, Element...>) {
    return false;
  } else if constexpr (!kIsKV<First> || !(kIsKV<Element> && ...)) {
    static_assert(kIsKV<First> && (kIsKV<Element> && ...),
                  "CoGroupByKey needs elements of beam::KV<K, V> in every input: make them with beam::ParDo or "
                  "beam::WithKeys");
    return false;
  } else {
    constexpr bool same = (std::is_same_v<typename First::Key, typename Element::Key> && ...);
    static_assert(same, "the inputs of CoGroupByKey have different key types: convert them to one with beam::ParDo");
    if constexpr (!same) {
      return false;
    } else {
      return CheckKeyed<typename First::Key, typename First::Value>() &&
             (CheckKeyed<typename Element::Key, typename Element::Value>() && ...);
    }
  }
}

/// Flatten's inputs.
template <class First, class... Element>
consteval bool CheckFlatten() {
  if constexpr (kAnyUnusable<First, Element...>) {
    return false;
  } else {
    constexpr bool same = (std::is_same_v<First, Element> && ...);
    static_assert(same, "Flatten needs collections of one element type: convert the others with beam::Map first");
    return same;
  }
}

/// The element type of Create, and of every other source.
template <class Element>
consteval bool CheckCreate() {
  constexpr bool ok = FindOutputMistake<Element>() == Diagnosis::kNone;
  static_assert(
      ok,
      "the elements of a collection must own what they hold and be movable: no pointer, reference, view, group "
      "or event time; create std::string instead of std::string_view");
  return ok;
}

}  // namespace beam::internal
