// WireSinkOp: the end of a stage that another process reads: bytes of typed batches.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "beam/exec/operator.h"
#include "beam/exec/wire_elements.h"
#include "beam/exec/wire_header.h"
#include "beam/exec/wire_transcoder.h"

namespace beam::internal {

/// Encodes what arrives and hands it to `send` in pieces of some ten kilobytes, the rest when the bundle ends.
class WireSinkOp final : public Operator {
 public:
  using Send = std::function<void(std::string_view bytes)>;

  /// Throws beam::Error for coders that do not fit the elements.
  WireSinkOp(const WireElements& elements, const CoderSpec& window, Send send);

  void Process(std::size_t port, BatchBase& batch) override;
  void FinishBundle() override;
  /// Encodes a batch and hands all of it over at once.
  void Encode(const BatchBase& batch);

 private:
  std::size_t EncodeSome(const BatchBase& batch, std::size_t begin);
  std::size_t RewriteOne(const BatchBase& batch, std::size_t number);
  void SendBytes();

  const WireForm& form_;
  const bool raw_;
  Send send_;
  WireHeader header_;
  WireTranscoder transcoder_;
  std::string bytes_;
  std::string value_;
};

}  // namespace beam::internal
