#include "beam/fn/signature.h"

#include <catch2/catch.hpp>
#include <cctype>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "beam/beam.h"
#include "beam/state.h"
#include "beam/timer.h"

// The table of legal and illegal signatures, one row a rule, named after it. The compiler has decided every row before
// the program runs; running it names the rows that are wrong.
namespace beam::internal {
namespace {

using D = Diagnosis;
using Text = std::string;
using Pair = KV<Text, int>;
using Group = KV<Text, Iter<int>>;
using Joined = CoGrouped<Text, int, double>;

Text PlainFunction(const Text& t, Emitter<int>) { return t; }
Text Noexcept(const Text& t) noexcept { return t; }

struct Account {
  Text owner;
  double Balance() const { return 0; }
  void Report(Emitter<Text>) const {}
  void Close() {}
};
// Converts from Text on its own.
struct Label {
  Label(const Text& t) : text(t) {}
  Text text;
};
// Converts to bool on its own.
struct Flag {
  operator bool() const { return true; }
};
struct Pinned {
  Pinned(Pinned&&) = delete;
};
// Declared a status below, and cannot be asked.
struct Verdict {};

struct FullLifecycle {
  void Setup();
  Status StartBundle();
  void ProcessElement(EventTime, const Text&, Emitter<int>);
  void FinishBundle(Context&, Emitter<int>);
  void Teardown();
};
struct FinalizesEverywhere {
  void StartBundle(BundleFinalizer, Emitter<int>);
  void ProcessElement(Context&, BundleFinalizer, EventTime, const Text&, Emitter<int>);
  void FinishBundle(Context&, BundleFinalizer);
};
struct FinalizesAtTheEnd {
  void ProcessElement(const Text&);
  void FinishBundle(BundleFinalizer);
};
struct FinalizesOnTimer {
  EventTimer<"late"> late;
  void ProcessElement(const Text&, int);
  void OnTimer(EventTimer<"late">&, Context&, BundleFinalizer, EventTime, const Text&);
};
struct FinalizesOnExpiration {
  ValueState<int, "sum"> sum;
  void ProcessElement(const Text&, int);
  void OnWindowExpiration(BundleFinalizer, Window);
};
struct StaticProcess {
  static Text ProcessElement(const Text& t) { return t; }
};
struct CountsInBundle {
  void ProcessElement(const Text&);
  void FinishBundle(Emitter<int>);
};
struct StartsWithFirst {
  void StartBundle(Emitter<int>);
  void ProcessElement(const Text&, Emitter<int>, Emitter<Text>);
};
struct ReturnsAndFinishes {
  Text ProcessElement(const Text&);
  void FinishBundle(Emitter<Text>);
};
struct OnlySetup {
  void Setup();
};
struct TwoProcessElements {
  void ProcessElement(const Text&, Emitter<int>);
  void ProcessElement(std::string_view, Emitter<int>);
};
struct TwoSetups {
  void Setup();
  void Setup() const;
  void ProcessElement(const Text&);
};
class PrivateTeardown {
 public:
  void ProcessElement(const Text&);

 private:
  void Teardown();
};
struct FinishReturns {
  void ProcessElement(const Text&);
  int FinishBundle();
};
struct SetupTakes {
  void Setup(Context&);
  void ProcessElement(const Text&);
};
struct SetupTakesFinalizer {
  void Setup(BundleFinalizer);
  void ProcessElement(const Text&);
};
struct FinalizerBehindEmitter {
  void ProcessElement(const Text&, Emitter<int>);
  void FinishBundle(Emitter<int>, BundleFinalizer);
};
struct OnTimerTakesKeyFirst {
  EventTimer<"late"> late;
  void ProcessElement(const Text&, int);
  void OnTimer(EventTimer<"late">&, const Text&, BundleFinalizer);
};
struct StartTakesElement {
  void StartBundle(Context&, const Text&);
  void ProcessElement(const Text&);
};
struct FinishEmitsOther {
  void ProcessElement(const Text&, Emitter<int>);
  void FinishBundle(Emitter<Text>);
};
struct FinishSwaps {
  void ProcessElement(const Text&, Emitter<int>, Emitter<Text>);
  void FinishBundle(Emitter<Text>, Emitter<int>);
};
struct FinishEmitterReference {
  void ProcessElement(const Text&, Emitter<int>);
  void FinishBundle(Emitter<int>&);
};

}  // namespace
}  // namespace beam::internal

