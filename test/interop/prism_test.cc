// The submitting half against a real Prism, which test/interop/prism.sh starts.

#include <org/apache/beam/model/job_management/v1/beam_artifact_api.grpc.pb.h>
#include <org/apache/beam/model/pipeline/v1/beam_runner_api.pb.h>

#include <catch2/catch.hpp>
#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <optional>
#include <string>

#include "beam/base/error.h"
#include "runners/portable/job_follower.h"
#include "runners/portable/job_options.h"
#include "runners/portable/submit_job.h"
#include "runners/portable/worker_pool.h"

namespace beam::testing {
namespace {

namespace fn = org::apache::beam::model::fn_execution::v1;
namespace jobs = org::apache::beam::model::job_management::v1;
namespace model = org::apache::beam::model::pipeline::v1;
using runners::JobClient;
using runners::JobEnd;
using runners::JobFollower;
using runners::JobSubmission;
using std::chrono::milliseconds;

constexpr milliseconds kLong(120'000);

std::string PrismEndpoint() {
  const char* endpoint = std::getenv("BEAM_JOB_ENDPOINT");
  INFO("run this test with test/interop/prism.sh");
  REQUIRE(endpoint != nullptr);
  return endpoint;
}

void AddCoder(model::Components& components, const std::string& id, const std::string& urn) {
  (*components.mutable_coders())[id].mutable_spec()->set_urn(urn);
}

void AddCollection(model::Components& components, const std::string& id) {
  model::PCollection& collection = (*components.mutable_pcollections())[id];
  collection.set_unique_name(id);
  collection.set_coder_id("bytes");
  collection.set_windowing_strategy_id("global");
  collection.set_is_bounded(model::IsBounded::BOUNDED);
}

model::PTransform& AddTransform(model::Pipeline& pipeline, const std::string& id, const std::string& urn) {
  pipeline.add_root_transform_ids(id);
  model::PTransform& transform = (*pipeline.mutable_components()->mutable_transforms())[id];
  transform.set_unique_name(id);
  transform.mutable_spec()->set_urn(urn);
  return transform;
}

// Impulse, of bytes in the global window.
model::Pipeline ImpulsePipeline() {
  model::Pipeline pipeline;
  model::Components& components = *pipeline.mutable_components();
  AddCoder(components, "bytes", "beam:coder:bytes:v1");
  AddCoder(components, "global", "beam:coder:global_window:v1");
  model::WindowingStrategy& strategy = (*components.mutable_windowing_strategies())["global"];
  strategy.mutable_window_fn()->set_urn("beam:window_fn:global_windows:v1");
  strategy.set_window_coder_id("global");
  strategy.mutable_trigger()->mutable_default_();
  strategy.set_merge_status(model::MergeStatus::NON_MERGING);
  strategy.set_accumulation_mode(model::AccumulationMode::DISCARDING);
  strategy.set_output_time(model::OutputTime::END_OF_WINDOW);
  strategy.set_closing_behavior(model::ClosingBehavior::EMIT_IF_NONEMPTY);
  strategy.set_on_time_behavior(model::OnTimeBehavior::FIRE_ALWAYS);
  AddCollection(components, "start");
  (*AddTransform(pipeline, "impulse", "beam:transform:impulse:v1").mutable_outputs())["out"] = "start";
  return pipeline;
}

model::Pipeline ImpulseAndFlatten() {
  model::Pipeline pipeline = ImpulsePipeline();
  AddCollection(*pipeline.mutable_components(), "end");
  model::PTransform& flatten = AddTransform(pipeline, "flatten", "beam:transform:flatten:v1");
  (*flatten.mutable_inputs())["one"] = "start";
  (*flatten.mutable_outputs())["out"] = "end";
  return pipeline;
}

// As large as three chunks and a bit.
std::string LargeContent() { return std::string((std::size_t{3} << 20) + 5, 'x'); }

model::ArtifactInformation LargeArtifact() {
  model::EmbeddedFilePayload payload;
  payload.set_data(LargeContent());
  model::ArtifactInformation artifact;
  artifact.set_type_urn("beam:artifact:type:embedded:v1");
  artifact.set_type_payload(payload.SerializeAsString());
  artifact.set_role_urn("beam:artifact:role:staging_to:v1");
  return artifact;
}

// What a worker would fetch: all bytes of an artifact.
std::string Fetch(const fn::StartWorkerRequest& worker, const model::ArtifactInformation& artifact) {
  const auto stub = jobs::ArtifactRetrievalService::NewStub(runners::OpenChannel(worker.artifact_endpoint().url()));
  grpc::ClientContext context;
  runners::SetWorkerId(context, worker.worker_id());
  jobs::GetArtifactRequest request;
  *request.mutable_artifact() = artifact;
  const auto stream = stub->GetArtifact(&context, request);
  std::string bytes;
  jobs::GetArtifactResponse part;
  while (stream->Read(&part)) bytes += part.data();
  const grpc::Status status = stream->Finish();
  CHECK(status.error_message() == "");
  CHECK(status.ok());
  return bytes;
}

// A ParDo behind the impulse, in an environment that the pool at `endpoint` makes workers for.
model::Pipeline ImpulseAndParDo(const std::string& endpoint) {
  model::Pipeline pipeline = ImpulsePipeline();
  AddCollection(*pipeline.mutable_components(), "end");
  model::ExternalPayload payload;
  payload.mutable_endpoint()->set_url(endpoint);
  model::Environment& environment = (*pipeline.mutable_components()->mutable_environments())["here"];
  environment.set_urn("beam:env:external:v1");
  environment.set_payload(payload.SerializeAsString());
  *environment.add_dependencies() = LargeArtifact();
  model::ParDoPayload function;
  function.mutable_do_fn()->set_urn("beam-cpp:test:no_function:v1");
  model::PTransform& par_do = AddTransform(pipeline, "par_do", "beam:transform:pardo:v1");
  par_do.mutable_spec()->set_payload(function.SerializeAsString());
  par_do.set_environment_id("here");
  (*par_do.mutable_inputs())["in"] = "start";
  (*par_do.mutable_outputs())["out"] = "end";
  return pipeline;
}

JobSubmission Submission(model::Pipeline pipeline, const std::string& name) {
  return {std::move(pipeline), runners::JobOptions({{"app_name", name}}), name};
}

TEST_CASE("an impulse and a flatten are done") {
  JobClient client(PrismEndpoint());
  const std::string job = SubmitJob(client, Submission(ImpulseAndFlatten(), "impulse-and-flatten"));
  std::string messages;
  JobFollower follower(client, job, [&](const jobs::JobMessage& message) {
    messages += jobs::JobMessage::MessageImportance_Name(message.importance()) + ": " + message.message_text() + "\n";
  });
  const std::optional<JobEnd> end = follower.Wait(kLong);
  REQUIRE(end.has_value());
  WARN("job " << job << " said:\n" << messages);
  CHECK(jobs::JobState::Enum_Name(end->state) == "DONE");
  CHECK(end->status.ToString() == "OK");
  CHECK(client.GetState(job) == jobs::JobState::DONE);
  WARN("metrics: " << client.GetMetrics(job).ShortDebugString());
}

TEST_CASE("a pipeline that Prism does not support is refused with its reasons") {
  JobClient client(PrismEndpoint());
  model::Pipeline pipeline = ImpulseAndFlatten();
  pipeline.add_requirements("beam:requirement:pardo:stable_input:v1");
  try {
    SubmitJob(client, Submission(pipeline, "refused"));
    FAIL("accepted");
  } catch (const Error& error) {
    WARN(error.what());
    CHECK(std::string(error.what()).find("stable_input") != std::string::npos);
  }
}

// A worker that fails whatever it is asked to do.
Status FailEverything(const fn::StartWorkerRequest& worker, const std::stop_token& stop) {
  const auto stub = fn::BeamFnControl::NewStub(runners::OpenChannel(worker.control_endpoint().url()));
  grpc::ClientContext context;
  runners::SetWorkerId(context, worker.worker_id());
  const std::stop_callback cancel(stop, [&] { context.TryCancel(); });
  const auto stream = stub->Control(&context);
  fn::InstructionRequest request;
  while (stream->Read(&request)) {
    fn::InstructionResponse response;
    response.set_instruction_id(request.instruction_id());
    response.set_error("this worker never does what it is told");
    stream->Write(response);
  }
  (void)stream->Finish();
  return Status();
}

TEST_CASE("a job that fails ends with the words of its worker") {
  JobClient client(PrismEndpoint());
  runners::WorkerPool pool(FailEverything);
  const std::string job = SubmitJob(client, Submission(ImpulseAndParDo(pool.endpoint()), "failing"));
  JobFollower follower(client, job);
  const std::optional<JobEnd> end = follower.Wait(kLong);
  REQUIRE(end.has_value());
  WARN(end->status.ToString());
  CHECK(jobs::JobState::Enum_Name(end->state) == "FAILED");
  CHECK(end->status.message().find("this worker never does what it is told") != std::string::npos);
}

TEST_CASE("a job that Prism does not know is an error") {
  JobClient client(PrismEndpoint());
  try {
    client.GetState("[fake]");
    FAIL("accepted");
  } catch (const Error& error) {
    WARN(error.what());
  }
  JobFollower follower(client, "[fake]");
  const std::optional<JobEnd> end = follower.Wait(kLong);
  REQUIRE(end.has_value());
  WARN(end->status.ToString());
  CHECK_FALSE(end->status.ok());
}

TEST_CASE("Prism takes artifacts, asks the pool for a worker, and stops it when the job is cancelled") {
  JobClient client(PrismEndpoint());
  std::mutex mutex;
  std::condition_variable changed;
  std::optional<fn::StartWorkerRequest> started;
  bool stopped = false;
  runners::WorkerPool pool([&](const fn::StartWorkerRequest& request, std::stop_token stop) {
    const std::stop_callback wake(stop, [&] {
      std::lock_guard lock(mutex);
      changed.notify_all();
    });
    std::unique_lock lock(mutex);
    started = request;
    changed.notify_all();
    changed.wait(lock, [&] { return stop.stop_requested(); });
    stopped = true;
    changed.notify_all();
    return Status();
  });
  const std::string job = SubmitJob(client, Submission(ImpulseAndParDo(pool.endpoint()), "no-worker"));
  JobFollower follower(client, job);
  {
    std::unique_lock lock(mutex);
    REQUIRE(changed.wait_for(lock, kLong, [&] { return started.has_value(); }));
    WARN("StartWorker: " << started->ShortDebugString());
    CHECK_FALSE(started->worker_id().empty());
    CHECK_FALSE(started->control_endpoint().url().empty());
    CHECK((Fetch(*started, LargeArtifact()) == LargeContent()));
  }
  WARN("Cancel answered " << jobs::JobState::Enum_Name(client.Cancel(job)));
  const std::optional<JobEnd> end = follower.Wait(kLong);
  REQUIRE(end.has_value());
  WARN(jobs::JobState::Enum_Name(end->state) << " " << end->status.ToString());
  CHECK(end->state == jobs::JobState::CANCELLED);
  std::unique_lock lock(mutex);
  CHECK(changed.wait_for(lock, kLong, [&] { return stopped; }));
}

}  // namespace
}  // namespace beam::testing
