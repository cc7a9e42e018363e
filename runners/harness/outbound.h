// Outbound: the elements and timers that one bundle sends, gathered into messages of about a megabyte.
//
// For its bundle's thread. What is sent for one sink, or one timer family, stays in order; each of them ends with is_last, also
// if nothing was sent, because runners count the ends.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "runners/harness/stage_ends.h"

namespace beam::runners {

class Outbound {
 public:
  /// Writes to the data stream of an address; blocks while the runner does not keep up.
  using Write = std::function<void(const std::string& address, const fn::Elements& elements)>;

  /// `ends` must outlive this.
  Outbound(std::string instruction_id, const StageEnds& ends, std::size_t flush_bytes, Write write);

  /// Throw beam::Error for a sink or family that the stage does not have.
  void SendData(const std::string& transform_id, std::string_view bytes);
  void SendTimers(const std::string& transform_id, const std::string& family, std::string bytes);

  /// Sends what is left and all ends. If `embedded` is not null and nothing has been sent so far, everything goes in there.
  void Finish(fn::Elements* embedded);

 private:
  void Gather(std::string_view bytes, const std::string& transform_id, std::string& gathered) const;
  void FlushTimers(const TimerFamily& family, std::string& bytes);
  void AddLastData(const std::string& transform_id, fn::Elements& elements) const;
  void AddTimers(const TimerFamily& family, std::string bytes, bool is_last, fn::Elements& elements) const;

  const std::string instruction_id_;
  const StageEnds& ends_;
  const std::size_t flush_bytes_;
  const Write write_;
  std::map<std::string, fn::Elements> data_;  // a message with one chunk, which keeps its memory when it has been sent
  std::map<TimerFamily, std::string> timers_;
  bool sent_ = false;
};

}  // namespace beam::runners
