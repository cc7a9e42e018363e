// Environments: how a runner gets workers, as a pipeline proto says it.
#pragma once

#include <org/apache/beam/model/pipeline/v1/beam_runner_api.pb.h>

#include <string>

namespace beam::runners {

/// Where workers run; the names are those of --environment_type.
enum class WorkersIn {
  kLoopback,  ///< this process
  kProcess,   ///< processes of this program that the runner starts on its machine
  kExternal,  ///< a worker pool that somebody has started: this program with --worker_pool
  kDocker     ///< containers of an image with this program as its entry point
};

struct WorkersOption {
  WorkersIn where = WorkersIn::kLoopback;
  /// As --environment_config says it: a command, an endpoint, an image.
  std::string config;
};

/// Throws beam::Error (kInvalidArgument) for an unknown type, or one that lacks its configuration.
WorkersOption ParseWorkers(const std::string& environment_type, const std::string& environment_config);

/// The environment of every type but LOOPBACK. For PROCESS the configuration is a command (this program's own file if it is
/// empty) or Beam's JSON object, {"command": "...", "env": {"NAME": "value"}}.
/// `lease`: of PROCESS and EXTERNAL, the name that workers find under kLeaseVariable.
org::apache::beam::model::pipeline::v1::Environment EnvironmentFor(const WorkersOption& workers,
                                                                   const std::string& lease = "");

/// True if workers are started from this program's own file.
bool StartsThisProgram(const WorkersOption& workers);

/// Workers of the pool at "host:port".
org::apache::beam::model::pipeline::v1::Environment ExternalEnvironment(const std::string& endpoint);

}  // namespace beam::runners
