// WireElements: what is known of the elements of one end of a stage: the runner's coders, and the form of their C++ type or, where
// no step of ours reads or makes them, only the coder that tells where one ends.
#pragma once

#include "beam/exec/wire_form.h"
#include "coders/coder.h"

namespace beam::internal {

struct WireElements {
  CoderSpec wire;  ///< As the runner writes and reads them.
  CoderSpec ours;
  const WireForm* form = nullptr;
  /// What a runner passes through a stage, from a source over a Flatten to a sink: each element is its own bytes, as `Bytes`.
  bool raw = false;
};

inline WireElements TypedElements(const CoderSpec& wire, const WireForm& form) {
  return {wire, form.spec(), &form, false};
}
/// `ours`: the coder that they came with, but without what the runner keeps of them.
WireElements RawElements(const CoderSpec& wire, const CoderSpec& ours);

}  // namespace beam::internal
