// WireTimers: the timers of one step as they travel between a worker and a runner.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "beam/event_time/key_timers.h"
#include "beam/exec/value_skipper.h"
#include "beam/exec/wire_transcoder.h"
#include "coders/coder.h"

namespace beam::runners {

/// A timer that a runner fires.
struct FiredTimer {
  std::string key;  ///< In our encoding.
  internal::SetTimer timer;
};

/// Keys are in our encoding on this side and in the runner's on the other.
class WireTimers {
 public:
  /// Throws beam::Error for a runner's coder that is not our key's with lengths in it.
  WireTimers(const CoderSpec& wire_key, const CoderSpec& our_key, bool global_windows);

  /// The key as the runner writes it.
  std::string WireKey(std::string_view key) const;
  std::string EncodedWindow(const Window& window) const;
  std::string Set(std::string_view key, const internal::SetTimer& timer) const;
  std::string Cleared(std::string_view key, const internal::SetTimer& timer) const;
  /// Throws beam::Error (kDataLoss) for bytes that are no timers. Declaration and domain are left to the caller.
  std::vector<FiredTimer> Read(std::string_view bytes) const;

 private:
  std::string Begin(std::string_view key, const internal::SetTimer& timer) const;
  std::string ReadKey(ByteReader& reader) const;

  internal::WireTranscoder transcoder_;
  internal::ValueSkipper skipper_;  // of keys as the runner writes them
  bool global_windows_;
};

}  // namespace beam::runners
