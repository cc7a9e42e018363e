#include "runners/engine/settings.h"

#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>

#include "runners/engine/machine_share.h"

namespace beam::runners {

namespace {

struct ForcedName {
  std::string_view name;
  bool ForcedSettings::*field;
};

constexpr ForcedName kForcedNames[] = {
    {"one_element_bundles", &ForcedSettings::one_element_bundles},
    {"batch_size_1", &ForcedSettings::batch_size_1},
    {"hash_zero", &ForcedSettings::hash_zero},
    {"no_fusion", &ForcedSettings::no_fusion},
    {"no_lifting", &ForcedSettings::no_lifting},
    {"always_spill", &ForcedSettings::always_spill},
    {"encode_all", &ForcedSettings::encode_all},
    {"threads_8", &ForcedSettings::threads_8},
    {"primitives_only", &ForcedSettings::primitives_only},
    {"ship_functions", &ForcedSettings::ship_functions},
    {"streaming", &ForcedSettings::streaming},
};

void Force(std::string_view names, ForcedSettings& forced) {
  while (!names.empty()) {
    const std::string_view name = names.substr(0, names.find(','));
    names.remove_prefix(std::min(names.size(), name.size() + 1));
    const auto* known = std::find_if(std::begin(kForcedNames), std::end(kForcedNames),
                                     [&](const ForcedName& candidate) { return candidate.name == name; });
    if (known == std::end(kForcedNames)) {
      throw Error(StatusCode::kInvalidArgument,
                  "BEAM_FORCE names a setting that does not exist; given: " + std::string(name));
    }
    forced.*known->field = true;
  }
}

std::string DefaultSpillDir() {
  const char* tmpdir = std::getenv("TMPDIR");
  return tmpdir != nullptr && *tmpdir != '\0' ? tmpdir : "/tmp";
}

// Better now than at the first spill, hours later.
void RequireFolder(const std::string& spill_dir) {
  struct stat about {};
  if (stat(spill_dir.c_str(), &about) == 0 && S_ISDIR(about.st_mode)) return;
  throw Error(StatusCode::kInvalidArgument,
              "--spill_dir must be a folder that exists; make it, or leave the flag out for $TMPDIR or /tmp; given: " +
                  spill_dir);
}

}  // namespace

EngineSettings MakeEngineSettings(const RunOptions& options) {
  constexpr int kMaxThreads = 1024;
  EngineSettings settings;
  if (const char* names = std::getenv("BEAM_FORCE"); names != nullptr) Force(names, settings.forced);
  if (const auto it = options.extra.find("force"); it != options.extra.end()) Force(it->second, settings.forced);
  if (options.threads < 0 || options.threads > kMaxThreads) {
    throw Error(StatusCode::kInvalidArgument,
                "--threads must be between 0 (one a core) and 1024; given: " + std::to_string(options.threads));
  }
  const MachineShare machine = ShareOfMachine();
  settings.threads = options.threads != 0 ? options.threads : machine.cores;
  if (settings.forced.threads_8) settings.threads = 8;
  settings.memory_limit = options.memory_limit != 0 ? options.memory_limit : machine.memory / 4 * 3;
  settings.spill_dir = options.spill_dir.empty() ? DefaultSpillDir() : options.spill_dir;
  if (!options.spill_dir.empty()) RequireFolder(options.spill_dir);
  settings.progress = options.progress;
  if (options.stall_timeout.count() < 0) {
    throw Error(StatusCode::kInvalidArgument,
                "--stall_timeout must not be negative; 0 stands for never; given milliseconds: " +
                    std::to_string(options.stall_timeout.count()));
  }
  settings.stall_timeout = options.stall_timeout;
  if (options.drain_after.has_value() && options.drain_after->count() < 0) {
    throw Error(StatusCode::kInvalidArgument,
                "--drain_after must not be negative; without it a run is not drained; given milliseconds: " +
                    std::to_string(options.drain_after->count()));
  }
  settings.drain_after = options.drain_after;
  return settings;
}

}  // namespace beam::runners
