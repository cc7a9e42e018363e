// A program that is a worker and nothing else, of two builds: submitted_program_test starts the one and has the other staged. With
// --describe it prints what a job that it submits tells the runner (a ProvisionInfo), as bytes.
#include <org/apache/beam/model/fn_execution/v1/beam_provision_api.pb.h>

#include <cstdio>
#include <iostream>
#include <optional>
#include <string_view>

#include "runners/portable/build_identity.h"
#include "runners/portable/submitted_program.h"
#include "runners/portable/worker_main.h"

namespace {

int Describe() {
  org::apache::beam::model::fn_execution::v1::ProvisionInfo info;
  org::apache::beam::model::pipeline::v1::Environment environment;
  beam::runners::AddBuildIdentity(*info.mutable_pipeline_options());
  beam::runners::StageThisProgram(environment, *info.mutable_pipeline_options());
  *info.mutable_dependencies() = environment.dependencies();
  return info.SerializeToOstream(&std::cout) ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 2 && std::string_view(argv[1]) == "--describe") return Describe();
  if (const std::optional<int> code = beam::runners::WorkerMain(argc, argv)) return *code;
  // What differs between the two builds.
  std::puts(BEAM_TEST_BUILD);
  return 2;
}
