// SubmitJob: from a pipeline to a running job, the calls in the order that the job service expects.
#pragma once

#include <string>

#include "runners/portable/job_client.h"

namespace beam::runners {

/// What is submitted. The pipeline's environments name the artifacts that workers need.
struct JobSubmission {
  model::Pipeline pipeline;
  /// Made by JobOptions.
  google::protobuf::Struct options;
  std::string name;
};

/// Prepares the job, stages its artifacts where the service wants them, starts it, and returns its id. Throws beam::Error.
std::string SubmitJob(JobClient& client, const JobSubmission& submission);

}  // namespace beam::runners
