// FileArtifact: a file of this machine as an artifact that a job depends on.
#pragma once

#include <org/apache/beam/model/pipeline/v1/beam_runner_api.pb.h>

#include <string>

namespace beam::runners {

/// The file with its checksum, to be staged under `name`. Reads the file; throws beam::Error (kNotFound) if that fails.
org::apache::beam::model::pipeline::v1::ArtifactInformation MakeFileArtifact(const std::string& path,
                                                                             const std::string& name);

/// The checksum of such an artifact.
std::string ChecksumOf(const org::apache::beam::model::pipeline::v1::ArtifactInformation& file_artifact);

}  // namespace beam::runners
