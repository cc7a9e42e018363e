#include "runners/portable/staging_client.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <functional>

#include "beam/base/error.h"

namespace beam::runners {

namespace {

constexpr char kFile[] = "beam:artifact:type:file:v1";
constexpr char kEmbedded[] = "beam:artifact:type:embedded:v1";

using Stream = grpc::ClientReaderWriter<jobs::ArtifactResponseWrapper, jobs::ArtifactRequestWrapper>;
// Takes one piece of an artifact; false once the stream is broken.
using Sink = std::function<bool(std::string)>;

bool SameArtifact(const model::ArtifactInformation& a, const model::ArtifactInformation& b) {
  return a.type_urn() == b.type_urn() && a.type_payload() == b.type_payload();
}

template <class Payload>
Payload ParsePayload(const model::ArtifactInformation& artifact) {
  Payload payload;
  if (!payload.ParseFromString(artifact.type_payload())) {
    throw Error(
        StatusCode::kInvalidArgument,
        fmt::format("the payload of an artifact is not what its type says; correct the environment's dependencies; "
                    "type = {}",
                    artifact.type_urn()));
  }
  return payload;
}

void SendFile(const std::string& path, const Sink& send) {
  std::ifstream file(path, std::ios::binary);
  std::string chunk;
  while (file) {
    chunk.resize(StagingClient::kChunkBytes);
    file.read(chunk.data(), static_cast<std::streamsize>(chunk.size()));
    chunk.resize(static_cast<std::size_t>(file.gcount()));
    if (!chunk.empty() && !send(std::move(chunk))) return;
    chunk.clear();
  }
  if (!file.eof()) {
    throw Error(
        StatusCode::kNotFound,
        fmt::format("a file that workers need cannot be read; see that it exists and may be read; file = {}", path));
  }
}

void SendBytes(const std::string& bytes, const Sink& send) {
  for (std::size_t sent = 0; sent < bytes.size(); sent += StagingClient::kChunkBytes) {
    if (!send(bytes.substr(sent, StagingClient::kChunkBytes))) return;
  }
}

// One conversation: answers requests until the service asks no more.
class Conversation {
 public:
  Conversation(Stream& stream, const std::vector<model::ArtifactInformation>& offered)
      : stream_(stream), offered_(offered) {}

  void Answer(const std::string& staging_token) {
    jobs::ArtifactResponseWrapper hello;
    hello.set_staging_token(staging_token);
    // A stream that broke answers nothing below either, and its status is asked for at the end.
    stream_.Write(hello);
    jobs::ArtifactRequestWrapper request;
    while (stream_.Read(&request)) AnswerOne(request);
    stream_.WritesDone();
  }

 private:
  void AnswerOne(const jobs::ArtifactRequestWrapper& request) {
    if (request.has_resolve_artifact()) return Resolve(request.resolve_artifact());
    if (request.has_get_artifact()) return Send(request.get_artifact().artifact());
    throw Error(StatusCode::kUnimplemented,
                "the job service asked something about artifacts that this version of beam-cpp does not know");
  }

  // Our artifacts already are what they are.
  void Resolve(const jobs::ResolveArtifactsRequest& request) {
    jobs::ArtifactResponseWrapper answer;
    *answer.mutable_resolve_artifact_response()->mutable_replacements() = request.artifacts();
    stream_.Write(answer);
  }

  void Send(const model::ArtifactInformation& artifact) {
    CheckOffered(artifact);
    const Sink send = [this](std::string bytes) {
      jobs::ArtifactResponseWrapper part;
      part.mutable_get_artifact_response()->set_data(std::move(bytes));
      return stream_.Write(part);
    };
    if (artifact.type_urn() == kFile) {
      SendFile(ParsePayload<model::ArtifactFilePayload>(artifact).path(), send);
    } else if (artifact.type_urn() == kEmbedded) {
      SendBytes(ParsePayload<model::EmbeddedFilePayload>(artifact).data(), send);
    } else {
      throw Error(StatusCode::kUnimplemented,
                  fmt::format("an artifact to be staged is a file or embedded in the pipeline; type = {}",
                              artifact.type_urn()));
    }
    jobs::ArtifactResponseWrapper last;
    last.mutable_get_artifact_response();
    last.set_is_last(true);
    stream_.Write(last);
  }

  void CheckOffered(const model::ArtifactInformation& artifact) const {
    const bool found = std::any_of(offered_.begin(), offered_.end(),
                                   [&](const model::ArtifactInformation& own) { return SameArtifact(own, artifact); });
    if (found) return;
    const std::string path =
        artifact.type_urn() == kFile ? ", path = " + ParsePayload<model::ArtifactFilePayload>(artifact).path() : "";
    throw Error(
        StatusCode::kPermissionDenied,
        fmt::format("the job service asked for an artifact that this pipeline does not have, and got nothing; see "
                    "whether the service can be trusted; type = {}{}",
                    artifact.type_urn(), path));
  }

  Stream& stream_;
  const std::vector<model::ArtifactInformation>& offered_;
};

}  // namespace

std::vector<model::ArtifactInformation> ArtifactsOf(const model::Pipeline& pipeline) {
  std::vector<model::ArtifactInformation> artifacts;
  for (const auto& [id, environment] : pipeline.components().environments()) {
    for (const model::ArtifactInformation& artifact : environment.dependencies()) {
      const auto same = [&](const model::ArtifactInformation& other) { return SameArtifact(other, artifact); };
      if (std::none_of(artifacts.begin(), artifacts.end(), same)) artifacts.push_back(artifact);
    }
  }
  return artifacts;
}

StagingClient::StagingClient(const std::string& endpoint, std::chrono::milliseconds connect_timeout)
    : callee_{"the artifact staging service", endpoint,
              "the job service gave this address, which has to be one that can be reached from here"},
      channel_(Connect(callee_, connect_timeout)),
      stub_(jobs::ArtifactStagingService::NewStub(channel_)) {}

void StagingClient::Stage(const std::vector<model::ArtifactInformation>& artifacts, const std::string& staging_token) {
  grpc::ClientContext context;
  const auto stream = stub_->ReverseArtifactRetrievalService(&context);
  try {
    Conversation(*stream, artifacts).Answer(staging_token);
  } catch (...) {
    // The protocol has no word for "I cannot": the stream breaks off, and the service forgets what it has got.
    context.TryCancel();
    (void)stream->Finish();
    throw;
  }
  const Status status = CallStatus(stream->Finish(), callee_, "ReverseArtifactRetrievalService");
  if (!status.ok()) throw Error(status);
}

}  // namespace beam::runners
