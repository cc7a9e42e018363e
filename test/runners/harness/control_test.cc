// What the runner asks beside bundles: progress, splits, finalization, metrics, and things that nobody should ask.
#include <catch2/catch.hpp>

#include <stdexcept>

#include "runners/harness/short_ids.h"
#include "test/runners/harness/scripted_runner.h"

namespace beam::runners {
namespace {

using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;

model::MonitoringInfo ElementCount(const std::string& collection, const std::string& payload) {
  model::MonitoringInfo info;
  info.set_urn("beam:metric:element_count:v1");
  info.set_type("beam:metrics:sum_int64:v1");
  (*info.mutable_labels())["PCOLLECTION"] = collection;
  info.set_payload(payload);
  return info;
}

/// A runner whose bundles wait inside ProcessData, after they have said so.
struct SlowBundles {
  Counter inside;
  Gate go;
  std::shared_ptr<Script> script = std::make_shared<Script>();
  SlowBundles() {
    script->data = [this](BundleServices&, const std::string&, std::string_view) {
      inside.Add();
      go.Wait();
    };
    script->metrics = [] { return std::vector{ElementCount("in", "\x01"), ElementCount("out", "\x02")}; };
  }
};

fn::InstructionRequest MetricsRequest(const std::string& id, const std::vector<std::string>& short_ids) {
  fn::InstructionRequest request;
  request.set_instruction_id(id);
  request.mutable_monitoring_infos();
  for (const std::string& short_id : short_ids) request.mutable_monitoring_infos()->add_monitoring_info_id(short_id);
  return request;
}

TEST_CASE("Progress of a running bundle has its metrics in both forms; that of a finished one is empty") {
  SlowBundles slow;
  ScriptedRunner runner(slow.script);
  runner.StartBundle("i1");
  runner.SendData("i1", "x");
  slow.inside.WaitFor(1);
  const fn::InstructionResponse progress = runner.Progress("i1");
  REQUIRE(progress.has_process_bundle_progress());
  CHECK(progress.process_bundle_progress().monitoring_infos_size() == 2);
  CHECK(progress.process_bundle_progress().monitoring_data().size() == 2);
  slow.go.Open();
  runner.SendData("i1", "", true);
  const fn::InstructionResponse response = runner.ResponseTo("i1");
  CHECK(response.process_bundle().monitoring_infos_size() == 2);
  CHECK(response.process_bundle().monitoring_data().size() == 2);
  const fn::InstructionResponse late = runner.Progress("i1");
  CHECK(late.error() == "");
  REQUIRE(late.has_process_bundle_progress());
  CHECK(late.process_bundle_progress().monitoring_infos_size() == 0);
}

TEST_CASE("A bundle that is announced and has not begun answers progress and splits with nothing") {
  Gate answer;
  Counter asked;
  ScriptedRunner::Options options = ScriptedRunner::Defaults();
  options.transport.descriptor = [&](const std::string& id) {
    asked.Add();
    answer.Wait();
    return EchoStage(id);
  };
  ScriptedRunner runner(std::make_shared<Script>(), options);
  runner.StartBundle("i1");
  asked.WaitFor(1);
  CHECK(runner.Progress("i1").has_process_bundle_progress());
  CHECK(runner.Split("i1").has_process_bundle_split());
  CHECK(runner.Finalize("i1").has_finalize_bundle());
  answer.Open();
  runner.SendData("i1", "", true);
  CHECK(runner.ResponseTo("i1").error() == "");
}

TEST_CASE("What the running bundle gives back is the answer to a split; before and after it there is nothing to give") {
  SlowBundles slow;
  std::vector<fn::ProcessBundleSplitRequest> asked;
  slow.script->split = [&](const fn::ProcessBundleSplitRequest& request) {
    asked.push_back(request);
    fn::ProcessBundleSplitResponse response;
    response.add_channel_splits()->set_first_residual_element(7);
    return response;
  };
  ScriptedRunner runner(slow.script);
  runner.StartBundle("i1");
  runner.SendData("i1", "x");
  slow.inside.WaitFor(1);
  const fn::InstructionResponse response = runner.Split("i1");
  REQUIRE(response.process_bundle_split().channel_splits_size() == 1);
  CHECK(response.process_bundle_split().channel_splits(0).first_residual_element() == 7);
  REQUIRE(asked.size() == 1);
  CHECK(asked[0].desired_splits().at("source").fraction_of_remainder() == 0.5);
  slow.go.Open();
  runner.SendData("i1", "", true);
  CHECK(runner.ResponseTo("i1").error() == "");
  CHECK(runner.Split("i1").process_bundle_split().ByteSizeLong() == 0);
  CHECK(asked.size() == 1);
}

TEST_CASE("A split that throws is an error of its question, not of the bundle") {
  SlowBundles slow;
  slow.script->split = [](const fn::ProcessBundleSplitRequest&) -> fn::ProcessBundleSplitResponse {
    throw std::runtime_error("cannot be divided");
  };
  ScriptedRunner runner(slow.script);
  runner.StartBundle("i1");
  runner.SendData("i1", "x");
  slow.inside.WaitFor(1);
  CHECK_THAT(runner.Split("i1").error(), StartsWith("UNKNOWN: cannot be divided"));
  slow.go.Open();
  runner.SendData("i1", "", true);
  CHECK(runner.ResponseTo("i1").error() == "");
}

TEST_CASE("Splits are declined with an empty answer, also after the bundle's end") {
  SlowBundles slow;
  ScriptedRunner runner(slow.script);
  runner.StartBundle("i1");
  runner.SendData("i1", "x");
  slow.inside.WaitFor(1);
  const fn::InstructionResponse running = runner.Split("i1");
  CHECK(running.error() == "");
  REQUIRE(running.has_process_bundle_split());
  CHECK(running.process_bundle_split().ByteSizeLong() == 0);
  slow.go.Open();
  runner.SendData("i1", "", true);
  CHECK(runner.ResponseTo("i1").error() == "");
  CHECK(runner.Split("i1").has_process_bundle_split());
}

TEST_CASE("Questions about a bundle that failed, or was never announced, are errors and change nothing") {
  auto script = std::make_shared<Script>();
  script->finish = [](BundleServices& services) {
    if (services.instruction_id() == "bad") throw std::runtime_error("broken");
  };
  ScriptedRunner runner(script);
  CHECK(runner.RunBundle("bad").error() != "");
  CHECK_THAT(runner.Progress("bad").error(), StartsWith("FAILED_PRECONDITION: the bundle has failed; id = bad"));
  CHECK_THAT(runner.Split("bad").error(), StartsWith("FAILED_PRECONDITION"));
  CHECK_THAT(runner.Finalize("bad").error(), StartsWith("FAILED_PRECONDITION"));
  CHECK_THAT(runner.Progress("never").error(), StartsWith("NOT_FOUND: this worker knows no bundle of that id"));
  CHECK_THAT(runner.Split("never").error(), StartsWith("NOT_FOUND"));
  CHECK_THAT(runner.Finalize("never").error(), StartsWith("NOT_FOUND"));
  CHECK(runner.RunBundle("good").error() == "");
}

TEST_CASE("A bundle that asks for finalization keeps its processor until it is finalized, once") {
  auto script = std::make_shared<Script>();
  Counter finalized;
  script->requires_finalization = [] { return true; };
  script->finalize = [&] { finalized.Add(); };
  ScriptedRunner runner(script);
  CHECK(runner.RunBundle("i1").process_bundle().requires_finalization());
  CHECK(runner.RunBundle("i2").process_bundle().requires_finalization());
  CHECK(script->made.Get() == 2);
  CHECK(finalized.Get() == 0);
  CHECK(runner.Finalize("i1").has_finalize_bundle());
  CHECK(finalized.Get() == 1);
  CHECK(runner.Finalize("i1").has_finalize_bundle());
  CHECK(finalized.Get() == 1);
  CHECK(runner.RunBundle("i3").error() == "");
  CHECK(script->made.Get() == 2);
}

TEST_CASE("A finalization that throws is an error of its instruction, and the processor is gone") {
  auto script = std::make_shared<Script>();
  script->requires_finalization = [] { return true; };
  script->finalize = [] { throw std::runtime_error("cannot acknowledge"); };
  ScriptedRunner runner(script);
  runner.RunBundle("i1");
  CHECK_THAT(runner.Finalize("i1").error(), StartsWith("UNKNOWN: cannot acknowledge\n"));
  CHECK(script->destroyed.Get() == 1);
  CHECK(runner.Finalize("i1").error() == "");
}

TEST_CASE("A finalization that takes long does not keep the worker from answering") {
  auto script = std::make_shared<Script>();
  Gate go;
  Counter inside;
  script->requires_finalization = [] { return true; };
  script->finalize = [&] {
    inside.Add();
    go.Wait();
  };
  ScriptedRunner runner(script);
  runner.RunBundle("i1");
  fn::InstructionRequest request;
  request.set_instruction_id("finalize");
  request.mutable_finalize_bundle()->set_instruction_id("i1");
  runner.Send(request);
  inside.WaitFor(1);
  CHECK(runner.Progress("i1").has_process_bundle_progress());
  go.Open();
  CHECK(runner.ResponseTo("finalize").error() == "");
}

TEST_CASE("A finalization that was not asked for is answered, while the bundle runs and after it") {
  SlowBundles slow;
  ScriptedRunner runner(slow.script);
  runner.StartBundle("i1");
  runner.SendData("i1", "x");
  slow.inside.WaitFor(1);
  CHECK(runner.Finalize("i1").has_finalize_bundle());
  slow.go.Open();
  runner.SendData("i1", "", true);
  CHECK(runner.ResponseTo("i1").error() == "");
  CHECK(runner.Finalize("i1").has_finalize_bundle());
}

TEST_CASE("Only so many ended bundles are remembered, and what they kept for finalization is used again") {
  auto script = std::make_shared<Script>();
  script->requires_finalization = [] { return true; };
  ScriptedRunner::Options options = ScriptedRunner::Defaults();
  options.harness.past_bundles = 2;
  options.harness.inbound.ended_bundles = 2;
  ScriptedRunner runner(script, options);
  for (const char* id : {"i1", "i2", "i3"}) CHECK(runner.RunBundle(id).error() == "");
  CHECK(script->made.Get() == 3);
  CHECK_THAT(runner.Finalize("i1").error(), StartsWith("NOT_FOUND"));
  CHECK(runner.Finalize("i3").error() == "");
  CHECK(runner.RunBundle("i4").error() == "");
  CHECK(runner.RunBundle("i5").error() == "");
  CHECK(script->made.Get() == 3);
  CHECK(runner.EndWorker().ok());
  CHECK_THAT(runner.log().at(0).message(), StartsWith("the runner never finalized this bundle"));
  CHECK(runner.log().at(0).instruction_id() == "i1");
}

TEST_CASE("Short ids stay the same for the life of the worker and can be asked about") {
  auto script = std::make_shared<Script>();
  script->metrics = [] { return std::vector{ElementCount("in", "\x05")}; };
  ScriptedRunner runner(script);
  const fn::InstructionResponse first = runner.RunBundle("i1");
  const fn::InstructionResponse second = runner.RunBundle("i2");
  REQUIRE(first.process_bundle().monitoring_data().size() == 1);
  const std::string short_id = first.process_bundle().monitoring_data().begin()->first;
  CHECK(first.process_bundle().monitoring_data().at(short_id) == "\x05");
  CHECK(second.process_bundle().monitoring_data().contains(short_id));
  runner.Send(MetricsRequest("m1", {short_id}));
  const fn::InstructionResponse response = runner.ResponseTo("m1");
  const model::MonitoringInfo& info = response.monitoring_infos().monitoring_info().at(short_id);
  CHECK(info.urn() == "beam:metric:element_count:v1");
  CHECK(info.type() == "beam:metrics:sum_int64:v1");
  CHECK(info.labels().at("PCOLLECTION") == "in");
  CHECK(info.payload() == "");
  runner.Send(MetricsRequest("m2", {"no such id"}));
  CHECK_THAT(runner.ResponseTo("m2").error(), StartsWith("NOT_FOUND: this worker has named no metric so"));
}

TEST_CASE("Metrics that differ in one label have different short ids") {
  ShortIds ids;
  CHECK(ids.IdOf(ElementCount("a", "1")) == ids.IdOf(ElementCount("a", "2")));
  CHECK(ids.IdOf(ElementCount("a", "")) != ids.IdOf(ElementCount("b", "")));
  model::MonitoringInfo tricky = ElementCount("a", "");
  (*tricky.mutable_labels())["PCOLLECTION"] = "a1:b";
  CHECK(ids.IdOf(tricky) != ids.IdOf(ElementCount("a", "")));
}

TEST_CASE("Metrics that cannot be had fail the question, not the bundle") {
  SlowBundles slow;
  bool broken = true;
  slow.script->metrics = [&]() -> std::vector<model::MonitoringInfo> {
    if (broken) throw std::runtime_error("no metrics today");
    return {};
  };
  ScriptedRunner runner(slow.script);
  runner.StartBundle("i1");
  runner.SendData("i1", "x");
  slow.inside.WaitFor(1);
  CHECK_THAT(runner.Progress("i1").error(), StartsWith("UNKNOWN: no metrics today"));
  broken = false;
  slow.go.Open();
  runner.SendData("i1", "", true);
  CHECK(runner.ResponseTo("i1").error() == "");
}

TEST_CASE("Metrics of the worker itself, and samples, are answered with none") {
  ScriptedRunner runner(std::make_shared<Script>());
  fn::InstructionRequest request;
  request.set_instruction_id("h1");
  request.mutable_harness_monitoring_infos();
  runner.Send(request);
  CHECK(runner.ResponseTo("h1").has_harness_monitoring_infos());
  request.set_instruction_id("s1");
  request.mutable_sample_data()->add_pcollection_ids("in");
  runner.Send(request);
  CHECK(runner.ResponseTo("s1").has_sample_data());
}

TEST_CASE("Malformed instructions are errors, and the worker goes on") {
  ScriptedRunner runner(std::make_shared<Script>());
  fn::InstructionRequest request;
  std::string expected;
  SECTION("of a kind that does not exist") {
    request.set_instruction_id("x");
    expected = "UNIMPLEMENTED: the runner sent an instruction of a kind that this worker does not know";
  }
  SECTION("without an id") {
    request.mutable_process_bundle()->set_process_bundle_descriptor_id("stage");
    expected = "INVALID_ARGUMENT: the runner's instruction has no instruction id";
  }
  SECTION("a bundle of no stage") {
    request.set_instruction_id("x");
    request.mutable_process_bundle();
    expected = "INVALID_ARGUMENT: the runner's instruction has no process_bundle_descriptor_id";
  }
  SECTION("a bundle of a stage that the runner does not have") {
    request.set_instruction_id("x");
    request.mutable_process_bundle()->set_process_bundle_descriptor_id("nowhere");
    expected = "NOT_FOUND: the test has no stage nowhere";
  }
  SECTION("a registration of a stage that makes no sense") {
    request.set_instruction_id("x");
    request.mutable_register_()->add_process_bundle_descriptor()->set_id("senseless");
    expected = "INVALID_ARGUMENT: stage senseless has no source";
  }
  runner.Send(request);
  CHECK_THAT(runner.ResponseTo(request.instruction_id()).error(), StartsWith(expected));
  CHECK(runner.RunBundle("good").error() == "");
}

TEST_CASE("A runner that does not read its answers is still listened to") {
  // Many more than the streams hold: if reading waited for writing, the runner could not send them all.
  constexpr int kQuestions = 500;
  ScriptedRunner runner(std::make_shared<Script>());
  CHECK(runner.RunBundle("i1").error() == "");
  fn::InstructionRequest request;
  request.mutable_process_bundle_progress()->set_instruction_id("i1");
  for (int i = 0; i < kQuestions; ++i) {
    request.set_instruction_id("p" + std::to_string(i));
    runner.Send(request);
  }
  for (int i = 0; i < kQuestions; ++i) CHECK(runner.NextResponse().instruction_id() == "p" + std::to_string(i));
}

TEST_CASE("A runner that never reads its answers is given up in the end") {
  ScriptedRunner::Options options = ScriptedRunner::Defaults();
  options.harness.waiting_responses = 10;
  ScriptedRunner runner(std::make_shared<Script>(), options);
  fn::InstructionRequest request;
  request.mutable_harness_monitoring_infos();
  request.set_instruction_id("h");
  while (runner.control().Write(request)) {
  }
  CHECK(runner.AwaitWorker().code() == StatusCode::kUnavailable);
}

}  // namespace
}  // namespace beam::runners
