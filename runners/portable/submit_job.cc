#include "runners/portable/submit_job.h"

#include <fmt/format.h>

#include "beam/base/error.h"
#include "runners/portable/staging_client.h"

namespace beam::runners {

namespace {

std::string StageAndRun(JobClient& client, const JobSubmission& submission) {
  const jobs::PrepareJobResponse prepared = client.Prepare(submission.pipeline, submission.options, submission.name);
  // A service that names no place takes no artifacts. Where it names one, the stream is expected even for none at all.
  const std::string& staging_endpoint = prepared.artifact_staging_endpoint().url();
  if (!staging_endpoint.empty()) {
    StagingClient(staging_endpoint).Stage(ArtifactsOf(submission.pipeline), prepared.staging_session_token());
  }
  return client.Run(prepared.preparation_id());
}

}  // namespace

std::string SubmitJob(JobClient& client, const JobSubmission& submission) {
  try {
    return StageAndRun(client, submission);
  } catch (const Error& error) {
    throw Error(
        error.status().While(fmt::format("submitting the job \"{}\" to {}", submission.name, client.endpoint())));
  }
}

}  // namespace beam::runners
