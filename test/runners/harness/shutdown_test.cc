// The end of the worker: in an orderly way, by a runner that is gone, and in the middle of everything.
#include <catch2/catch.hpp>

#include <atomic>

#include "beam/base/error.h"
#include "test/runners/harness/scripted_runner.h"

namespace beam::runners {
namespace {

using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;

TEST_CASE("A worker whose control stream is closed ends without an error, also if it never did anything") {
  ScriptedRunner runner(std::make_shared<Script>());
  CHECK(runner.EndWorker().ok());
}

TEST_CASE("All processors are destroyed once the harness is, those too that waited for finalization") {
  auto script = std::make_shared<Script>();
  script->requires_finalization = [] { return true; };
  {
    ScriptedRunner runner(script);
    runner.RunBundle("i1");
    runner.RunBundle("i2");
    CHECK(runner.EndWorker().ok());
  }
  CHECK(script->destroyed.Get() == script->made.Get());
}

TEST_CASE("The end of the control stream fails a bundle that waits for data") {
  ScriptedRunner runner(std::make_shared<Script>());
  runner.StartBundle("i1");
  runner.SendData("i1", "x");
  runner.control().Close();
  CHECK_THAT(runner.ResponseTo("i1").error(), StartsWith("CANCELLED: the worker was told to end while the bundle ran"));
  CHECK(runner.AwaitWorker().ok());
  CHECK(runner.script().destroyed.Get() == 1);
}

TEST_CASE("The end of the control stream fails a bundle that waits for the runner to take its output") {
  auto script = std::make_shared<Script>();
  Counter inside;
  script->data = [&](BundleServices& services, const std::string&, std::string_view) {
    inside.Add();
    while (true) services.SendData("sink", "x");
  };
  ScriptedRunner::Options options = ScriptedRunner::Defaults();
  options.harness.flush_bytes = 1;
  ScriptedRunner runner(script, options);
  runner.StartBundle("i1");
  runner.SendData("i1", "x");
  inside.WaitFor(1);
  runner.control().Close();
  CHECK_THAT(runner.ResponseTo("i1").error(), Contains("while running bundle i1"));
  CHECK(runner.AwaitWorker().ok());
}

TEST_CASE("The end of the control stream fails a bundle that waits for state") {
  auto script = std::make_shared<Script>();
  script->start = [&](BundleServices& services) { services.state().Get(fn::StateKey(), ""); };
  ScriptedRunner runner(script);
  runner.StartBundle("i1");
  runner.NextStateRequest();
  runner.control().Close();
  CHECK_THAT(runner.ResponseTo("i1").error(), StartsWith("CANCELLED: the worker was told to end"));
  CHECK(runner.AwaitWorker().ok());
}

TEST_CASE("A runner that is gone ends the worker with an error that says so") {
  ScriptedRunner runner(std::make_shared<Script>());
  runner.StartBundle("i1");
  runner.SendData("i1", "x");
  runner.control().Break(Status(StatusCode::kUnavailable, "connection reset"));
  const Status end = runner.AwaitWorker();
  CHECK_THAT(end.ToString(), StartsWith("UNAVAILABLE: the control stream to the runner broke, so the worker ends: "
                                        "UNAVAILABLE: connection reset; worker = worker"));
  CHECK(runner.script().destroyed.Get() == 1);
}

TEST_CASE("Stop ends the worker from another thread, without an error") {
  ScriptedRunner runner(std::make_shared<Script>());
  runner.StartBundle("i1");
  runner.SendData("i1", "x");
  runner.harness().Stop();
  CHECK(runner.AwaitWorker().ok());
}

TEST_CASE("A worker that is stopped before it runs ends at once") {
  auto transport = std::make_shared<InProcessTransport>(InProcessTransport::Options());
  HarnessOptions options;
  options.logging_grace = std::chrono::milliseconds(0);
  options.logging.fallback = [](const fn::LogEntry&) {};
  Harness harness(options, transport, FactoryOf(std::make_shared<Script>()));
  harness.Stop();
  CHECK(harness.Run().ok());
}

TEST_CASE("A runner that cannot be reached is an error that names the worker") {
  InProcessTransport::Options transport_options;
  transport_options.admit = [](const std::string& kind) {
    if (kind == "control") throw Error(StatusCode::kUnavailable, "nobody listens");
  };
  transport_options.logging = false;
  HarnessOptions options;
  options.worker_id = "w1";
  Harness harness(options, std::make_shared<InProcessTransport>(transport_options),
                  FactoryOf(std::make_shared<Script>()));
  CHECK(harness.Run().ToString() == "UNAVAILABLE: nobody listens\n  while starting worker w1");
}

TEST_CASE("User code that does not return is left behind, and said so") {
  auto script = std::make_shared<Script>();
  auto gate = std::make_shared<Gate>();
  Counter inside;
  // Signals that nobody holds the transport any more.
  Gate gone;
  auto token = std::shared_ptr<void>(nullptr, [&gone](void*) { gone.Open(); });
  script->data = [gate, &inside](BundleServices&, const std::string&, std::string_view) {
    inside.Add();
    gate->Wait();
  };
  {
    ScriptedRunner::Options options = ScriptedRunner::Defaults();
    options.harness.bundles_grace = std::chrono::milliseconds(0);
    options.transport.admit = [token = std::move(token)](const std::string&) {};
    ScriptedRunner runner(script, std::move(options));
    runner.StartBundle("i1");
    runner.SendData("i1", "x");
    inside.WaitFor(1);
    const Status end = runner.EndWorker();
    CHECK_THAT(end.ToString(),
               StartsWith("DEADLINE_EXCEEDED: the worker was told to end, but bundles are inside user code that does "
                          "not return; their threads are left behind; bundles = 1"));
  }
  // The harness and the transport are gone; the bundle's thread still finds all that it needs.
  gate->Open();
  script->destroyed.WaitFor(1);
  gone.Wait();
}

TEST_CASE("Many workers live in one process, and end one by one") {
  std::vector<std::unique_ptr<ScriptedRunner>> runners;
  for (int i = 0; i < 8; ++i) runners.push_back(std::make_unique<ScriptedRunner>(std::make_shared<Script>()));
  for (auto& runner : runners) runner->StartBundle("same id");
  for (auto& runner : runners) {
    runner->SendData("same id", "x", true);
    CHECK(runner->ResponseTo("same id").error() == "");
    CHECK(runner->EndWorker().ok());
  }
}

}  // namespace
}  // namespace beam::runners
