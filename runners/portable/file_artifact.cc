#include "runners/portable/file_artifact.h"

#include <fstream>
#include <vector>

#include "beam/base/error.h"
#include "runners/harness/artifacts.h"
#include "runners/harness/sha256.h"

namespace beam::runners {

namespace model = org::apache::beam::model::pipeline::v1;

namespace {

constexpr std::size_t kChunk = std::size_t{1} << 20;

std::string ChecksumOfFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  Sha256 sum;
  std::vector<char> chunk(kChunk);
  while (file.read(chunk.data(), static_cast<std::streamsize>(chunk.size())) || file.gcount() > 0) {
    sum.Add({chunk.data(), static_cast<std::size_t>(file.gcount())});
  }
  if (file.eof()) return sum.Hex();
  throw Error(StatusCode::kNotFound,
              "a file that workers need cannot be read; see that it exists and may be read; file = " + path);
}

}  // namespace

model::ArtifactInformation MakeFileArtifact(const std::string& path, const std::string& name) {
  model::ArtifactFilePayload file;
  file.set_path(path);
  file.set_sha256(ChecksumOfFile(path));
  model::ArtifactStagingToRolePayload role;
  role.set_staged_name(name);
  model::ArtifactInformation artifact;
  artifact.set_type_urn(kFileArtifact);
  artifact.set_type_payload(file.SerializeAsString());
  artifact.set_role_urn(kStagingToRole);
  artifact.set_role_payload(role.SerializeAsString());
  return artifact;
}

std::string ChecksumOf(const model::ArtifactInformation& file_artifact) {
  model::ArtifactFilePayload file;
  file.ParseFromString(file_artifact.type_payload());
  return file.sha256();
}

}  // namespace beam::runners
