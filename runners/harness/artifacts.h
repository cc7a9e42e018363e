// Artifacts: the files that a runner has for a worker, which were staged with the job, and how they come to the worker's disk.
//
//   const std::vector<StagedArtifact> artifacts = NamedArtifacts(provision.info, source);
//   for (const StagedArtifact& artifact : artifacts) RetrieveArtifact(artifact, source, folder);
//
// A runner's answers are a stranger's bytes: a name that is more than the name of a file is refused, what arrives is compared
// with the checksum that was staged, and neither the number nor the size of what is accepted is without a limit.
#pragma once

#include <org/apache/beam/model/fn_execution/v1/beam_provision_api.pb.h>
#include <org/apache/beam/model/pipeline/v1/beam_runner_api.pb.h>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "runners/harness/staged_folder.h"

namespace beam::runners {

inline constexpr char kFileArtifact[] = "beam:artifact:type:file:v1";
inline constexpr char kUrlArtifact[] = "beam:artifact:type:url:v1";
inline constexpr char kEmbeddedArtifact[] = "beam:artifact:type:embedded:v1";
inline constexpr char kStagingToRole[] = "beam:artifact:role:staging_to:v1";

/// Where a worker gets artifacts from: the runner's service, or a test.
class ArtifactSource {
 public:
  using Artifact = org::apache::beam::model::pipeline::v1::ArtifactInformation;
  /// Takes the bytes of an artifact, piece by piece; what it throws ends the retrieval.
  using Sink = std::function<void(std::string_view bytes)>;

  virtual ~ArtifactSource() = default;
  /// What the artifacts are to be asked for as; throws beam::Error.
  virtual std::vector<Artifact> Resolve(const std::vector<Artifact>& artifacts) = 0;
  /// Throws beam::Error if the artifact does not come whole.
  virtual void Get(const Artifact& artifact, const Sink& sink) = 0;
};

/// An artifact with the name that its role gives it.
struct StagedArtifact {
  std::string name;
  /// Lower-case hexadecimal digits; empty where neither the runner nor the job says it.
  std::string sha256;
  ArtifactSource::Artifact artifact;
};

struct ArtifactLimits {
  std::size_t artifacts = 10'000;
  /// Of one artifact.
  std::uint64_t bytes = std::uint64_t{64} << 30;
};

/// False if the runner says that nothing was staged.
bool HasArtifacts(const org::apache::beam::model::fn_execution::v1::ProvisionInfo& info);

/// The worker's artifacts that have a name to be staged to; those of other roles are for workers of other languages. The source is
/// asked about all but embedded ones. Throws beam::Error: for a name that is more than that of a file, two artifacts of one name
/// that are not the same, and too many.
std::vector<StagedArtifact> NamedArtifacts(const org::apache::beam::model::fn_execution::v1::ProvisionInfo& info,
                                           ArtifactSource& source, const ArtifactLimits& limits = {});

/// Brings the artifact into the folder, where it is complete or not there at all, and returns its path. Throws beam::Error that
/// names the artifact: for what the source throws, bytes that are not those that were staged, and a disk that does not take them.
std::string RetrieveArtifact(const StagedArtifact& artifact, ArtifactSource& source, const StagedFolder& folder,
                             mode_t mode = 0600, const ArtifactLimits& limits = {});

}  // namespace beam::runners
