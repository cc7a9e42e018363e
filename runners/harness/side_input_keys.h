// SideInputKeys: a side input of pairs as a runner keeps it by key, read key by key.
#pragma once

#include <string>
#include <string_view>

#include "beam/exec/wire_transcoder.h"
#include "coders/coder.h"
#include "runners/harness/bundle_processor.h"

namespace beam::runners {

/// For one thread.
class SideInputKeys {
 public:
  /// `wire` and `ours` are the coders of the pairs. Throws beam::Error (kInvalidArgument) if they are none, or do not fit.
  SideInputKeys(const std::string& transform, const std::string& side_input, const CoderSpec& wire,
                const CoderSpec& ours);

  /// The values of a key in a window, as our coders write them, one behind the other. They are there until the next call.
  std::string_view Read(StateClient& state, std::string window, std::string_view key);

 private:
  std::string WireKey(std::string_view key) const;

  fn::StateKey asked_;
  internal::WireTranscoder key_;
  internal::WireTranscoder value_;
  std::string values_;
};

}  // namespace beam::runners
