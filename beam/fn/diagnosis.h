// Diagnosis: what can be wrong with a callable. The analyzer names the mistake; beam/fn/diagnose.h turns it into a
// sentence.
#pragma once

#include <cstdint>

namespace beam::internal {

enum class Diagnosis : std::uint8_t {
  kNone,
  // The callable itself.
  kNotCallable,
  kNotCopyable,
  kNoProcessElement,
  kProcessElementUnclear,
  kGenericUnresolved,
  kGenericTrailing,
  // Spelling and order of parameters.
  kContextSpelling,
  kFinalizerSpelling,
  kEventTimeSpelling,
  kEmitterSpelling,
  kTrackerSpelling,
  kFunctionParameter,
  kContextMisplaced,
  kFinalizerMisplaced,
  kEventTimeMisplaced,
  kWindowMisplaced,
  kPaneMisplaced,
  kTrackerMisplaced,
  kDataAfterEmitter,
  kRepeatedParameter,
  // How many.
  kNoElementParameter,
  kTooFewParameters,
  kTooManyParameters,
  kSideInputCount,
  kCoGroupedCount,
  // The element.
  kElementType,
  kMainMismatch,
  kKeyMismatch,
  kValueMismatch,
  kKeyValueMismatch,
  kMainNarrowing,
  kMainToBool,
  kMainMutable,
  kMethodNotConst,
  kMainRvalue,
  kMainPointer,
  kMainMoveOnlyByValue,
  kGroupNotIter,
  kGroupIterType,
  kSpanNotConst,
  kSpanType,
  kSpanReturns,
  // Side inputs.
  kSideMismatch,
  kSideMutable,
  kSideListType,
  kSideIterType,
  kSideMapOfNonKV,
  kSideMapType,
  kSideStdMap,
  kSideNoCoder,
  kSideKeyCoder,
  // Outputs.
  kOutputReference,
  kOutputConst,
  kOutputVoid,
  kOutputPointer,
  kOutputView,
  kOutputIter,
  kOutputEmitter,
  kOutputEventTime,
  kOutputCollection,
  kOutputTimestamped,
  kOutputNotMovable,
  kStatusWithoutOk,
  // Lifecycle methods.
  kLifecycleUnclear,
  kLifecycleReturns,
  kSetupParameters,
  kBundleParameters,
  kBundleEmitter,
  // State and timers.
  kStateNeedsKV,
  kStateKeyCoder,
  kStateValueCoder,
  kStateMemberCoder,
  kStateNameTwice,
  kStateBatch,
  kTimerWithoutMethod,
  kOnTimerWithoutTimer,
  kKeyMethodParameters,
  kKeyMethodReturns,
  kKeyMethodEmitter,
  // Splittable DoFns.
  kTrackerWithoutRestriction,
  kRestrictionWithoutTracker,
  kInitialRestriction,
  kSplitRestriction,
  kRestrictionSize,
  kTruncateRestriction,
  kTrackerShape,
  kEstimatorShape,
  kRestrictionCoder,
  kSplittableCoder,
  kSplittableState,
  kSplittableBatch,
  kSplittableReturns,
  kContinuationAlone,
};

/// A diagnosis and the parameter it is about: 1 for the first, 0 where no single one is to blame.
struct Finding {
  Diagnosis what = Diagnosis::kNone;
  int parameter = 0;
  constexpr bool ok() const { return what == Diagnosis::kNone; }
};

}  // namespace beam::internal
