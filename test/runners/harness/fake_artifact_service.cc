#include "test/runners/harness/fake_artifact_service.h"

#include <algorithm>

#include "runners/harness/artifacts.h"

namespace beam::runners {

namespace jobs = org::apache::beam::model::job_management::v1;
namespace model = org::apache::beam::model::pipeline::v1;

std::vector<std::string> FakeArtifactService::calls() const {
  std::lock_guard lock(mutex_);
  return calls_;
}

void FakeArtifactService::Note(const std::string& method, const grpc::ServerContext& context) {
  const auto id = context.client_metadata().find("worker_id");
  std::lock_guard lock(mutex_);
  calls_.push_back(
      method + " " +
      (id == context.client_metadata().end() ? "nobody" : std::string(id->second.data(), id->second.size())));
}

grpc::Status FakeArtifactService::ResolveArtifacts(grpc::ServerContext* context,
                                                   const jobs::ResolveArtifactsRequest* request,
                                                   jobs::ResolveArtifactsResponse* response) {
  Note("ResolveArtifacts", *context);
  if (replacements) {
    for (const Artifact& artifact : *replacements) *response->add_replacements() = artifact;
  } else {
    *response->mutable_replacements() = request->artifacts();
  }
  return resolve;
}

grpc::Status FakeArtifactService::GetArtifact(grpc::ServerContext* context, const jobs::GetArtifactRequest* request,
                                              grpc::ServerWriter<jobs::GetArtifactResponse>* writer) {
  Note("GetArtifact", *context);
  const auto found = bytes.find(request->artifact().type_payload());
  if (found == bytes.end()) return grpc::Status(grpc::StatusCode::NOT_FOUND, "no such artifact");
  const std::size_t size = std::min(found->second.size(), falls_silent_after.value_or(found->second.size()));
  for (std::size_t sent = 0; sent < size; sent += chunk) {
    jobs::GetArtifactResponse part;
    part.set_data(found->second.substr(sent, std::min(chunk, size - sent)));
    writer->Write(part);
  }
  if (falls_silent_after) release_.Wait();
  return end;
}

FakeArtifactService::Artifact FileArtifact(const std::string& path, const std::string& sha256,
                                           const std::string& name) {
  model::ArtifactFilePayload file;
  file.set_path(path);
  file.set_sha256(sha256);
  model::ArtifactStagingToRolePayload role;
  role.set_staged_name(name);
  FakeArtifactService::Artifact artifact;
  artifact.set_type_urn(kFileArtifact);
  artifact.set_type_payload(file.SerializeAsString());
  artifact.set_role_urn(kStagingToRole);
  artifact.set_role_payload(role.SerializeAsString());
  return artifact;
}

}  // namespace beam::runners
