// Responses: carries responses to the runner on a thread of its own, so that a runner that reads slowly never keeps the control
// stream from being read.
//
// Thread-safe.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>

#include "runners/harness/streams.h"

namespace beam::runners {

class Responses {
 public:
  Responses(std::shared_ptr<ControlStream> stream, std::size_t limit);
  Responses(const Responses&) = delete;
  Responses& operator=(const Responses&) = delete;
  ~Responses();

  /// Never blocks. The stream is cancelled when more than `limit` responses wait.
  void Add(fn::InstructionResponse response);
  /// True if the stream was cancelled because the runner does not read.
  bool gave_up() const;
  /// Sends what is left and closes the stream; cancels it at the deadline. What is added later is dropped.
  void Stop(std::chrono::steady_clock::time_point deadline);

 private:
  void Run();

  const std::shared_ptr<ControlStream> stream_;
  const std::size_t limit_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<fn::InstructionResponse> waiting_;
  bool gave_up_ = false;
  bool stopping_ = false;
  bool done_ = false;
  std::thread thread_;
};

}  // namespace beam::runners
