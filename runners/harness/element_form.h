// ElementForm: what the harness knows of the elements of a collection: their C++ type's wire form, or, where no step of ours reads
// or makes them, only the coder that tells where one ends.
#pragma once

#include "beam/exec/wire_form.h"
#include "coders/coder.h"

namespace beam::runners {

struct ElementForm {
  const internal::WireForm* form = nullptr;
  CoderSpec coder;
  /// Elements are their own bytes, as `Bytes`, under the runner's coder.
  bool raw = false;
};

ElementForm TypedForm(const internal::WireForm& form);
/// For what a runner passes through a stage, from a source over a Flatten to a sink.
ElementForm RawForm(const CoderSpec& wire);

}  // namespace beam::runners
