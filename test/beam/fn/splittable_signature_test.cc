// The table of legal and illegal splittable DoFns, one row a rule, named after it; see signature_test.cc.
#include <catch2/catch.hpp>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "beam/beam.h"
#include "beam/splittable.h"
#include "beam/state.h"

namespace beam::internal {
namespace {

using D = Diagnosis;
using Text = std::string;
using Range = OffsetRange;
using Tracker = OffsetRangeTracker;

/// What the rows have in common.
struct Ranged {
  Range InitialRestriction(const Text&) const;
};
struct Plain : Ranged {
  void ProcessElement(Tracker&, const Text&, Emitter<int>);
};
struct WithEverything : Ranged {
  std::vector<Range> SplitRestriction(const Text&, const Range&) const;
  double RestrictionSize(const Text&, const Range&) const;
  GrowableOffsetRangeTracker NewTracker(const Text&, const Range&) const;
  ProcessContinuation ProcessElement(Context&, BundleFinalizer, EventTime, Window, PaneInfo,
                                     GrowableOffsetRangeTracker&, MonotonicWatermark&, const Text&, int, Emitter<int>,
                                     Emitter<Text>);
};
struct ReturnsStatus : Ranged {
  Status ProcessElement(Tracker&, WallTimeWatermark&, std::string_view);
};
struct OverPairs {
  Range InitialRestriction(const KV<Text, int>&) const;
  void ProcessElement(Tracker&, const Text&, int);
};
struct SaysBounded : Ranged {
  static constexpr bool kUnbounded = false;
  ProcessContinuation ProcessElement(Tracker&, const Text&);
};
struct SaysUnbounded : Ranged {
  static constexpr bool kUnbounded = true;
  void ProcessElement(Tracker&, const Text&);
};
struct ByValue : Ranged {
  void ProcessElement(Tracker, const Text&);
};
struct ByConstReference : Ranged {
  void ProcessElement(Context&, const Tracker&, const Text&);
};
struct EstimatorByPointer : Ranged {
  void ProcessElement(Tracker&, ManualWatermark*, const Text&);
};
struct BehindElement : Ranged {
  void ProcessElement(const Text&, Tracker&);
};
struct EstimatorFirst : Ranged {
  void ProcessElement(ManualWatermark&, Tracker&, const Text&);
};
struct BeforeTime : Ranged {
  void ProcessElement(Tracker&, EventTime, const Text&);
};
struct BeforeFinalizer : Ranged {
  void ProcessElement(Tracker&, BundleFinalizer, const Text&);
};
struct SplitsWithFinalizer : Ranged {
  std::vector<Range> SplitRestriction(const Text&, const Range&, BundleFinalizer) const;
  void ProcessElement(Tracker&, const Text&);
};
struct Twice : Ranged {
  void ProcessElement(Tracker&, Tracker&, const Text&);
};
struct NoTracker : Ranged {
  void ProcessElement(const Text&);
};
struct NoRestriction {
  void ProcessElement(Context&, Tracker&, const Text&);
};
struct OnlyEstimator {
  void ProcessElement(ManualWatermark&, const Text&);
};
struct ContinuesNothing {
  ProcessContinuation ProcessElement(const Text&);
};
struct RestrictionOfNumbers {
  Range InitialRestriction(const std::vector<int>&) const;
  void ProcessElement(Tracker&, const Text&);
};
struct NoRestrictionReturned {
  void InitialRestriction(const Text&) const;
  void ProcessElement(Tracker&, const Text&);
};
struct SplitsIntoOne : Ranged {
  Range SplitRestriction(const Text&, const Range&) const;
  void ProcessElement(Tracker&, const Text&);
};
struct SizeOfElement : Ranged {
  double RestrictionSize(const Text&) const;
  void ProcessElement(Tracker&, const Text&);
};
struct OtherRestriction {
  int InitialRestriction(const Text&) const;
  void ProcessElement(Tracker&, const Text&);
};
struct NobodyMakesTracker : Ranged {
  void ProcessElement(EventTime, GrowableOffsetRangeTracker&, const Text&);
};
struct MakesOtherTracker : Ranged {
  GrowableOffsetRangeTracker NewTracker(const Text&, const Range&) const;
  void ProcessElement(Tracker&, const Text&);
};
struct HalfATracker {
  explicit HalfATracker(Range);
  Range CurrentRestriction() const;
};
struct TakesHalfATracker : Ranged {
  void ProcessElement(HalfATracker&, const Text&);
};
struct UnmadeEstimator {
  Timestamp CurrentWatermark() const;
};
struct TakesUnmadeEstimator : Ranged {
  void ProcessElement(Tracker&, UnmadeEstimator&, const Text&);
};
struct Pointer {
  void* at;
};
struct PointerTracker {
  explicit PointerTracker(Pointer);
  Pointer CurrentRestriction() const;
  bool Done() const;
  std::optional<Pointer> TrySplit(double);
};
struct PointsSomewhere {
  Pointer InitialRestriction(const Text&) const;
  void ProcessElement(PointerTracker&, const Text&);
};
struct OverPointers {
  Range InitialRestriction(const Pointer&) const;
  void ProcessElement(Tracker&, const Pointer&);
};
struct OverGroups {
  Range InitialRestriction(const KV<Text, Iter<int>>&) const;
  void ProcessElement(Tracker&, const Text&, Iter<int>);
};
struct KeepsState {
  ValueState<int, "n"> n;
  Range InitialRestriction(const KV<int, int>&) const;
  void ProcessElement(Tracker&, int, int);
};
struct InBatches : Ranged {
  void ProcessElement(Tracker&, std::span<const Text>);
};
struct ReturnsValue : Ranged {
  int ProcessElement(Tracker&, const Text&);
};
struct FinishTakesTracker : Ranged {
  void ProcessElement(Tracker&, const Text&);
  void FinishBundle(Tracker&);
};

template <class DoFn, class... T>
void CheckRefused(const char* rule, D what, int parameter) {
  INFO(rule);
  constexpr Finding found = Signature<DoFn, T...>::kFinding;
  CHECK(static_cast<int>(found.what) == static_cast<int>(what));
  CHECK(found.parameter == parameter);
}
template <class Outputs, class DoFn, class... T>
void CheckAccepted(const char* rule, bool unbounded) {
  INFO(rule);
  using S = Signature<DoFn, T...>;
  CHECK(static_cast<int>(S::kFinding.what) == 0);
  CHECK(std::is_same_v<typename S::Outputs, Outputs>);
  CHECK(S::Splittable::kUnbounded == unbounded);
}

TEST_CASE("every form of a splittable DoFn is accepted, and known to end or not") {
  CheckAccepted<TypeList<int>, Plain, Text>("tracker, element and emitter", false);
  CheckAccepted<TypeList<int, Text>, WithEverything, Text, int>("every parameter and method", true);
  CheckAccepted<TypeList<>, ReturnsStatus, Text>("the element as a view, and a returned status", false);
  CheckAccepted<TypeList<>, OverPairs, KV<Text, int>>("a KV as key and value", false);
  CheckAccepted<TypeList<>, SaysBounded, Text>("a DoFn that resumes and says that it ends", false);
  CheckAccepted<TypeList<>, SaysUnbounded, Text>("a DoFn that does not resume and says that it may not end", true);
}

TEST_CASE("trackers and estimators that are misspelled or misplaced are refused") {
  CheckRefused<ByValue, Text>("a tracker by value", D::kTrackerSpelling, 1);
  CheckRefused<ByConstReference, Text>("a constant tracker", D::kTrackerSpelling, 2);
  CheckRefused<EstimatorByPointer, Text>("an estimator by pointer", D::kTrackerSpelling, 2);
  CheckRefused<BehindElement, Text>("a tracker behind the element", D::kTrackerMisplaced, 2);
  CheckRefused<EstimatorFirst, Text>("a tracker behind the estimator", D::kTrackerMisplaced, 2);
  CheckRefused<BeforeTime, Text>("a tracker before the event time", D::kEventTimeMisplaced, 2);
  CheckRefused<BeforeFinalizer, Text>("a tracker before the bundle finalizer", D::kFinalizerMisplaced, 2);
  CheckRefused<Twice, Text>("two trackers", D::kRepeatedParameter, 2);
  CheckRefused<FinishTakesTracker, Text>("a tracker in FinishBundle", D::kBundleParameters, 1);
}

TEST_CASE("half of a splittable DoFn is refused") {
  CheckRefused<NoTracker, Text>("a restriction without a tracker", D::kRestrictionWithoutTracker, 0);
  CheckRefused<NoRestriction, Text>("a tracker without a restriction", D::kTrackerWithoutRestriction, 2);
  CheckRefused<OnlyEstimator, Text>("an estimator without a restriction", D::kTrackerWithoutRestriction, 1);
  CheckRefused<ContinuesNothing, Text>("a continuation without a restriction", D::kContinuationAlone, 0);
}

TEST_CASE("methods and trackers that do not fit the restriction are refused") {
  CheckRefused<RestrictionOfNumbers, Text>("a restriction of other elements", D::kInitialRestriction, 0);
  CheckRefused<NoRestrictionReturned, Text>("a restriction that is nothing", D::kInitialRestriction, 0);
  CheckRefused<SplitsIntoOne, Text>("parts that are no vector", D::kSplitRestriction, 0);
  CheckRefused<SplitsWithFinalizer, Text>("a bundle finalizer outside of bundles", D::kSplitRestriction, 0);
  CheckRefused<SizeOfElement, Text>("a size of the element", D::kRestrictionSize, 0);
  CheckRefused<OtherRestriction, Text>("a tracker of another restriction", D::kTrackerShape, 1);
  CheckRefused<NobodyMakesTracker, Text>("a tracker that is not made", D::kTrackerShape, 2);
  CheckRefused<MakesOtherTracker, Text>("another tracker is made", D::kTrackerShape, 1);
  CheckRefused<TakesHalfATracker, Text>("a tracker that cannot be split", D::kTrackerShape, 1);
  CheckRefused<TakesUnmadeEstimator, Text>("an estimator that is not made", D::kEstimatorShape, 2);
}

TEST_CASE("elements and results that a splittable DoFn cannot have are refused") {
  CheckRefused<PointsSomewhere, Text>("a restriction without a coder", D::kRestrictionCoder, 0);
  CheckRefused<OverPointers, Pointer>("an element without a coder", D::kSplittableCoder, 0);
  CheckRefused<OverGroups, KV<Text, Iter<int>>>("an element that is gone after the call", D::kSplittableCoder, 0);
  CheckRefused<KeepsState, KV<int, int>>("state", D::kSplittableState, 0);
  CheckRefused<InBatches, Text>("a batch", D::kSplittableBatch, 0);
  CheckRefused<ReturnsValue, Text>("a returned value", D::kSplittableReturns, 0);
}

}  // namespace
}  // namespace beam::internal
