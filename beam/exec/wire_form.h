// WireForm: an element type as a runner far away sees it: the description of its coder, and how its values become bytes and
// values again. Bytes are in the nested form.
#pragma once

#include <cstddef>

#include "beam/base/owned.h"
#include "beam/exec/output.h"
#include "coders/coder.h"

namespace beam::internal {

struct WireForm {
  CoderSpec (*spec)();
  /// The output that decoded elements leave through.
  Owned<OutputBase> (*make_output)();
  /// Decodes one value and emits it with what the output inherits.
  void (*decode)(ByteReader& reader, OutputBase& output);
  /// Appends value `i` of a batch.
  void (*encode)(const BatchBase& batch, std::size_t i, ByteWriter& writer);
};

template <class T>
const WireForm* WireFormOf() {
  if constexpr (kHasCoder<T>) {
    static constexpr WireForm kForm = {
        [] { return CoderSpecOf<T>(); },
        [] { return Owned<OutputBase>(new Output<T>()); },
        [](ByteReader& reader, OutputBase& output) { static_cast<Output<T>&>(output).Emit(DecodeNested<T>(reader)); },
        [](const BatchBase& batch, std::size_t i, ByteWriter& writer) {
          EncodeNested(static_cast<const Batch<T>&>(batch)[i], writer);
        },
    };
    return &kForm;
  } else {
    return nullptr;
  }
}

}  // namespace beam::internal
