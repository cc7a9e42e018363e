#include "runners/harness/boot.h"

#include <org/apache/beam/model/fn_execution/v1/beam_provision_api.grpc.pb.h>

#include <chrono>
#include <string_view>
#include <utility>

#include "runners/harness/grpc_call.h"
#include "runners/harness/grpc_channel.h"
#include "runners/rpc/channel.h"

namespace beam::runners {

namespace {

constexpr std::chrono::seconds kProvisionTimeout(60);
constexpr char kEmbedding[] = "beam:protocol:control_response_elements_embedding:v1";

std::string WithoutQuotes(std::string_view value) {
  if (value.size() >= 2 && value.front() == '\'' && value.back() == '\'') value = value.substr(1, value.size() - 2);
  return std::string(value);
}

bool TakeFlag(std::string_view argument, std::string_view name, std::string& value) {
  if (!argument.starts_with("--")) return false;
  argument.remove_prefix(2);
  if (!argument.starts_with(name)) return false;
  argument.remove_prefix(name.size());
  if (!argument.starts_with('=')) return false;
  value = WithoutQuotes(argument.substr(1));
  return true;
}

void Prefer(const model::ApiServiceDescriptor& told, std::string& address) {
  if (!told.url().empty()) address = told.url();
}

}  // namespace

bool IsWorker(int argc, const char* const* argv) {
  BootFlags flags;
  for (int i = 1; i < argc; ++i) {
    TakeFlag(argv[i], "id", flags.id);
    TakeFlag(argv[i], "provision_endpoint", flags.provision_endpoint);
    TakeFlag(argv[i], "control_endpoint", flags.control_endpoint);
  }
  return !flags.id.empty() && (!flags.provision_endpoint.empty() || !flags.control_endpoint.empty());
}

BootFlags ParseBootFlags(int argc, const char* const* argv) {
  BootFlags flags;
  const std::pair<const char*, std::string*> known[] = {
      {"id", &flags.id},
      {"provision_endpoint", &flags.provision_endpoint},
      {"logging_endpoint", &flags.logging_endpoint},
      {"artifact_endpoint", &flags.artifact_endpoint},
      {"control_endpoint", &flags.control_endpoint},
      {"semi_persist_dir", &flags.semi_persist_dir},
  };
  for (int i = 1; i < argc; ++i) {
    for (const auto& [name, value] : known) TakeFlag(argv[i], name, *value);
  }
  if (!IsWorker(argc, argv)) {
    throw Error(StatusCode::kInvalidArgument,
                "a worker needs --id=<id> and --provision_endpoint=<host:port>, as runners pass them to the program "
                "that they start");
  }
  RequireWorkerId(flags.id);
  return flags;
}

Provision AskForProvision(const BootFlags& flags) {
  Provision provision{flags, {}};
  if (!flags.provision_endpoint.empty()) {
    const auto channel = MakeGrpcChannel(flags.provision_endpoint);
    AwaitConnected(*channel, flags.provision_endpoint);
    grpc::ClientContext context;
    SetWorkerId(context, flags.id);
    context.set_deadline(std::chrono::system_clock::now() + kProvisionTimeout);
    fn::GetProvisionInfoResponse response;
    const auto stub = fn::ProvisionService::NewStub(channel);
    const Status status = StatusOf(stub->GetProvisionInfo(&context, fn::GetProvisionInfoRequest(), &response));
    if (!status.ok())
      throw Error(status.While("asking " + flags.provision_endpoint + " what worker " + flags.id + " needs to know"));
    provision.info = std::move(*response.mutable_info());
  }
  Prefer(provision.info.logging_endpoint(), provision.endpoints.logging_endpoint);
  Prefer(provision.info.artifact_endpoint(), provision.endpoints.artifact_endpoint);
  Prefer(provision.info.control_endpoint(), provision.endpoints.control_endpoint);
  if (provision.endpoints.control_endpoint.empty()) {
    throw Error(
        StatusCode::kFailedPrecondition,
        "neither the provision service nor --control_endpoint says where the runner's control service is; worker = " +
            flags.id);
  }
  return provision;
}

HarnessOptions OptionsFor(const Provision& provision) {
  HarnessOptions options;
  options.worker_id = provision.endpoints.id;
  for (const std::string& capability : provision.info.runner_capabilities()) {
    if (capability == kEmbedding) options.embed_response_elements = true;
  }
  return options;
}

}  // namespace beam::runners
