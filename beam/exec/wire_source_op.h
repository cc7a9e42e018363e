// WireSourceOp: the beginning of a stage that another process feeds: typed batches of a runner's bytes.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "beam/exec/channel_claims.h"
#include "beam/exec/claim_size.h"
#include "beam/exec/operator.h"
#include "beam/exec/output.h"
#include "beam/exec/wire_decoder.h"

namespace beam::internal {

/// Decodes elements as they arrive; what is incomplete waits for the bytes that follow. Elements behind the place where the bundle
/// was split are dropped.
class WireSourceOp final : public Operator {
 public:
  /// `name`: of what sends, for errors; `remote`: where values are that it keeps. Throws beam::Error for coders that do not fit the
  /// elements.
  WireSourceOp(std::string name, const WireElements& elements, const CoderSpec& window,
               std::shared_ptr<RemoteValues> remote = nullptr);

  /// The elements of the bundle, which other threads may ask about and split.
  ChannelClaims& claims() { return claims_; }
  const ChannelClaims& claims() const { return claims_; }

  /// From here on elements are claimed one by one, so that one that is being processed can be told from those behind it.
  void ClaimOneByOne() { most_claimed_ = 1; }

  /// Before the bundle's first element.
  void Begin();
  void Process(std::size_t port, BatchBase& batch) override;
  /// Emits all whole elements of what has been received so far. An element may begin in one call and end in a later one.
  void Receive(std::string_view bytes);
  /// Throws beam::Error (kDataLoss) if an element has not ended.
  void FinishBundle() override;

 private:
  std::size_t EmitWhole(std::string_view bytes);
  WireDecoder::Decoded EmitClaimed(std::string_view bytes, std::size_t claimed);

  std::string name_;
  WireDecoder decoder_;
  std::unique_ptr<OutputBase> output_;
  std::string pending_;
  ChannelClaims claims_;
  std::size_t most_claimed_ = ClaimSize::kMost;
  ClaimSize claim_size_;
};

}  // namespace beam::internal