template <>
struct beam::IsStatus<beam::internal::Verdict> : std::true_type {};

namespace beam::internal {
namespace {

struct Row {
  const char* rule;
  Finding found;
  Finding expected;
};

template <class... T>
struct Over {
  template <class DoFn>
  static Row Refuses(const char* rule, const DoFn&, D what, int parameter) {
    return {rule, Signature<DoFn, T...>::kFinding, {what, parameter}};
  }
  template <class... Output, class DoFn>
  static Row Accepts(const char* rule, const DoFn&, TypeList<Output...>) {
    using S = Signature<DoFn, T...>;
    const bool outputs = std::is_same_v<typename S::Outputs, TypeList<Output...>>;
    return {rule, outputs ? S::kFinding : Finding{D::kOutputConst, 99}, {}};
  }
};

void CheckRows(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    INFO(row.rule);
    CHECK(static_cast<int>(row.found.what) == static_cast<int>(row.expected.what));
    CHECK(row.found.parameter == row.expected.parameter);
  }
}

TEST_CASE("every kind of callable is accepted") {
  CheckRows({
      Over<Text>::Accepts("a function", &PlainFunction, TypeList<Text, int>()),
      Over<Text>::Accepts("a function that does not throw", &Noexcept, TypeList<Text>()),
      Over<int>::Accepts("an overload chosen by a cast", static_cast<int (*)(int)>(&std::toupper), TypeList<int>()),
      Over<Text>::Accepts(
          "a lambda", [](const Text& t) { return t.size(); }, TypeList<std::size_t>()),
      Over<Text>::Accepts(
          "a mutable lambda", [n = 0](const Text&) mutable { return ++n; }, TypeList<int>()),
      Over<Text>::Accepts("a std::function", std::function<int(const Text&)>(), TypeList<int>()),
      Over<Account>::Accepts("a member function", &Account::Balance, TypeList<double>()),
      Over<Account>::Accepts("a member function that emits", &Account::Report, TypeList<Text>()),
      Over<Text>::Accepts("a member function of the standard library", &Text::size, TypeList<Text::size_type>()),
      Over<Account>::Accepts("a data member", &Account::owner, TypeList<Text>()),
      Over<Text>::Accepts("a struct with ProcessElement", FullLifecycle(), TypeList<int>()),
      Over<Text>::Accepts("a struct with a static ProcessElement", StaticProcess(), TypeList<Text>()),
  });
}

TEST_CASE("every form of the element is accepted") {
  CheckRows({
      Over<Text>::Accepts(
          "nothing comes out", [](const Text&) {}, TypeList<>()),
      Over<Text>::Accepts(
          "the element by value", [](Text t) { return t; }, TypeList<Text>()),
      Over<Text>::Accepts(
          "the element as a view", [](std::string_view) {}, TypeList<>()),
      Over<int>::Accepts(
          "the element by a wider integer", [](std::int64_t) {}, TypeList<>()),
      Over<float>::Accepts(
          "the element by a wider floating-point type", [](double) {}, TypeList<>()),
      Over<bool>::Accepts(
          "a bool as an int", [](int) {}, TypeList<>()),
      Over<Text>::Accepts(
          "the element by a converting constructor", [](const Label&) {}, TypeList<>()),
      Over<std::unique_ptr<int>>::Accepts(
          "an element that cannot be copied, by reference", [](const std::unique_ptr<int>&) {}, TypeList<>()),
      Over<Text>::Accepts(
          "context", [](Context&, const Text&) {}, TypeList<>()),
      Over<Text>::Accepts(
          "constant context", [](const Context&, const Text&) {}, TypeList<>()),
      Over<Text>::Accepts(
          "event time", [](EventTime, const Text&) {}, TypeList<>()),
      Over<Text>::Accepts(
          "event time by reference to const", [](const EventTime&, const Text&) {}, TypeList<>()),
      Over<Text>::Accepts(
          "window", [](Window, const Text&) {}, TypeList<>()),
      Over<Text>::Accepts(
          "pane", [](PaneInfo, const Text&) {}, TypeList<>()),
      Over<Text>::Accepts(
          "everything in front, in order", [](Context&, BundleFinalizer, EventTime, Window, PaneInfo, const Text&) {},
          TypeList<>()),
      Over<Pair>::Accepts(
          "a KV as one", [](const Pair&) {}, TypeList<>()),
      Over<Pair>::Accepts(
          "a KV as key and value", [](const Text&, int) {}, TypeList<>()),
      Over<Pair>::Accepts(
          "a KV as a view of the key and a wider value", [](std::string_view, std::int64_t) {}, TypeList<>()),
      Over<Group>::Accepts(
          "a group unfolded", [](const Text&, Iter<int>) {}, TypeList<>()),
      Over<Group>::Accepts(
          "a group as one", [](const Group&) {}, TypeList<>()),
      Over<KV<int, Iter<Text>>>::Accepts(
          "a group of strings as views", [](int, Iter<std::string_view>) {}, TypeList<>()),
      Over<Joined>::Accepts(
          "a co-grouped element unfolded", [](const Text&, Iter<int>, Iter<double>) {}, TypeList<>()),
      Over<Joined>::Accepts(
          "a co-grouped element as one", [](const Joined&) {}, TypeList<>()),
      Over<int>::Accepts(
          "a batch", [](std::span<const int>, Emitter<int>) {}, TypeList<int>()),
      Over<Pair>::Accepts(
          "a batch of KV", [](std::span<const Pair>, Emitter<int>) {}, TypeList<int>()),
      Over<int>::Accepts(
          "a batch with its event time", [](EventTime, std::span<const int>, Emitter<int>) {}, TypeList<int>()),
      Over<std::vector<int>>::Accepts(
          "a vector of values viewed as a span is no batch", [](std::span<const int> values) { return values.size(); },
          TypeList<std::size_t>()),
  });
}

TEST_CASE("every form of a side input is accepted") {
  CheckRows({
      Over<Text, int>::Accepts(
          "a side input as one value", [](const Text&, const int&) {}, TypeList<>()),
      Over<Text, int>::Accepts(
          "a side input as a wider value", [](const Text&, std::int64_t) {}, TypeList<>()),
      Over<Text, int>::Accepts(
          "a side input as a list", [](const Text&, const std::vector<int>&) {}, TypeList<>()),
      Over<Text, int>::Accepts(
          "a side input as an iterable", [](const Text&, Iter<int>) {}, TypeList<>()),
      Over<Text, int>::Accepts(
          "a side input with its event times", [](const Text&, Iter<Timestamped<int>>) {}, TypeList<>()),
      Over<Text, Text>::Accepts(
          "a side input of strings as an iterable of views", [](const Text&, Iter<std::string_view>) {}, TypeList<>()),
      Over<Text, Pair>::Accepts(
          "a side input as a map", [](const Text&, MapView<Text, int>) {}, TypeList<>()),
      Over<Text, Pair>::Accepts(
          "a side input as a map by reference", [](const Text&, const MapView<Text, int>&) {}, TypeList<>()),
      Over<Text, Pair>::Accepts(
          "a side input as a multimap", [](const Text&, MultiMapView<Text, int>) {}, TypeList<>()),
      Over<Text, std::vector<int>>::Accepts(
          "a side input that is a vector, as one value", [](const Text&, const std::vector<int>&) {}, TypeList<>()),
      Over<Text, std::vector<int>>::Accepts(
          "a side input that is a vector, as a list", [](const Text&, const std::vector<std::vector<int>>&) {},
          TypeList<>()),
      Over<Pair, int, Text>::Accepts(
          "side inputs behind an unfolded KV", [](const Text&, int, const int&, Iter<Text>) {}, TypeList<>()),
  });
}

TEST_CASE("every kind of output is accepted") {
  CheckRows({
      Over<Text>::Accepts(
          "one emitter", [](const Text&, Emitter<Text>) {}, TypeList<Text>()),
      Over<Text>::Accepts(
          "several emitters", [](const Text&, Emitter<Text>, Emitter<int>) {}, TypeList<Text, int>()),
      Over<Text>::Accepts(
          "an emitter of KV", [](const Text&, Emitter<Pair>) {}, TypeList<Pair>()),
      Over<Text>::Accepts(
          "an emitter of a type that can only be moved", [](const Text&, Emitter<std::unique_ptr<int>>) {},
          TypeList<std::unique_ptr<int>>()),
      Over<Text>::Accepts(
          "a returned value comes before emitters", [](const Text&, Emitter<int>) { return 1.5; },
          TypeList<double, int>()),
      Over<Pair, int>::Accepts(
          "everything at once",
          [](Context&, BundleFinalizer, EventTime, Window, PaneInfo, const Text&, int, Iter<int>, Emitter<int>) {
            return Text();
          },
          TypeList<Text, int>()),
      Over<Account>::Accepts(
          "a returned reference is copied", [](const Account& a) -> const Text& { return a.owner; }, TypeList<Text>()),
      Over<Text>::Accepts(
          "a returned timestamped value",
          [](const Text& t) {
            return Timestamped{t, EventTime()};
          },
          TypeList<Text>()),
      Over<Text>::Accepts(
          "a returned optional is a value", [](const Text&) { return std::optional<int>(); },
          TypeList<std::optional<int>>()),
      Over<Text>::Accepts(
          "a returned status is no output", [](const Text&) { return Status(); }, TypeList<>()),
      Over<Text>::Accepts(
          "a returned status with emitters", [](const Text&, Emitter<int>) { return Status(); }, TypeList<int>()),
      Over<Text>::Accepts(
          "a returned StatusOr gives its value", [](const Text&) { return StatusOr<int>(1); }, TypeList<int>()),
      Over<Text>::Accepts(
          "a returned StatusOr of a timestamped value",
          [](const Text&) { return StatusOr<Timestamped<int>>(Status()); }, TypeList<int>()),
      Over<Text>::Accepts("outputs that only FinishBundle has", CountsInBundle(), TypeList<int>()),
      Over<Text>::Accepts("StartBundle with the first of two outputs", StartsWithFirst(), TypeList<int, Text>()),
      Over<Text>::Accepts("FinishBundle emits the returned output", ReturnsAndFinishes(), TypeList<Text>()),
  });
}

template <class DoFn, class... T>
inline constexpr bool kFinalizes = Signature<DoFn, T...>::kFinding.ok() && Signature<DoFn, T...>::kUsesFinalizer;

TEST_CASE("every method that is called in a bundle may take a bundle finalizer, which is known then") {
  const auto lambda = [](BundleFinalizer, const Text& t) { return t; };
  CHECK(kFinalizes<decltype(lambda), Text>);
  CHECK(kFinalizes<FinalizesEverywhere, Text>);
  CHECK(kFinalizes<FinalizesAtTheEnd, Text>);
  CHECK(kFinalizes<FinalizesOnTimer, Pair>);
  CHECK(kFinalizes<FinalizesOnExpiration, Pair>);
  CHECK_FALSE(Signature<FullLifecycle, Text>::kUsesFinalizer);
}

TEST_CASE("what cannot be called is refused") {
  CheckRows({
      Over<Text>::Refuses("not a callable", 42, D::kNotCallable, 0),
      Over<Text>::Refuses("a struct that cannot be called", Label(Text()), D::kNotCallable, 0),
      Over<Text>::Refuses("lifecycle methods without ProcessElement", OnlySetup(), D::kNoProcessElement, 0),
      Over<Text>::Refuses("ProcessElement twice", TwoProcessElements(), D::kProcessElementUnclear, 0),
  });
}

TEST_CASE("misspelled and misplaced parameters are refused") {
  CheckRows({
      Over<Text>::Refuses(
          "context by value", [](Context, const Text&) {}, D::kContextSpelling, 1),
      Over<Text>::Refuses(
          "context by pointer", [](Context*, const Text&) {}, D::kContextSpelling, 1),
      Over<Text>::Refuses(
          "event time by pointer", [](EventTime*, const Text&) {}, D::kEventTimeSpelling, 1),
      Over<Text>::Refuses(
          "window by reference", [](EventTime, Window&, const Text&) {}, D::kEventTimeSpelling, 2),
      Over<Text>::Refuses(
          "emitter by const reference", [](const Text&, const Emitter<int>&) {}, D::kEmitterSpelling, 2),
      Over<Text>::Refuses(
          "emitter by pointer", [](const Text&, Emitter<int>*) {}, D::kEmitterSpelling, 2),
      Over<Text>::Refuses(
          "std::function as an emitter", [](const Text&, const std::function<void(Text)>&) {}, D::kFunctionParameter,
          2),
      Over<Text>::Refuses(
          "bundle finalizer by reference", [](BundleFinalizer&, const Text&) {}, D::kFinalizerSpelling, 1),
      Over<Text>::Refuses(
          "bundle finalizer by const reference", [](Context&, const BundleFinalizer&, const Text&) {},
          D::kFinalizerSpelling, 2),
      Over<Text>::Refuses(
          "bundle finalizer by pointer", [](BundleFinalizer*, const Text&) {}, D::kFinalizerSpelling, 1),
      Over<Text>::Refuses(
          "bundle finalizer behind event time", [](EventTime, BundleFinalizer, const Text&) {}, D::kFinalizerMisplaced,
          2),
      Over<Text>::Refuses(
          "bundle finalizer behind the element", [](const Text&, BundleFinalizer) {}, D::kFinalizerMisplaced, 2),
      Over<Text>::Refuses(
          "context behind the bundle finalizer", [](BundleFinalizer, Context&, const Text&) {}, D::kContextMisplaced,
          2),
      Over<Text>::Refuses(
          "bundle finalizer twice", [](BundleFinalizer, BundleFinalizer, const Text&) {}, D::kRepeatedParameter, 2),
      Over<Text>::Refuses(
          "context behind event time", [](EventTime, Context&, const Text&) {}, D::kContextMisplaced, 2),
      Over<Text>::Refuses(
          "context behind the emitter", [](const Text&, Emitter<int>, Context&) {}, D::kContextMisplaced, 3),
      Over<Text>::Refuses(
          "event time behind the window", [](Window, EventTime, const Text&) {}, D::kEventTimeMisplaced, 2),
      Over<Text>::Refuses(
          "event time behind the element", [](const Text&, EventTime) {}, D::kEventTimeMisplaced, 2),
      Over<Text>::Refuses(
          "window behind the pane", [](PaneInfo, Window, const Text&) {}, D::kWindowMisplaced, 2),
      Over<Text>::Refuses(
          "pane behind the element", [](const Text&, PaneInfo) {}, D::kPaneMisplaced, 2),
      Over<Text>::Refuses(
          "element behind an emitter", [](Emitter<int>, const Text&) {}, D::kDataAfterEmitter, 2),
      Over<Text, int>::Refuses(
          "side input behind an emitter", [](const Text&, Emitter<int>, int) {}, D::kDataAfterEmitter, 3),
      Over<Text>::Refuses(
          "context twice", [](Context&, Context&, const Text&) {}, D::kRepeatedParameter, 2),
      Over<Text>::Refuses(
          "pane twice", [](PaneInfo, PaneInfo, const Text&) {}, D::kRepeatedParameter, 2),
  });
}

TEST_CASE("too few and too many parameters are refused") {
  CheckRows({
      Over<Text>::Refuses(
          "no parameter", [] {}, D::kNoElementParameter, 0),
      Over<Text>::Refuses(
          "no element", [](EventTime, Emitter<int>) {}, D::kNoElementParameter, 0),
      Over<Text, int>::Refuses(
          "a side input without parameter", [](const Text&) {}, D::kTooFewParameters, 0),
      Over<Text>::Refuses(
          "a parameter without side input", [](const Text&, int) {}, D::kTooManyParameters, 2),
      Over<Pair>::Refuses(
          "a third parameter for a KV", [](EventTime, const Text&, int, int) {}, D::kTooManyParameters, 4),
      Over<Text, int>::Refuses(
          "two parameters for one side input", [](const Text&, int, int) {}, D::kSideInputCount, 0),
      Over<Joined>::Refuses(
          "one group for two inputs", [](const Text&, Iter<int>) {}, D::kCoGroupedCount, 0),
      Over<Joined>::Refuses(
          "three groups for two inputs", [](const Text&, Iter<int>, Iter<double>, Iter<int>) {}, D::kCoGroupedCount, 0),
  });
}

TEST_CASE("elements that only the library can make are refused") {
  CheckRows({
      Over<EventTime>::Refuses(
          "elements that are event times", [](EventTime) {}, D::kElementType, 0),
      Over<BundleFinalizer>::Refuses(
          "elements that are bundle finalizers", [](BundleFinalizer) {}, D::kElementType, 0),
  });
}

TEST_CASE("parameters that do not fit the element are refused") {
  CheckRows({
      Over<Text>::Refuses(
          "another type", [](int) {}, D::kMainMismatch, 1),
      Over<int>::Refuses(
          "a converting constructor that is explicit", [](const std::vector<int>&) {}, D::kMainMismatch, 1),
      Over<Text>::Refuses(
          "the element behind event time has another type", [](EventTime, int) {}, D::kMainMismatch, 2),
      Over<Pair>::Refuses(
          "key of another type", [](double, int) {}, D::kKeyMismatch, 1),
      Over<Pair>::Refuses(
          "value of another type", [](const Text&, const Text&) {}, D::kValueMismatch, 2),
      Over<Pair>::Refuses(
          "a KV as its key", [](const Text&) {}, D::kKeyValueMismatch, 1),
      Over<Pair>::Refuses(
          "a KV of other types", [](const KV<int, int>&) {}, D::kKeyValueMismatch, 1),
      Over<std::int64_t>::Refuses(
          "int64 as int", [](int) {}, D::kMainNarrowing, 1),
      Over<unsigned>::Refuses(
          "unsigned as int", [](int) {}, D::kMainNarrowing, 1),
      Over<int>::Refuses(
          "int as float", [](float) {}, D::kMainNarrowing, 1),
      Over<double>::Refuses(
          "double as int64", [](std::int64_t) {}, D::kMainNarrowing, 1),
      Over<Pair>::Refuses(
          "value narrowed", [](const Text&, short) {}, D::kMainNarrowing, 2),
      Over<int>::Refuses(
          "int as bool", [](bool) {}, D::kMainToBool, 1),
      Over<Flag>::Refuses(
          "pointer-like as bool", [](bool) {}, D::kMainToBool, 1),
      Over<Text>::Refuses(
          "element by reference", [](Text&) {}, D::kMainMutable, 1),
      Over<Pair>::Refuses(
          "value by reference", [](const Text&, int&) {}, D::kMainMutable, 2),
      Over<Account>::Refuses("a method that is not const", &Account::Close, D::kMethodNotConst, 0),
      Over<Text>::Refuses(
          "element by &&", [](Text&&) {}, D::kMainRvalue, 1),
      Over<Text>::Refuses(
          "element by pointer", [](const Text*) {}, D::kMainPointer, 1),
      Over<std::unique_ptr<int>>::Refuses(
          "an element that cannot be copied, by value", [](std::unique_ptr<int>) {}, D::kMainMoveOnlyByValue, 1),
      Over<Group>::Refuses(
          "a group as a vector", [](const Text&, std::vector<int>) {}, D::kGroupNotIter, 2),
      Over<Group>::Refuses(
          "a group of another type", [](const Text&, Iter<double>) {}, D::kGroupIterType, 2),
      Over<Group>::Refuses(
          "a group of numbers as views", [](const Text&, Iter<std::string_view>) {}, D::kGroupIterType, 2),
      Over<Joined>::Refuses(
          "a co-grouped element with groups swapped", [](const Text&, Iter<double>, Iter<int>) {}, D::kGroupIterType,
          2),
      Over<int>::Refuses(
          "a batch that is not const", [](std::span<int>, Emitter<int>) {}, D::kSpanNotConst, 1),
      Over<int>::Refuses(
          "a batch of another type", [](std::span<const long>) {}, D::kSpanType, 1),
      Over<int>::Refuses(
          "a batch that returns", [](std::span<const int>) { return 1; }, D::kSpanReturns, 0),
  });
}

TEST_CASE("parameters that do not fit a side input are refused") {
  CheckRows({
      Over<Text, Text>::Refuses(
          "a side input of another type", [](const Text&, int) {}, D::kSideMismatch, 2),
      Over<Text, std::int64_t>::Refuses(
          "a side input narrowed", [](const Text&, int) {}, D::kSideMismatch, 2),
      Over<Text, int>::Refuses(
          "a side input by reference", [](const Text&, int&) {}, D::kSideMutable, 2),
      Over<Text, int>::Refuses(
          "a list by reference", [](const Text&, std::vector<int>&) {}, D::kSideMutable, 2),
      Over<Text, int>::Refuses(
          "a list of another type", [](const Text&, const std::vector<long>&) {}, D::kSideListType, 2),
      Over<Text, int>::Refuses(
          "an iterable of another type", [](const Text&, Iter<long>) {}, D::kSideIterType, 2),
      Over<Text, int>::Refuses(
          "a map of a side input without keys", [](const Text&, MapView<int, int>) {}, D::kSideMapOfNonKV, 2),
      Over<Text, Pair>::Refuses(
          "a map with another value", [](const Text&, MapView<Text, long>) {}, D::kSideMapType, 2),
      Over<Text, Pair>::Refuses(
          "a multimap with another key", [](const Text&, MultiMapView<int, int>) {}, D::kSideMapType, 2),
      Over<Text, Pair>::Refuses(
          "a standard map", [](const Text&, const std::map<Text, int>&) {}, D::kSideStdMap, 2),
      Over<Text, int, int>::Refuses(
          "the second side input is wrong", [](const Text&, int, const Text&) {}, D::kSideMismatch, 3),
  });
}

TEST_CASE("outputs that cannot outlive the call are refused") {
  CheckRows({
      Over<Text>::Refuses(
          "an emitter of references", [](const Text&, Emitter<int&>) {}, D::kOutputReference, 2),
      Over<Text>::Refuses(
          "an emitter of constants", [](const Text&, Emitter<const int>) {}, D::kOutputConst, 2),
      Over<Text>::Refuses(
          "an emitter of nothing", [](const Text&, Emitter<void>) {}, D::kOutputVoid, 2),
      Over<Text>::Refuses(
          "an emitter of pointers", [](const Text&, Emitter<int*>) {}, D::kOutputPointer, 2),
      Over<Text>::Refuses(
          "a returned C string", [](const Text&) { return "text"; }, D::kOutputPointer, 0),
      Over<Text>::Refuses(
          "a returned view", [](std::string_view t) { return t; }, D::kOutputView, 0),
      Over<std::vector<int>>::Refuses(
          "a returned span", [](const std::vector<int>& v) { return std::span<const int>(v); }, D::kOutputView, 0),
      Over<Text>::Refuses(
          "a KV with a view",
          [](std::string_view t) {
            return KV{1, t};
          },
          D::kOutputView, 0),
      Over<Group>::Refuses(
          "a returned group", [](const Group& g) { return g; }, D::kOutputIter, 0),
      Over<Group>::Refuses(
          "an emitter of groups", [](const Group&, Emitter<Iter<int>>) {}, D::kOutputIter, 2),
      Over<Text>::Refuses(
          "an emitter of emitters", [](const Text&, Emitter<Emitter<int>>) {}, D::kOutputEmitter, 2),
      Over<Text>::Refuses(
          "a returned window", [](Window w, const Text&) { return w; }, D::kOutputEventTime, 0),
      Over<Text>::Refuses(
          "an emitter of bundle finalizers", [](const Text&, Emitter<BundleFinalizer>) {}, D::kOutputEventTime, 2),
      Over<Text>::Refuses(
          "a returned collection", [](const Text&) { return PCollection<int>(nullptr, 0); }, D::kOutputCollection, 0),
      Over<Text>::Refuses(
          "an emitter of timestamped values", [](const Text&, Emitter<Timestamped<int>>) {}, D::kOutputTimestamped, 2),
      Over<Text>::Refuses(
          "an output that cannot be moved", [](const Text&, Emitter<Pinned>) {}, D::kOutputNotMovable, 2),
      Over<Text>::Refuses(
          "the second emitter is wrong", [](const Text&, Emitter<int>, Emitter<int*>) {}, D::kOutputPointer, 3),
      Over<Text>::Refuses(
          "a status that cannot be asked", [](const Text&) { return Verdict(); }, D::kStatusWithoutOk, 0),
      Over<Text>::Refuses(
          "a StatusOr of a view", [](const Text&) { return StatusOr<std::string_view>(Status()); }, D::kOutputView, 0),
  });
}

TEST_CASE("wrong lifecycle methods are refused") {
  CheckRows({
      Over<Text>::Refuses("an overloaded Setup", TwoSetups(), D::kLifecycleUnclear, 0),
      Over<Text>::Refuses("a private Teardown", PrivateTeardown(), D::kLifecycleUnclear, 0),
      Over<Text>::Refuses("a FinishBundle that returns", FinishReturns(), D::kLifecycleReturns, 0),
      Over<Text>::Refuses("a Setup with a parameter", SetupTakes(), D::kSetupParameters, 1),
      Over<Text>::Refuses("a Setup with a bundle finalizer", SetupTakesFinalizer(), D::kSetupParameters, 1),
      Over<Text>::Refuses("a bundle finalizer behind the emitters of FinishBundle", FinalizerBehindEmitter(),
                          D::kFinalizerMisplaced, 2),
      Over<Pair>::Refuses("a bundle finalizer behind the key of OnTimer", OnTimerTakesKeyFirst(),
                          D::kFinalizerMisplaced, 2),
      Over<Text>::Refuses("a StartBundle with an element", StartTakesElement(), D::kBundleParameters, 2),
      Over<Text>::Refuses("a FinishBundle with emitters of other types", FinishEmitsOther(), D::kBundleEmitter, 0),
      Over<Text>::Refuses("a FinishBundle with emitters in another order", FinishSwaps(), D::kBundleEmitter, 0),
      Over<Text>::Refuses("a FinishBundle with an emitter by reference", FinishEmitterReference(), D::kEmitterSpelling,
                          1),
  });
}

TEST_CASE("a DoFn that cannot be copied is refused") {
  const auto owner = [owned = std::make_unique<int>(1)](const Text&) { return *owned; };
  CheckRows({Over<Text>::Refuses("a lambda that owns", owner, D::kNotCopyable, 0)});
}

TEST_CASE("the table of parameters is in the order of its ranks, and says how each is spelled") {
  int rank = -1;
  for (const ParamRule& rule : kParamRules) {
    CHECK(&RuleOf(rule.kind) == &rule);
    CHECK(rule.rank > rank);
    CHECK_FALSE(rule.spelling.empty());
    rank = rule.rank;
  }
}

}  // namespace
}  // namespace beam::internal
