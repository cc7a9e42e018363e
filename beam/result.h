// PipelineResult: how a run ended. RunOptions: what a run is told.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "beam/base/error.h"
#include "beam/base/time.h"

namespace beam {

class MetricResults;

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
  /// A run in which nothing moves for so long fails and says where it stands; 0 stands for never. A function that takes this
  /// long for one element is not ended, but its run ends when it returns.
  Duration stall_timeout{300'000};
  /// A run of unbounded inputs is drained after so long by its clock: sources stop, what they have read is processed to its end,
  /// all windows close, and the run is done. See docs/splittable.md. The direct runner only; inputs that end are not touched.
  std::optional<Duration> drain_after = {};
  /// Options that only some runners know, by name without dashes.
  std::unordered_map<std::string, std::string> extra;
  /// Prints a line of progress on standard error every second.
  bool progress = false;
};

/// How many elements left each step of a run, in the order of the pipeline.
///
///   for (const auto& [step, elements] : result.element_counts()) ...
class ElementCounts {
 public:
  struct Step {
    std::string name;
    std::uint64_t elements = 0;
  };

  void Add(std::string step, std::uint64_t elements);
  std::size_t size() const;
  const Step* begin() const;
  const Step* end() const;
  /// The number of the step with this full name. Throws beam::Error (kNotFound) if there is none.
  std::uint64_t at(std::string_view step) const;

 private:
  std::vector<Step> steps_;
};

/// How a run ended: its state, the error of a failed one, counts of elements for each step's outputs, and the user metrics.
class PipelineResult {
 public:
  PipelineResult();
  PipelineResult(PipelineState state, Status status);
  PipelineResult(const PipelineResult&);
  PipelineResult(PipelineResult&&) noexcept;
  PipelineResult& operator=(const PipelineResult&);
  PipelineResult& operator=(PipelineResult&&) noexcept;
  ~PipelineResult();

  PipelineState state() const { return state_; }
  bool ok() const { return state_ == PipelineState::kDone; }
  const Status& status() const { return status_; }
  /// Throws beam::Error when the run did not end DONE. Returns *this.
  const PipelineResult& Check() const;

  /// Elements that left each step, by the step's full name.
  const ElementCounts& element_counts() const { return element_counts_; }
  void set_element_counts(ElementCounts counts);
  /// What the functions of the pipeline counted; include beam/metrics.h to read it.
  const MetricResults& metrics() const;
  void set_metrics(MetricResults metrics);
  /// Bytes written to spill files.
  std::uint64_t spilled_bytes() const { return spilled_bytes_; }
  void set_spilled_bytes(std::uint64_t bytes) { spilled_bytes_ = bytes; }

 private:
  PipelineState state_ = PipelineState::kRunning;
  Status status_;
  ElementCounts element_counts_;
  std::shared_ptr<const MetricResults> metrics_;  // null: none
  std::uint64_t spilled_bytes_ = 0;
};

}  // namespace beam
