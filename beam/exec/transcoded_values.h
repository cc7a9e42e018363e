// TranscodedValues: values that a runner keeps, in the form in which our coders read them.
#pragma once

#include <memory>
#include <string_view>

#include "beam/base/remote_values.h"
#include "beam/exec/wire_transcoder.h"

namespace beam::internal {

/// For tokens that the transcoder wrote, which must not be the identity.
class TranscodedValues final : public RemoteValues {
 public:
  TranscodedValues(std::shared_ptr<RemoteValues> wire, std::shared_ptr<const WireTranscoder> transcoder)
      : wire_(std::move(wire)), transcoder_(std::move(transcoder)) {}

  Owned<RemoteBytes> Open(std::string_view token) override;
  [[noreturn]] void Fail(const Status& why) override;

 private:
  class Bytes;

  const std::shared_ptr<RemoteValues> wire_;
  const std::shared_ptr<const WireTranscoder> transcoder_;
};

}  // namespace beam::internal
