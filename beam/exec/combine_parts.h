// CombineParts: the operators that a combining grouping is made of where a runner combines before and after it shuffles.
#pragma once

#include <cstdint>

#include "beam/base/owned.h"

namespace beam {
class ByteWriter;
}

namespace beam::internal {

class ElementType;
class Operator;
struct OperatorContext;

/// K: the key, V: the values, A: the accumulator, R: the result. Named as Beam names them.
enum class CombinePart : std::uint8_t {
  kPrecombine,         ///< KV<K, V> -> KV<K, A>: as many of each key as it likes
  kMergeAccumulators,  ///< KV<K, Iter<A>> -> KV<K, A>
  kExtractOutputs      ///< KV<K, A> -> KV<K, R>
};

class CombineParts {
 public:
  virtual ~CombineParts() = default;
  virtual Owned<Operator> MakePart(CombinePart part, const OperatorContext& context) const = 0;
  virtual const ElementType* InputOf(CombinePart part) const = 0;
  virtual const ElementType* OutputOf(CombinePart part) const = 0;
  /// As OperatorFactory::Ship; read by ReadCombineParts.
  virtual void Ship(ByteWriter& out) const = 0;
};

}  // namespace beam::internal
