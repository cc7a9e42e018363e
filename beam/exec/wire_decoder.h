// WireDecoder: typed elements of a runner's bytes, in whatever form the runner writes them.
#pragma once

#include <cstddef>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "beam/base/owned.h"
#include "beam/base/remote_values.h"
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
  /// `remote`: where values are that the runner keeps; null if it keeps none. Throws beam::Error if the runner's coder is not that of the
  /// elements with lengths in it.
  WireDecoder(const WireElements& elements, WireHeader header, std::shared_ptr<RemoteValues> remote = nullptr);

  /// What Decode emits to.
  Owned<OutputBase> MakeOutput() const { return form_.make_output(); }
  /// What has been emitted. An element that is in several windows is one.
  struct Decoded {
    std::size_t bytes = 0;
    std::size_t elements = 0;
  };
  /// Emits the whole elements that `bytes` begins with, at most so many.
  Decoded Decode(std::string_view bytes, std::size_t most, OutputBase& output);
  /// Emits all of them, and returns how many bytes they had.
  std::size_t Decode(std::string_view bytes, OutputBase& output) { return Decode(bytes, kAll, output).bytes; }
  /// What is wrong with the bytes behind the last Decode's elements: they end too early, or are broken. Nothing if they were not
  /// looked at.
  const std::optional<Status>& problem() const { return problem_; }

 private:
  static constexpr std::size_t kAll = std::numeric_limits<std::size_t>::max();
  Decoded DecodeTyped(std::string_view bytes, std::size_t most, OutputBase& output);
  Decoded Rewrite(std::string_view bytes, std::size_t most);
  std::size_t RewriteOne(std::string_view element);

  const WireForm& form_;
  const bool raw_;
  WireHeader header_;
  const std::shared_ptr<const WireTranscoder> transcoder_;
  const std::shared_ptr<RemoteValues> remote_;
  std::optional<ValueSkipper> skipper_;  // where values are cut out and rewritten before they are decoded
  std::string rewritten_;
  std::string value_;
  std::optional<Status> problem_;
};

}  // namespace beam::internal
