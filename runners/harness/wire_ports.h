// The ends of a stage: operators that make typed batches of a runner's bytes, and bytes of batches.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "beam/exec/operator.h"
#include "beam/exec/output.h"
#include "beam/exec/wire_form.h"
#include "runners/harness/bundle_plan.h"
#include "runners/harness/element_header.h"
#include "runners/harness/value_decoder.h"
#include "runners/harness/wire_transcoder.h"

namespace beam::runners {

/// Decodes elements as they arrive; what is incomplete waits for the bytes that follow.
class WireSource final : public internal::Operator {
 public:
  /// Throws beam::Error for elements that `form` is not the form of.
  WireSource(const PlannedPort& port, const ElementForm& form);

  void Process(std::size_t port, internal::BatchBase& batch) override;
  /// Emits all whole elements of what has been received so far. An element may begin in one call and end in a later one.
  void Receive(std::string_view bytes);
  /// Throws beam::Error (kDataLoss) if an element has not ended.
  void FinishBundle() override;
  const std::string& transform() const { return transform_; }

 private:
  std::size_t EmitWhole(std::string_view bytes);

  std::string transform_;
  ElementHeader header_;
  ValueDecoder decoder_;
  std::unique_ptr<internal::OutputBase> output_;
  std::string pending_;
  std::optional<Status> incomplete_;  // what the decoder said of the pending bytes
};

/// Encodes what arrives and hands it to `send` in pieces of some ten kilobytes, the rest when the bundle ends.
class WireSink final : public internal::Operator {
 public:
  using Send = std::function<void(const std::string& transform, std::string bytes)>;

  WireSink(const PlannedPort& port, const ElementForm& form, Send send);

  void Process(std::size_t port, internal::BatchBase& batch) override;
  void FinishBundle() override;

 private:
  void SendBytes();

  std::string transform_;
  const internal::WireForm& form_;
  Send send_;
  ElementHeader header_;
  WireTranscoder transcoder_;
  std::string bytes_;
  std::string value_;
};

}  // namespace beam::runners
