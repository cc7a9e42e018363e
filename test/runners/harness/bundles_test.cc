// Bundles from their instruction to their response: threads, processors, descriptors, errors.
#include <catch2/catch.hpp>

#include <stdexcept>

#include "beam/base/error.h"
#include "test/runners/harness/scripted_runner.h"

namespace beam::runners {
namespace {

using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;

ScriptedRunner::Options WithStage(const fn::ProcessBundleDescriptor& stage) {
  ScriptedRunner::Options options = ScriptedRunner::Defaults();
  options.stages["stage"] = stage;
  return options;
}

TEST_CASE("A bundle's elements go through the processor and come back, and its response has its id") {
  ScriptedRunner runner(std::make_shared<Script>());
  const fn::InstructionResponse response = runner.RunBundle("i1", "hello");
  CHECK(response.error() == "");
  CHECK(response.has_process_bundle());
  const BundleOutput output = runner.OutputOf("i1");
  CHECK(output.data.at("sink") == "hello");
  CHECK(output.ends.at("sink") == 1);
  CHECK(runner.EndWorker().ok());
}

TEST_CASE("An empty bundle ends every sink and every timer family") {
  fn::ProcessBundleDescriptor stage = EchoStage("stage");
  AddSink(stage, "other sink");
  AddTimerFamily(stage, "par do", "a");
  AddTimerFamily(stage, "par do", "b");
  ScriptedRunner runner(std::make_shared<Script>(), WithStage(stage));
  runner.StartBundle("i1");
  runner.SendData("i1", "", true);
  runner.SendTimers("i1", "par do", "a", "", true);
  runner.SendTimers("i1", "par do", "b", "", true);
  CHECK(runner.ResponseTo("i1").error() == "");
  const BundleOutput output = runner.OutputOf("i1", 4);
  CHECK(output.ends == std::map<std::string, int>{{"sink", 1}, {"other sink", 1}, {"par do/a", 1}, {"par do/b", 1}});
}

TEST_CASE("A processor is used again after a clean bundle and destroyed after one that failed") {
  auto script = std::make_shared<Script>();
  script->data = [](BundleServices&, const std::string&, std::string_view bytes) {
    if (bytes == "bad") throw std::runtime_error("a bad element");
  };
  ScriptedRunner runner(script);
  CHECK(runner.RunBundle("i1").error() == "");
  CHECK(runner.RunBundle("i2").error() == "");
  CHECK(script->made.Get() == 1);
  CHECK_THAT(runner.RunBundle("i3", "bad").error(), StartsWith("UNKNOWN: a bad element\n"));
  CHECK(script->destroyed.Get() == 1);
  CHECK(runner.RunBundle("i4").error() == "");
  CHECK(script->made.Get() == 2);
}

TEST_CASE("Several bundles of one stage run at once, each on a processor of its own") {
  auto script = std::make_shared<Script>();
  Counter started;
  Gate go;
  script->start = [&](BundleServices&) {
    started.Add();
    go.Wait();
  };
  ScriptedRunner runner(script);
  for (const char* id : {"i1", "i2", "i3"}) runner.StartBundle(id);
  started.WaitFor(3);
  CHECK(script->made.Get() == 3);
  go.Open();
  for (const char* id : {"i3", "i1", "i2"}) {
    runner.SendData(id, id);
    runner.SendData(id, "", true);
    CHECK(runner.ResponseTo(id).error() == "");
    CHECK(runner.OutputOf(id).data.at("sink") == id);
  }
}

TEST_CASE("Whatever a processor throws, and wherever, fails its bundle and nothing else") {
  auto script = std::make_shared<Script>();
  std::string where;
  const auto at = [&](const std::string& here) {
    if (where == here) throw Error(StatusCode::kInvalidArgument, "thrown in " + here);
  };
  script->make = [&](const fn::ProcessBundleDescriptor&) { at("Make"); };
  script->start = [&](BundleServices&) { at("Start"); };
  script->data = [&](BundleServices&, const std::string&, std::string_view) { at("ProcessData"); };
  script->finish = [&](BundleServices&) { at("Finish"); };
  script->metrics = [&] {
    at("MonitoringInfos");
    return std::vector<model::MonitoringInfo>();
  };
  script->requires_finalization = [&] {
    at("requires_finalization");
    return false;
  };
  ScriptedRunner runner(script);
  int bundle = 0;
  for (const char* place : {"Make", "Start", "ProcessData", "Finish", "MonitoringInfos", "requires_finalization"}) {
    where = place;
    const std::string id = "i" + std::to_string(++bundle);
    const std::string error = runner.RunBundle(id).error();
    CHECK_THAT(error, StartsWith("INVALID_ARGUMENT: thrown in " + where + "\n"));
    CHECK_THAT(error, Contains("while running bundle " + id + " of stage stage"));
  }
  where = "";
  CHECK(runner.RunBundle("good").error() == "");
  CHECK(script->destroyed.Get() == 5);
}

TEST_CASE("What is no exception of the standard library is an error too") {
  auto script = std::make_shared<Script>();
  script->finish = [](BundleServices&) { throw 7; };
  ScriptedRunner runner(script);
  CHECK_THAT(runner.RunBundle("i1").error(), StartsWith("UNKNOWN: an exception that is no std::exception"));
}

TEST_CASE("An error text is valid UTF-8 whatever bytes the user's message holds") {
  auto script = std::make_shared<Script>();
  script->finish = [](BundleServices&) { throw std::runtime_error("caf\xC3\xA9 \xFF\xC3( \xED\xA0\x80"); };
  ScriptedRunner runner(script);
  CHECK_THAT(runner.RunBundle("i1").error(), StartsWith("UNKNOWN: caf\xC3\xA9 \\xff\\xc3( \\xed\\xa0\\x80\n"));
}

TEST_CASE("A bundle that failed sends no end of its output") {
  auto script = std::make_shared<Script>();
  script->finish = [](BundleServices& services) {
    if (services.instruction_id() == "bad") throw std::runtime_error("broken");
  };
  ScriptedRunner runner(script);
  CHECK(runner.RunBundle("bad").error() != "");
  CHECK(runner.RunBundle("good").error() == "");
  runner.OutputOf("good");
  CHECK(runner.OutputOf("bad", 0).messages == 0);
}

TEST_CASE("A factory that makes nothing is an error") {
  class NoFactory : public BundleProcessorFactory {
    std::unique_ptr<BundleProcessor> Make(const fn::ProcessBundleDescriptor&) override { return nullptr; }
  };
  InProcessTransport::Options options;
  options.descriptor = [](const std::string& id) { return EchoStage(id); };
  options.logging = false;
  auto transport = std::make_shared<InProcessTransport>(options);
  HarnessOptions harness_options = ScriptedRunner::Defaults().harness;
  harness_options.streams_grace = std::chrono::milliseconds(0);
  Harness harness(harness_options, transport, std::make_shared<NoFactory>());
  Status end;
  std::thread worker([&] { end = harness.Run(); });
  const auto control = transport->AcceptControl();
  fn::InstructionRequest request;
  request.set_instruction_id("i1");
  request.mutable_process_bundle()->set_process_bundle_descriptor_id("stage");
  control->Write(request);
  fn::InstructionResponse response;
  CHECK(control->Read(response));
  CHECK_THAT(response.error(), StartsWith("INTERNAL: the factory made no processor for stage stage"));
  control->Close();
  worker.join();
  CHECK(end.ok());
}

TEST_CASE("A descriptor is asked for once, however many bundles wait for it, and again after it could not be had") {
  auto script = std::make_shared<Script>();
  Counter asked;
  Gate answer;
  ScriptedRunner::Options options = ScriptedRunner::Defaults();
  options.transport.descriptor = [&](const std::string& id) -> fn::ProcessBundleDescriptor {
    asked.Add();
    if (asked.Get() == 1) throw Error(StatusCode::kNotFound, "no stage of that name");
    answer.Wait();
    return EchoStage(id);
  };
  ScriptedRunner runner(script, options);
  runner.StartBundle("i0");
  CHECK_THAT(runner.ResponseTo("i0").error(), StartsWith("NOT_FOUND: no stage of that name\n"));
  for (const char* id : {"i1", "i2", "i3"}) runner.StartBundle(id);
  asked.WaitFor(2);
  answer.Open();
  for (const char* id : {"i1", "i2", "i3"}) {
    runner.SendData(id, "", true);
    CHECK(runner.ResponseTo(id).error() == "");
  }
  CHECK(asked.Get() == 2);
}

TEST_CASE("A registered descriptor need not be asked for") {
  ScriptedRunner::Options options = ScriptedRunner::Defaults();
  options.transport.descriptor = [](const std::string&) -> fn::ProcessBundleDescriptor {
    throw Error(StatusCode::kNotFound, "nobody should ask");
  };
  ScriptedRunner runner(std::make_shared<Script>(), options);
  fn::InstructionRequest request;
  request.set_instruction_id("r1");
  *request.mutable_register_()->add_process_bundle_descriptor() = EchoStage("registered");
  runner.Send(request);
  CHECK(runner.ResponseTo("r1").has_register_());
  CHECK(runner.RunBundle("i1", "x", "registered").error() == "");
}

TEST_CASE("A descriptor that lies fails the bundle and names the transform") {
  fn::ProcessBundleDescriptor stage = EchoStage("stage");
  std::string expected;
  SECTION("its id is another one") {
    stage.set_id("another");
    expected = "asked for stage stage and answered with another one; descriptor = another";
  }
  SECTION("it has no source") {
    stage.mutable_transforms()->erase("source");
    expected = "stage stage has no source";
  }
  SECTION("a source has a payload of something else") {
    stage.mutable_transforms()->at("source").mutable_spec()->set_payload("\xFF\xFF\xFF");
    expected = "transform source has a payload that is no RemoteGrpcPort";
  }
  SECTION("a sink leads nowhere") {
    stage.mutable_transforms()->at("sink").mutable_spec()->set_payload("");
    expected = "transform sink names no address";
  }
  SECTION("a ParDo has a payload of something else") {
    AddTimerFamily(stage, "par do", "a");
    stage.mutable_transforms()->at("par do").mutable_spec()->set_payload("\xFF\xFF\xFF");
    expected = "transform par do has a payload that is no ParDoPayload";
  }
  ScriptedRunner runner(std::make_shared<Script>(), WithStage(stage));
  runner.StartBundle("i1");
  CHECK_THAT(runner.ResponseTo("i1").error(), Contains(expected));
  CHECK(runner.script().made.Get() == 0);
}

TEST_CASE("An instruction id that is used twice is refused and does the first bundle no harm") {
  ScriptedRunner runner(std::make_shared<Script>());
  runner.StartBundle("i1");
  runner.SendData("i1", "first");
  runner.StartBundle("i1");
  CHECK_THAT(runner.ResponseTo("i1").error(),
             StartsWith("ALREADY_EXISTS: a bundle of this instruction id runs or has run"));
  runner.SendData("i1", " last");
  runner.SendData("i1", "", true);
  CHECK(runner.ResponseTo("i1").error() == "");
  CHECK(runner.OutputOf("i1").data.at("sink") == "first last");
  runner.StartBundle("i1");
  CHECK_THAT(runner.ResponseTo("i1").error(), StartsWith("ALREADY_EXISTS"));
}

TEST_CASE("More bundles at once than the worker may run are refused, and can be sent again") {
  ScriptedRunner::Options options = ScriptedRunner::Defaults();
  options.harness.running_bundles = 1;
  ScriptedRunner runner(std::make_shared<Script>(), options);
  runner.StartBundle("i1");
  runner.StartBundle("i2");
  CHECK_THAT(runner.ResponseTo("i2").error(),
             StartsWith("RESOURCE_EXHAUSTED: the worker runs as many bundles as it may"));
  runner.SendData("i1", "", true);
  CHECK(runner.ResponseTo("i1").error() == "");
  CHECK(runner.RunBundle("i2").error() == "");
}

}  // namespace
}  // namespace beam::runners
