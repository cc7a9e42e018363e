// EngineSettings: a run's options as the engine uses them, with the forced settings that tests repeat the suite under.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "beam/result.h"

namespace beam::runners {

/// Make rare paths common. Set by name in RunOptions::extra["force"] or the environment variable BEAM_FORCE, comma separated.
struct ForcedSettings {
  bool one_element_bundles = false;  ///< Every bundle reads one unit.
  bool batch_size_1 = false;         ///< Batches hold one element.
  bool hash_zero = false;            ///< All hashes are equal.
  bool no_fusion = false;            ///< Every collection is stored between stages.
  bool no_lifting = false;           ///< No aggregation before an exchange.
  bool always_spill = false;         ///< Every block goes to the spill file, every table is small.
  bool encode_all = false;           ///< Every batch is encoded and decoded.
  bool threads_8 = false;            ///< Eight threads whatever the machine has.
  bool primitives_only = false;      ///< Groupings are taken apart as for a runner that knows GroupByKey alone.
  bool streaming = false;            ///< Stages run as if their inputs had no end.
  bool ship_functions = false;       ///< Functions are those that another process would have, where they can be sent.
};

struct EngineSettings {
  int threads = 1;
  std::uint64_t memory_limit = 0;
  std::string spill_dir;
  bool progress = false;
  Duration stall_timeout{0};
  std::optional<Duration> drain_after;
  /// Of the hashes that keys are partitioned by; 0 draws one for each run.
  std::uint64_t hash_seed = 0;
  ForcedSettings forced;
};

/// Throws beam::Error(kInvalidArgument) for values that make no sense, naming the option.
EngineSettings MakeEngineSettings(const RunOptions& options);

}  // namespace beam::runners
