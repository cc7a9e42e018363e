// ValueDecoder: typed values of a runner's bytes, in whatever form the runner writes them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "beam/base/bytes.h"
#include "beam/base/window.h"
#include "beam/exec/output.h"
#include "beam/exec/wire_form.h"
#include "runners/harness/element_form.h"
#include "runners/harness/value_skipper.h"
#include "runners/harness/wire_transcoder.h"

namespace beam::runners {

/// Keeps memory from value to value; for one thread.
class ValueDecoder {
 public:
  /// Throws beam::Error for a coder that is not that of `form` with lengths in it.
  ValueDecoder(const CoderSpec& wire, const ElementForm& form);

  /// Reads one value and emits it once with each of the metadata, of which there is at least one.
  void Decode(ByteReader& reader, const std::vector<ElementMeta>& metas, internal::OutputBase& output);

 private:
  const internal::WireForm& form_;
  WireTranscoder transcoder_;
  std::optional<ValueSkipper> skipper_;  // where values are cut out before they are decoded
  std::string rewritten_;
};

}  // namespace beam::runners
