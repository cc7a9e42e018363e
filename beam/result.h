// PipelineResult: how a run ended. RunOptions: what a run is told.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "beam/base/error.h"

namespace beam {

/// The states of Beam's Job API that a run can end in or be seen in.
enum class PipelineState : std::uint8_t { kRunning, kDone, kFailed, kCancelled };

/// "DONE", "FAILED", ...
const char* PipelineStateName(PipelineState state);

/// The standard options of a run. beam::Init fills them from the command line (`--runner`, `--threads`, `--memory_limit`,
/// `--spill_dir`, ...); a test or a program may set them directly.
struct RunOptions {
  std::string runner = "direct";
  /// Worker threads; 0 stands for one a core.
  int threads = 0;
  /// Bytes that the engine's own buffers may take before they spill; 0 stands for three quarters of the machine's memory.
  std::uint64_t memory_limit = 0;
  /// Where spill files go; empty stands for $TMPDIR or /tmp.
  std::string spill_dir;
  /// Options that only some runners know, by name without dashes.
  std::map<std::string, std::string> extra;
  /// Prints a line of progress on standard error every second.
  bool progress = false;
};

/// How a run ended: its state, the error of a failed one, and counts of elements for each step's outputs.
class PipelineResult {
 public:
  PipelineResult() = default;
  PipelineResult(PipelineState state, Status status) : state_(state), status_(std::move(status)) {}

  PipelineState state() const { return state_; }
  bool ok() const { return state_ == PipelineState::kDone; }
  const Status& status() const { return status_; }
  /// Throws beam::Error when the run did not end DONE. Returns *this.
  const PipelineResult& Check() const;

  /// Elements that left each step, by the step's full name.
  const std::map<std::string, std::uint64_t>& element_counts() const { return element_counts_; }
  void set_element_counts(std::map<std::string, std::uint64_t> counts) { element_counts_ = std::move(counts); }
  /// Bytes written to spill files.
  std::uint64_t spilled_bytes() const { return spilled_bytes_; }
  void set_spilled_bytes(std::uint64_t bytes) { spilled_bytes_ = bytes; }

 private:
  PipelineState state_ = PipelineState::kRunning;
  Status status_;
  std::map<std::string, std::uint64_t> element_counts_;
  std::uint64_t spilled_bytes_ = 0;
};

}  // namespace beam
