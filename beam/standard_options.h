// The flags that every Beam program has, declared as a program declares its own, and their way into RunOptions.
#pragma once

#include "beam/options.h"

namespace beam::internal {

/// A number of bytes: 65536, 512MiB, 1.5G. K, M, G and T, alone or as KiB, MiB, ..., are powers of 1024, KB, MB, ... of
/// 1000.
struct ByteSize {
  std::uint64_t bytes = 0;
};

std::string ParseByteSize(std::string_view text, ByteSize& value);
std::string PrintByteSize(ByteSize value);

template <>
struct OptionValue<ByteSize> {
  static constexpr bool kSupported = true;
  static std::string Placeholder() { return "BYTES"; }
  static std::string Parse(std::string_view text, ByteSize& value) { return ParseByteSize(text, value); }
  static std::string Print(ByteSize value) { return PrintByteSize(value); }
};

/// Those after `drain_after` are for runners that send the pipeline elsewhere: they travel in RunOptions::extra.
struct StandardOptions {
  std::string runner = "direct";
  std::uint16_t threads = 0;
  ByteSize memory_limit;
  std::string spill_dir;
  bool progress = false;
  Duration stall_timeout{300'000};
  std::optional<Duration> drain_after;
  std::optional<std::string> job_name;
  std::optional<std::string> job_endpoint;
  std::optional<std::string> artifact_endpoint;
  std::optional<std::string> environment_type;
  std::optional<std::string> environment_config;
  std::optional<bool> stage_program;
  std::vector<std::string> files_to_stage;
  std::optional<std::string> resource_hints;
  std::optional<std::int32_t> sdk_worker_parallelism;
  std::optional<std::int32_t> parallelism;
  std::optional<bool> streaming;
  std::optional<std::string> temp_location;
  std::vector<std::string> experiments;
  std::vector<std::string> runner_option;

  static constexpr Flag kFlags[] = {
      {"runner", "where the pipeline runs, by the runner's name"},
      {"threads", "worker threads; 0 is one a core (also --direct_num_workers, --target_parallelism)"},
      {"memory_limit",
       "bytes for buffers before they spill to disk, for example 512MiB; 0 is 3/4 of what the machine or its container "
       "has"},
      {"spill_dir", "where spill files go; empty is $TMPDIR or /tmp"},
      {"progress", "prints a line of progress on standard error every second"},
      {"stall_timeout", "a run in which nothing moves for so long fails, for example 10min; 0s is never"},
      {"drain_after",
       "a pipeline whose sources have no end stops them after so long, for example 10min, and ends when all that they "
       "gave is "
       "done (also: kill -USR1)"},
      {"job_name", "the name of the job, for runners that list jobs"},
      {"job_endpoint", "host:port of the job service to submit to"},
      {"artifact_endpoint", "host:port of the artifact staging service; the job service names it by default"},
      {"environment_type", "where workers run: LOOPBACK (in this process), PROCESS, DOCKER or EXTERNAL"},
      {"environment_config",
       "of PROCESS a command, of DOCKER an image, of EXTERNAL host:port of a program with --worker_pool=PORT"},
      {"stage_program",
       "gives this program to workers of PROCESS and DOCKER that are started as another one; true unless they are "
       "started "
       "from its own file"},
      {"files_to_stage", "files that workers have too; a function finds one with beam::StagedFile(\"NAME\")"},
      {"resource_hints", "what workers should have: min_ram=4GiB,cpu_count=8,accelerator=TYPE"},
      {"sdk_worker_parallelism", "worker processes on each machine"},
      {"parallelism", "parallel instances of each step"},
      {"streaming", "asks for the streaming mode of a runner that has two"},
      {"temp_location", "where the runner keeps temporary files"},
      {"experiments", "experiments to switch on"},
      {"runner_option", "name=value: any other option that the runner knows"}};
};

StandardOptions FromRunOptions(const RunOptions& run);
/// Fails for a --runner_option that is not name=value.
StatusOr<RunOptions> ToRunOptions(StandardOptions& options, const RunOptions& defaults);

}  // namespace beam::internal
