// How a worker process finds its runner: flags as runners really pass them, and the provision service.
#include "runners/harness/boot.h"

#include <catch2/catch.hpp>

#include "beam/base/error.h"
#include "test/runners/harness/fn_api_server.h"

namespace beam::runners {
namespace {

using Catch::Matchers::StartsWith;

BootFlags Parse(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "program");
  return ParseBootFlags(static_cast<int>(arguments.size()), arguments.data());
}

TEST_CASE("All flags of a worker are read, and the arguments of others left alone") {
  const BootFlags flags = Parse({"--id=93-1", "--provision_endpoint=localhost:1", "--logging_endpoint=localhost:2",
                                 "--artifact_endpoint=localhost:3", "--control_endpoint=localhost:4",
                                 "--semi_persist_dir=/var/tmp", "--identity=x", "id=y", "--runner=portable", "-v", ""});
  CHECK(flags.id == "93-1");
  CHECK(flags.provision_endpoint == "localhost:1");
  CHECK(flags.logging_endpoint == "localhost:2");
  CHECK(flags.artifact_endpoint == "localhost:3");
  CHECK(flags.control_endpoint == "localhost:4");
  CHECK(flags.semi_persist_dir == "/var/tmp");
}

TEST_CASE("Single quotes around the id are not part of it") {
  const BootFlags flags =
      Parse({"--id='job-086[job]_ref_Environment_default_environment_1'", "--provision_endpoint=localhost:18075"});
  CHECK(flags.id == "job-086[job]_ref_Environment_default_environment_1");
  CHECK(flags.semi_persist_dir == "/tmp");
}

TEST_CASE("A program is a worker if it has an id and an endpoint to begin with") {
  const char* worker[] = {"program", "--id=1", "--provision_endpoint=localhost:1"};
  CHECK(IsWorker(3, worker));
  CHECK_FALSE(IsWorker(2, worker));
  CHECK_FALSE(IsWorker(1, worker));
  CHECK_THROWS_WITH(Parse({"--id=1"}),
                    StartsWith("INVALID_ARGUMENT: a worker needs --id=<id> and --provision_endpoint=<host:port>"));
  CHECK_THROWS_AS(Parse({"--id=''", "--provision_endpoint=localhost:1"}), Error);
  CHECK_THROWS_AS(Parse({"--id=a\nb", "--provision_endpoint=localhost:1"}), Error);
}

TEST_CASE("The provision service says where everything is; flags say the rest") {
  FnApiServer server;
  server.provision.mutable_control_endpoint()->set_url("control:1");
  server.provision.mutable_artifact_endpoint()->set_url("artifact:1");
  server.provision.set_retrieval_token("token");
  server.provision.add_runner_capabilities("beam:protocol:control_response_elements_embedding:v1");
  BootFlags flags;
  flags.id = "w1";
  flags.provision_endpoint = server.address();
  flags.control_endpoint = "flag:1";
  flags.logging_endpoint = "flag:2";
  const Provision provision = AskForProvision(flags);
  CHECK(provision.endpoints.control_endpoint == "control:1");
  CHECK(provision.endpoints.artifact_endpoint == "artifact:1");
  CHECK(provision.endpoints.logging_endpoint == "flag:2");
  CHECK(provision.info.retrieval_token() == "token");
  CHECK(server.calls() == std::set<std::string>{"GetProvisionInfo w1"});
  CHECK(OptionsFor(provision).worker_id == "w1");
  CHECK(OptionsFor(provision).embed_response_elements);
}

TEST_CASE("Without a provision service the flags are enough, if they name the control service") {
  BootFlags flags;
  flags.id = "w1";
  flags.control_endpoint = "flag:1";
  const Provision provision = AskForProvision(flags);
  CHECK(provision.endpoints.control_endpoint == "flag:1");
  CHECK_FALSE(OptionsFor(provision).embed_response_elements);
  flags.control_endpoint = "";
  CHECK_THROWS_WITH(AskForProvision(flags),
                    StartsWith("FAILED_PRECONDITION: neither the provision service nor --control_endpoint says"));
}

TEST_CASE("A provision service that is not there is an error that names the address") {
  BootFlags flags;
  flags.id = "w1";
  {
    FnApiServer gone;
    flags.provision_endpoint = gone.address();
  }
  CHECK_THROWS_WITH(AskForProvision(flags), StartsWith("UNAVAILABLE: no runner answers at this address"));
}

}  // namespace
}  // namespace beam::runners
