#include "runners/harness/grpc_artifacts.h"

#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <thread>
#include <utility>

#include "beam/base/error.h"
#include "runners/harness/grpc_channel.h"
#include "runners/rpc/channel.h"

namespace beam::runners {

namespace {

namespace jobs = org::apache::beam::model::job_management::v1;

// Cancels a call during which nothing comes for too long: a read of gRPC waits without a limit.
class Patience {
 public:
  Patience(grpc::ClientContext& context, std::chrono::milliseconds limit)
      : thread_([this, &context, limit](const std::stop_token& stop) { Watch(stop, context, limit); }) {}

  void SomethingCame() {
    std::lock_guard lock(mutex_);
    came_ = true;
    changed_.notify_all();
  }
  bool ended() const {
    std::lock_guard lock(mutex_);
    return ended_;
  }

 private:
  void Watch(const std::stop_token& stop, grpc::ClientContext& context, std::chrono::milliseconds limit) {
    std::unique_lock lock(mutex_);
    while (changed_.wait_for(lock, stop, limit, [this] { return came_; })) came_ = false;
    if (stop.stop_requested()) return;
    ended_ = true;
    context.TryCancel();
  }

  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  bool came_ = false;
  bool ended_ = false;
  // Declared last: it uses the members above from its first moment, and is joined before they go.
  std::jthread thread_;
};

Status Silence(const Callee& callee, std::chrono::milliseconds patience) {
  return Status(StatusCode::kDeadlineExceeded,
                callee.service +
                    " stopped sending in the middle of an artifact; see whether the runner still works, and "
                    "submit the job again; seconds of silence = " +
                    std::to_string(patience.count() / 1000) + ", endpoint = " + callee.endpoint);
}

}  // namespace

GrpcArtifacts::GrpcArtifacts(std::string worker_id, const std::string& endpoint, std::chrono::milliseconds patience)
    : worker_id_(std::move(worker_id)),
      callee_{
          "the runner's artifact service", endpoint,
          "the runner gave this address to the worker, which has to be one that can be reached from where workers run"},
      patience_(patience) {}

GrpcArtifacts::Stub& GrpcArtifacts::Service() {
  if (stub_ == nullptr) {
    if (callee_.endpoint.empty()) {
      throw Error(
          StatusCode::kFailedPrecondition,
          "the runner has artifacts for this worker, and neither the provision service nor --artifact_endpoint says "
          "where its artifact service is; worker = " +
              worker_id_);
    }
    const auto channel = MakeGrpcChannel(callee_.endpoint);
    AwaitConnected(*channel, callee_.endpoint);
    stub_ = jobs::ArtifactRetrievalService::NewStub(channel);
  }
  return *stub_;
}

std::vector<ArtifactSource::Artifact> GrpcArtifacts::Resolve(const std::vector<Artifact>& artifacts) {
  grpc::ClientContext context;
  SetWorkerId(context, worker_id_);
  SetDeadline(context, patience_);
  jobs::ResolveArtifactsRequest request;
  for (const Artifact& artifact : artifacts) *request.add_artifacts() = artifact;
  for (const char* const urn : {kFileArtifact, kEmbeddedArtifact}) request.add_preferred_urns(urn);
  jobs::ResolveArtifactsResponse response;
  const grpc::Status status = Service().ResolveArtifacts(&context, request, &response);
  if (status.error_code() == grpc::StatusCode::UNIMPLEMENTED) return artifacts;
  if (!status.ok()) throw Error(CallStatus(status, callee_, "ResolveArtifacts"));
  return {response.replacements().begin(), response.replacements().end()};
}

void GrpcArtifacts::Get(const Artifact& artifact, const Sink& sink) {
  grpc::ClientContext context;
  SetWorkerId(context, worker_id_);
  jobs::GetArtifactRequest request;
  *request.mutable_artifact() = artifact;
  const auto stream = Service().GetArtifact(&context, request);
  Patience patience(context, patience_);
  jobs::GetArtifactResponse part;
  try {
    while (stream->Read(&part)) {
      patience.SomethingCame();
      sink(part.data());
    }
  } catch (...) {
    context.TryCancel();
    (void)stream->Finish();
    throw;
  }
  const grpc::Status status = stream->Finish();
  if (status.ok()) return;
  throw Error(patience.ended() ? Silence(callee_, patience_) : CallStatus(status, callee_, "GetArtifact"));
}

}  // namespace beam::runners
