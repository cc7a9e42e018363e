// LyingState: the state service of a runner that answers some requests with lies first, and all of them with the truth then, so that
// nobody waits for ever.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>

#include "runners/harness/in_process_streams.h"

namespace beam::testing {

class LyingState {
 public:
  /// `contents`: what every state holds. Serves the worker at the other end of the transport until that is shut down.
  LyingState(std::shared_ptr<runners::InProcessTransport> transport, std::string contents, std::uint64_t seed);
  LyingState(const LyingState&) = delete;
  LyingState& operator=(const LyingState&) = delete;
  ~LyingState();

  /// From the next request on.
  void set_lies(bool lies) { lies_ = lies; }

 private:
  void Serve();

  const std::shared_ptr<runners::InProcessTransport> transport_;
  const std::string contents_;
  const std::uint64_t seed_;
  std::atomic<bool> lies_{false};
  std::thread thread_;
};

}  // namespace beam::testing
