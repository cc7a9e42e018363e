// StepParts: the operators that a step is made of where a runner of others runs it in parts: a combining grouping before and after
// the shuffle, a splittable DoFn before and after its restrictions are spread over workers.
#pragma once

#include <cstdint>

#include "beam/base/owned.h"

namespace beam::internal {

class ElementType;
class Operator;
struct OperatorContext;

/// Named as Beam names them. K: the key, V: the values, A: the accumulator, R: the result. E: the element, S: a restriction and the
/// watermark that was reached in it, which to a runner are its restriction.
enum class StepPart : std::uint8_t {
  kPrecombine,           ///< KV<K, V> -> KV<K, A>: as many of each key as it likes
  kMergeAccumulators,    ///< KV<K, Iter<A>> -> KV<K, A>
  kExtractOutputs,       ///< KV<K, A> -> KV<K, R>
  kPairWithRestriction,  ///< E -> KV<E, S>
  kSplitAndSize,         ///< KV<E, S> -> KV<KV<E, S>, double>: one for each part of the restriction, with its size
  kTruncate,             ///< KV<KV<E, S>, double> -> the same: what is left of it when the run is drained, if anything
  kProcess               ///< KV<KV<E, S>, double> -> the step's outputs
};

class StepParts {
 public:
  virtual ~StepParts() = default;
  virtual Owned<Operator> MakePart(StepPart part, const OperatorContext& context) const = 0;
  /// Null for a part of other steps.
  virtual const ElementType* InputOf(StepPart part) const = 0;
  /// Of its only output; null for a part whose outputs are those of the step, and for one of other steps.
  virtual const ElementType* OutputOf(StepPart part) const = 0;
};

}  // namespace beam::internal
