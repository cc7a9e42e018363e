// What a worker says about itself when its runner asks.
#include <catch2/catch.hpp>
#include <memory>
#include <string>

#include "beam/base/error.h"
#include "test/runners/harness/scripted_runner.h"

namespace beam::runners {
namespace {

using Catch::Matchers::Contains;

std::string StatusOfWorker(RunnerStatusStream& stream, const std::string& id) {
  fn::WorkerStatusRequest request;
  request.set_id(id);
  REQUIRE(stream.Write(request));
  fn::WorkerStatusResponse response;
  REQUIRE(stream.Read(response));
  CHECK(response.id() == id);
  CHECK(response.error() == "");
  return response.status_info();
}

TEST_CASE("a worker tells which bundles it runs, and what it takes of the machine") {
  Counter inside;
  Gate go;
  auto script = std::make_shared<Script>();
  script->data = [&](BundleServices&, const std::string&, std::string_view) {
    inside.Add();
    go.Wait();
  };
  ScriptedRunner::Options options = ScriptedRunner::Defaults();
  options.transport.status = true;
  ScriptedRunner runner(script, options);
  const std::shared_ptr<RunnerStatusStream> status = runner.AcceptStatus();
  REQUIRE(status != nullptr);
  CHECK_THAT(StatusOfWorker(*status, "1"), Contains("worker worker\n") && Contains("bundles: 0, under way: 0\n") &&
                                               Contains("VmRSS:") && Contains("Threads:"));
  runner.StartBundle("i1");
  runner.SendData("i1", "x");
  inside.WaitFor(1);
  CHECK_THAT(StatusOfWorker(*status, "2"), Contains("bundles: 1, under way: 1\n") &&
                                               Contains("bundle i1 of stage stage: ") &&
                                               Contains("elements read = 0\n"));
  go.Open();
  runner.SendData("i1", "", true);
  runner.ResponseTo("i1");
  CHECK_THAT(StatusOfWorker(*status, "3"), Contains("bundles: 1, under way: 0\n"));
  CHECK(runner.EndWorker().ok());
}

TEST_CASE("a runner that breaks its status stream, or has none, has a worker all the same") {
  ScriptedRunner::Options options = ScriptedRunner::Defaults();
  options.transport.status = true;
  ScriptedRunner runner(std::make_shared<Script>(), options);
  runner.AcceptStatus()->Break(Status(StatusCode::kUnavailable, "gone"));
  CHECK(runner.RunBundle("i1").error() == "");
  ScriptedRunner::Options refuses = ScriptedRunner::Defaults();
  refuses.transport.status = true;
  refuses.transport.admit = [](const std::string& kind) {
    if (kind == "status") throw Error(StatusCode::kUnavailable, "nobody asks");
  };
  ScriptedRunner other(std::make_shared<Script>(), refuses);
  CHECK(other.RunBundle("i1").error() == "");
  CHECK(other.EndWorker().ok());
}

}  // namespace
}  // namespace beam::runners
