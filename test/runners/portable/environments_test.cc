// What --environment_type and --environment_config become.
#include "runners/portable/environments.h"

#include <catch2/catch.hpp>

#include "beam/base/error.h"
#include "runners/portable/worker_leases.h"

namespace beam::runners {
namespace {

namespace model = org::apache::beam::model::pipeline::v1;

model::ProcessPayload ProcessOf(const std::string& config) {
  const model::Environment environment = EnvironmentFor(ParseWorkers("PROCESS", config));
  CHECK(environment.urn() == "beam:env:process:v1");
  model::ProcessPayload payload;
  REQUIRE(payload.ParseFromString(environment.payload()));
  return payload;
}

TEST_CASE("workers run in the submitting process unless something else is asked for") {
  CHECK(ParseWorkers("", "").where == WorkersIn::kLoopback);
  CHECK(ParseWorkers("LOOPBACK", "").where == WorkersIn::kLoopback);
}

TEST_CASE("PROCESS without a configuration starts the file of this program") {
  CHECK_THAT(ProcessOf("").command(), Catch::EndsWith("environments_test"));
}

TEST_CASE("PROCESS takes a command, or Beam's JSON object with an environment") {
  CHECK(ProcessOf("/opt/worker").command() == "/opt/worker");
  const model::ProcessPayload payload = ProcessOf(R"({"command": "/opt/worker", "env": {"LANG": "C"}})");
  CHECK(payload.command() == "/opt/worker");
  CHECK(payload.env().at("LANG") == "C");
}

TEST_CASE("what PROCESS does not know in its JSON is refused, and so is what is no JSON") {
  CHECK_THROWS_WITH(ProcessOf(R"({"comand": "/opt/worker"})"), Catch::Contains("comand"));
  CHECK_THROWS_WITH(ProcessOf("{command}"), Catch::Contains("--environment_config of PROCESS"));
}

TEST_CASE("EXTERNAL names a pool, and says how to start one if it has none") {
  model::ExternalPayload payload;
  const model::Environment environment = EnvironmentFor(ParseWorkers("EXTERNAL", "127.0.0.1:5000"));
  CHECK(environment.urn() == "beam:env:external:v1");
  REQUIRE(payload.ParseFromString(environment.payload()));
  CHECK(payload.endpoint().url() == "127.0.0.1:5000");
  CHECK(payload.params().empty());
  CHECK_THROWS_WITH(ParseWorkers("EXTERNAL", ""), Catch::Contains("--worker_pool=PORT"));
}

TEST_CASE("workers of PROCESS and of a pool learn where their end is noticed") {
  model::ExternalPayload external;
  REQUIRE(external.ParseFromString(EnvironmentFor({WorkersIn::kExternal, "127.0.0.1:5000"}, "a name").payload()));
  CHECK(external.params().at(kLeaseVariable) == "a name");
  model::ProcessPayload process;
  REQUIRE(process.ParseFromString(EnvironmentFor({WorkersIn::kProcess, "/opt/worker"}, "a name").payload()));
  CHECK(process.env().at(kLeaseVariable) == "a name");
}

TEST_CASE("DOCKER names an image") {
  model::DockerPayload payload;
  const model::Environment environment = EnvironmentFor(ParseWorkers("DOCKER", "words:1"));
  CHECK(environment.urn() == "beam:env:docker:v1");
  REQUIRE(payload.ParseFromString(environment.payload()));
  CHECK(payload.container_image() == "words:1");
  CHECK_THROWS_WITH(ParseWorkers("DOCKER", ""), Catch::Contains("IMAGE"));
}

TEST_CASE("an unknown type is refused with the known ones") {
  CHECK_THROWS_WITH(ParseWorkers("process", ""), Catch::Contains("LOOPBACK, PROCESS, EXTERNAL or DOCKER"));
}

}  // namespace
}  // namespace beam::runners
