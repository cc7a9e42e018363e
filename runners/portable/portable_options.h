// PortableOptions: what a run's options say about the job service and its workers.
#pragma once

#include <google/protobuf/struct.pb.h>

#include <map>
#include <string>

#include "beam/exec/staged_files.h"
#include "beam/result.h"
#include "runners/portable/environments.h"

namespace beam::runners {

struct PortableOptions {
  std::string job_endpoint;
  std::string job_name;
  WorkersOption workers;
  /// Whether workers are given this program's file, to become it where they are another one.
  bool stage_program = false;
  /// Files that workers have too, by name.
  internal::StagedFiles files;
  /// By URN.
  std::map<std::string, std::string> resource_hints;
  /// What the job service is told: all options that travel, in Beam's form.
  google::protobuf::Struct job_options;
};

/// Throws beam::Error (kInvalidArgument) that names the option and says what to write.
PortableOptions MakePortableOptions(const RunOptions& options, const std::string& default_endpoint);

}  // namespace beam::runners
