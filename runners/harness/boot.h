// Boot: how a worker that was started as a process of its own finds its runner.
//
//   int main(int argc, char** argv) {
//     const beam::runners::BootFlags flags = beam::runners::ParseBootFlags(argc, argv);
//     const beam::runners::Provision provision = beam::runners::AskForProvision(flags);
//     ...
//
// ParseBootFlags and AskForProvision throw beam::Error.
#pragma once

#include <org/apache/beam/model/fn_execution/v1/beam_provision_api.pb.h>

#include <string>

#include "runners/harness/harness_options.h"

namespace beam::runners {

/// What a runner passes to the program, as --name=value. Other arguments are somebody else's.
struct BootFlags {
  std::string id;
  std::string provision_endpoint;
  std::string logging_endpoint;
  std::string artifact_endpoint;
  std::string control_endpoint;
  std::string semi_persist_dir = "/tmp";
};

/// True if the program was started as a worker: there is an --id and an endpoint to begin with.
bool IsWorker(int argc, const char* const* argv);

/// Some runners put literal single quotes around values; they are stripped.
BootFlags ParseBootFlags(int argc, const char* const* argv);

/// Where everything is. Addresses that the runner does not tell are those of the flags.
struct Provision {
  BootFlags endpoints;
  org::apache::beam::model::fn_execution::v1::ProvisionInfo info;
};

/// Asks the provision service, if the flags name one.
Provision AskForProvision(const BootFlags& flags);

/// The options of a harness for this runner: the worker's id, and what the runner has declared to understand.
HarnessOptions OptionsFor(const Provision& provision);

}  // namespace beam::runners
