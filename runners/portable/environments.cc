#include "runners/portable/environments.h"

#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>
#include <unistd.h>

#include <climits>
#include <string_view>
#include <utility>

#include "beam/base/error.h"
#include "runners/portable/worker_leases.h"

namespace beam::runners {

namespace {

namespace model = org::apache::beam::model::pipeline::v1;

constexpr std::pair<std::string_view, WorkersIn> kTypes[] = {{"LOOPBACK", WorkersIn::kLoopback},
                                                             {"PROCESS", WorkersIn::kProcess},
                                                             {"EXTERNAL", WorkersIn::kExternal},
                                                             {"DOCKER", WorkersIn::kDocker}};

template <class Payload>
model::Environment MakeEnvironment(const char* urn, const Payload& payload) {
  model::Environment environment;
  environment.set_urn(urn);
  environment.set_payload(payload.SerializeAsString());
  return environment;
}

std::string ThisProgram() {
  char path[PATH_MAX];
  const ssize_t size = readlink("/proc/self/exe", path, sizeof(path));
  if (size <= 0) {
    throw Error(StatusCode::kInternal,
                "the file of this program cannot be found; name the workers' command with --environment_config");
  }
  return {path, static_cast<std::size_t>(size)};
}

[[noreturn]] void FailProcessConfig(const std::string& config) {
  throw Error(StatusCode::kInvalidArgument,
              "--environment_config of PROCESS is a command or {\"command\": \"...\", \"env\": {\"NAME\": \"value\"}}; "
              "given: " +
                  config);
}

model::ProcessPayload ProcessPayloadOf(const std::string& config) {
  model::ProcessPayload payload;
  if (config.empty()) {
    payload.set_command(ThisProgram());
    return payload;
  }
  if (config.front() != '{') {
    payload.set_command(config);
    return payload;
  }
  google::protobuf::Struct given;
  if (!google::protobuf::util::JsonStringToMessage(config, &given).ok()) FailProcessConfig(config);
  for (const auto& [name, value] : given.fields()) {
    if (name == "command" && value.has_string_value()) {
      payload.set_command(value.string_value());
    } else if (name == "env" && value.has_struct_value()) {
      for (const auto& [variable, text] : value.struct_value().fields()) {
        (*payload.mutable_env())[variable] = text.string_value();
      }
    } else if (name != "os" && name != "arch") {
      FailProcessConfig(config);
    }
  }
  if (payload.command().empty()) payload.set_command(ThisProgram());
  return payload;
}

}  // namespace

WorkersOption ParseWorkers(const std::string& environment_type, const std::string& environment_config) {
  if (environment_type.empty()) return {};
  for (const auto& [name, where] : kTypes) {
    if (name != environment_type) continue;
    if (environment_config.empty() && where == WorkersIn::kExternal) {
      throw Error(
          StatusCode::kInvalidArgument,
          "--environment_type=EXTERNAL needs the address of a worker pool; start one with --worker_pool=PORT and say "
          "--environment_config=HOST:PORT");
    }
    if (environment_config.empty() && where == WorkersIn::kDocker) {
      throw Error(StatusCode::kInvalidArgument,
                  "--environment_type=DOCKER needs an image; say --environment_config=IMAGE");
    }
    return {where, environment_config};
  }
  throw Error(StatusCode::kInvalidArgument,
              "--environment_type is LOOPBACK, PROCESS, EXTERNAL or DOCKER; given: " + environment_type);
}

bool StartsThisProgram(const WorkersOption& workers) {
  return workers.where == WorkersIn::kProcess && ProcessPayloadOf(workers.config).command() == ThisProgram();
}

model::Environment ExternalEnvironment(const std::string& endpoint) {
  return EnvironmentFor({WorkersIn::kExternal, endpoint});
}

model::Environment EnvironmentFor(const WorkersOption& workers, const std::string& lease) {
  switch (workers.where) {
    case WorkersIn::kProcess: {
      model::ProcessPayload payload = ProcessPayloadOf(workers.config);
      if (!lease.empty()) (*payload.mutable_env())[kLeaseVariable] = lease;
      return MakeEnvironment("beam:env:process:v1", payload);
    }
    case WorkersIn::kDocker: {
      model::DockerPayload payload;
      payload.set_container_image(workers.config);
      return MakeEnvironment("beam:env:docker:v1", payload);
    }
    case WorkersIn::kExternal:
    case WorkersIn::kLoopback:
      break;
  }
  model::ExternalPayload payload;
  payload.mutable_endpoint()->set_url(workers.config);
  if (!lease.empty()) (*payload.mutable_params())[kLeaseVariable] = lease;
  return MakeEnvironment("beam:env:external:v1", payload);
}

}  // namespace beam::runners
