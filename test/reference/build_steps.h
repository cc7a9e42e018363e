// The steps of a spec as steps of a pipeline, one function for each kind. Split over several files for the compiler's sake.
#pragma once

#include <vector>

#include "test/reference/elements.h"

namespace beam::testing {

AnyCollection BuildCreate(Pipeline& pipeline, const Step& step);
/// kMap, kMapBatch, kFlatMap, kRetime, kReadMeta, kThrow.
AnyCollection BuildElementwise(const Step& step, const AnyCollection& in);
std::vector<AnyCollection> BuildTwoOutputs(const Step& step, const AnyCollection& in);
/// kFilter, kReshuffle, kWindow.
AnyCollection BuildAnyType(const Step& step, const AnyCollection& in);
AnyCollection BuildFlatten(Pipeline& pipeline, const Step& step, const std::vector<AnyCollection>& ins);
std::vector<AnyCollection> BuildPartition(const Step& step, const AnyCollection& in);
AnyCollection BuildSide(const Step& step, const AnyCollection& in, const AnyCollection& side);
/// kGroup, kReadGroup, kCoGroup, kCombinePerKey, kCombine, kDistinct, kCount.
AnyCollection BuildGrouping(const Step& step, const std::vector<AnyCollection>& ins);

}  // namespace beam::testing
