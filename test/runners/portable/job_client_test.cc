// The calls to a job service, one by one and in the order of a submission.

#include "runners/portable/job_client.h"

#include <catch2/catch.hpp>

#include "beam/base/error.h"
#include "runners/portable/job_options.h"
#include "runners/portable/submit_job.h"
#include "test/runners/portable/fake_job_service.h"

namespace beam::testing {
namespace {

using runners::JobClient;
using runners::JobSubmission;
using runners::SubmitJob;

JobSubmission SmallJob() {
  JobSubmission submission;
  (*submission.pipeline.mutable_components()->mutable_transforms())["t1"].set_unique_name("Impulse");
  submission.options = runners::JobOptions({{"parallelism", std::int64_t{2}}});
  submission.name = "small";
  return submission;
}

// The status of the error that `call` throws.
template <class Call>
Status Thrown(Call&& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.status();
  }
  FAIL("nothing was thrown");
  return Status();
}

bool Contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST_CASE("a submission prepares, stages and runs, and gives the id of the job") {
  FakeJobService service({});
  JobClient client(service.endpoint());
  CHECK(SubmitJob(client, SmallJob()) == FakeJobService::kJobId);
  CHECK(service.violations.empty());
  CHECK(service.staging_ended);
  CHECK(service.prepared.job_name() == "small");
  CHECK(service.prepared.pipeline().components().transforms().at("t1").unique_name() == "Impulse");
  CHECK(service.prepared.pipeline_options().fields().at("beam:option:parallelism:v1").string_value() == "2");
}

TEST_CASE("a service that names no place for artifacts gets none") {
  FakeJobService service({.offers_staging = false});
  JobClient client(service.endpoint());
  CHECK(SubmitJob(client, SmallJob()) == FakeJobService::kJobId);
  CHECK(service.violations.empty());
  CHECK_FALSE(service.staging_ended);
}

TEST_CASE("a pipeline that the service refuses fails with the service's words, the call and the address") {
  FakeJobService service({.prepare = grpc::Status(grpc::StatusCode::UNIMPLEMENTED, "no custom windows\nsecond line")});
  JobClient client(service.endpoint());
  const Status status = Thrown([&] { SubmitJob(client, SmallJob()); });
  INFO(status.ToString());
  CHECK(status.code() == StatusCode::kUnimplemented);
  CHECK(Contains(status.message(), "call = Prepare, endpoint = " + service.endpoint()));
  CHECK(Contains(status.message(), "its words: no custom windows\nsecond line"));
  CHECK(Contains(status.ToString(), "while submitting the job \"small\" to " + service.endpoint()));
}

TEST_CASE("the state, the metrics and the cancelling of a job are asked for by its id") {
  Script script{.asked = {jobs::JobState::STARTING, jobs::JobState::RUNNING}};
  script.metrics.add_committed()->set_urn("beam:metric:element_count:v1");
  FakeJobService service(script);
  JobClient client(service.endpoint());
  CHECK(client.GetState(FakeJobService::kJobId) == jobs::JobState::STARTING);
  CHECK(client.GetState(FakeJobService::kJobId) == jobs::JobState::RUNNING);
  CHECK(client.GetMetrics(FakeJobService::kJobId).committed(0).urn() == "beam:metric:element_count:v1");
  CHECK(client.Cancel(FakeJobService::kJobId) == jobs::JobState::CANCELLING);
  CHECK(service.cancelled);
  CHECK(client.GetState(FakeJobService::kJobId) == jobs::JobState::CANCELLED);
}

TEST_CASE("a job that the service does not know is an error of each call that names it") {
  FakeJobService service({});
  JobClient client(service.endpoint());
  CHECK(Thrown([&] { client.GetState("other"); }).code() == StatusCode::kNotFound);
  CHECK(Thrown([&] { client.GetMetrics("other"); }).code() == StatusCode::kNotFound);
  const Status status = Thrown([&] { client.Cancel("other"); });
  CHECK(status.code() == StatusCode::kNotFound);
  CHECK(Contains(status.message(), "call = Cancel"));
  CHECK(Contains(status.message(), "no such job: other"));
}

TEST_CASE("where no job service answers, the error says how to name another") {
  std::string endpoint;
  {
    const FakeJobService service({});
    endpoint = service.endpoint();
  }
  const Status status = Thrown([&] { JobClient client(endpoint, {.connect_timeout = std::chrono::milliseconds(1)}); });
  INFO(status.ToString());
  CHECK(status.code() == StatusCode::kUnavailable);
  CHECK(Contains(status.message(), "the job service does not answer"));
  CHECK(Contains(status.message(), "--job_endpoint=HOST:PORT"));
  CHECK(Contains(status.message(), "endpoint = " + endpoint));
}

TEST_CASE("a service that disappears is an error of the next call") {
  FakeJobService service({});
  JobClient client(service.endpoint());
  CHECK(client.GetState(FakeJobService::kJobId) == jobs::JobState::RUNNING);
  service.Disappear();
  const Status status = Thrown([&] { client.GetState(FakeJobService::kJobId); });
  INFO(status.ToString());
  CHECK(status.code() == StatusCode::kUnavailable);
  CHECK(Contains(status.message(), "the job service does not answer; start one there"));
}

TEST_CASE("the last states are those that no other follows") {
  for (const auto state : {jobs::JobState::DONE, jobs::JobState::FAILED, jobs::JobState::CANCELLED,
                           jobs::JobState::UPDATED, jobs::JobState::DRAINED}) {
    CHECK(runners::IsTerminal(state));
  }
  for (const auto state :
       {jobs::JobState::UNSPECIFIED, jobs::JobState::STOPPED, jobs::JobState::STARTING, jobs::JobState::RUNNING,
        jobs::JobState::CANCELLING, jobs::JobState::DRAINING, jobs::JobState::UPDATING}) {
    CHECK_FALSE(runners::IsTerminal(state));
  }
}

}  // namespace
}  // namespace beam::testing
