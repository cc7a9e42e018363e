// WireDecoder: typed elements of a runner's bytes, in whatever form the runner writes them.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "beam/base/owned.h"
#include "beam/base/status.h"
#include "beam/exec/output.h"
#include "beam/exec/value_skipper.h"
#include "beam/exec/wire_elements.h"
#include "beam/exec/wire_header.h"
#include "beam/exec/wire_transcoder.h"

namespace beam::internal {

/// Keeps memory from call to call; for one thread.
class WireDecoder {
 public:
  /// Throws beam::Error if the runner's coder is not that of the elements with lengths in it.
  WireDecoder(const WireElements& elements, WireHeader header);

  /// What Decode emits to.
  Owned<OutputBase> MakeOutput() const { return form_.make_output(); }
  /// Emits all whole elements that `bytes` begins with, and returns how many bytes they had.
  std::size_t Decode(std::string_view bytes, OutputBase& output);
  /// What is wrong with the bytes behind the last Decode's elements: they end too early, or are broken.
  const std::optional<Status>& problem() const { return problem_; }

 private:
  std::size_t DecodeTyped(std::string_view bytes, OutputBase& output);
  std::size_t RewriteAll(std::string_view bytes);
  std::size_t RewriteOne(std::string_view element);

  const WireForm& form_;
  const bool raw_;
  WireHeader header_;
  WireTranscoder transcoder_;
  std::optional<ValueSkipper> skipper_;  // where values are cut out and rewritten before they are decoded
  std::string rewritten_;
  std::string value_;
  std::optional<Status> problem_;
};

}  // namespace beam::internal
