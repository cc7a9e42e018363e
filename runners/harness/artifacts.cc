#include "runners/harness/artifacts.h"

#include <algorithm>
#include <cctype>
#include <iterator>
#include <map>
#include <utility>

#include "beam/base/error.h"
#include "runners/harness/sha256.h"

namespace beam::runners {

namespace {

namespace fn = org::apache::beam::model::fn_execution::v1;
namespace model = org::apache::beam::model::pipeline::v1;

constexpr char kNothingStaged[] = "__no_artifacts_staged__";
// Of a name in an error message.
constexpr std::size_t kShown = 80;

// Names come from outside; what cannot be printed is not.
std::string Shown(std::string_view name) {
  std::string text(name.substr(0, kShown));
  std::replace_if(
      text.begin(), text.end(), [](unsigned char c) { return std::isprint(c) == 0; }, '?');
  return "\"" + text + (name.size() > kShown ? "...\"" : "\"");
}

template <class Payload>
Payload ParsePayload(const std::string& bytes, const std::string& urn) {
  Payload payload;
  if (!payload.ParseFromString(bytes)) {
    throw Error(
        StatusCode::kInvalidArgument,
        "the runner describes an artifact by a payload that is not what its kind says; see that the runner speaks "
        "this version of Beam's protocol; kind = " +
            Shown(urn));
  }
  return payload;
}

std::string LowerCase(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

std::string ChecksumOf(const ArtifactSource::Artifact& artifact) {
  const std::string& urn = artifact.type_urn();
  if (urn == kFileArtifact)
    return LowerCase(ParsePayload<model::ArtifactFilePayload>(artifact.type_payload(), urn).sha256());
  if (urn == kUrlArtifact)
    return LowerCase(ParsePayload<model::ArtifactUrlPayload>(artifact.type_payload(), urn).sha256());
  return "";
}

std::string NameOf(const ArtifactSource::Artifact& artifact) {
  const std::string name =
      ParsePayload<model::ArtifactStagingToRolePayload>(artifact.role_payload(), artifact.role_urn()).staged_name();
  if (IsStagedName(name)) return name;
  throw Error(
      StatusCode::kInvalidArgument,
      "the runner has an artifact under a name that is not the name of a file, and it was not downloaded; a name "
      "has letters, digits and . _ + - only, at most 200 of them; name = " +
          Shown(name));
}

void RequireFew(std::size_t count, const ArtifactLimits& limits) {
  if (count <= limits.artifacts) return;
  throw Error(StatusCode::kResourceExhausted,
              "the runner has more artifacts for this worker than it takes; stage fewer files; artifacts = " +
                  std::to_string(count) + ", limit = " + std::to_string(limits.artifacts));
}

bool SameArtifact(const ArtifactSource::Artifact& a, const ArtifactSource::Artifact& b) {
  return a.type_urn() == b.type_urn() && a.type_payload() == b.type_payload();
}

std::vector<ArtifactSource::Artifact> Resolved(const fn::ProvisionInfo& info, ArtifactSource& source,
                                               const ArtifactLimits& limits) {
  std::vector<ArtifactSource::Artifact> artifacts;
  std::vector<ArtifactSource::Artifact> asked;
  for (const ArtifactSource::Artifact& artifact : info.dependencies()) {
    (artifact.type_urn() == kEmbeddedArtifact ? artifacts : asked).push_back(artifact);
  }
  if (!asked.empty()) {
    std::vector<ArtifactSource::Artifact> answers = source.Resolve(asked);
    RequireFew(answers.size(), limits);
    std::move(answers.begin(), answers.end(), std::back_inserter(artifacts));
  }
  return artifacts;
}

// Passes on what comes, and adds up what it was.
class Receipt {
 public:
  Receipt(ArrivingFile& file, const ArtifactLimits& limits) : file_(file), limits_(limits) {}

  void Take(std::string_view bytes) {
    if (bytes.size() > limits_.bytes - bytes_) {
      throw Error(
          StatusCode::kResourceExhausted,
          "the artifact is larger than a worker takes; the runner may be sending without an end; limit in bytes = " +
              std::to_string(limits_.bytes));
    }
    bytes_ += bytes.size();
    sum_.Add(bytes);
    file_.Add(bytes);
  }

  void Require(const std::string& sha256) {
    const std::string found = sum_.Hex();
    if (sha256.empty() || sha256 == found) return;
    throw Error(
        StatusCode::kDataLoss,
        "what arrived is not the artifact that was staged, and it was thrown away; submit the job again, and see "
        "whether others write where the runner keeps artifacts; bytes = " +
            std::to_string(bytes_) + ", sha256 = " + found + ", staged as " + Shown(sha256));
  }

 private:
  ArrivingFile& file_;
  const ArtifactLimits& limits_;
  std::uint64_t bytes_ = 0;
  Sha256 sum_;
};

}  // namespace

bool HasArtifacts(const fn::ProvisionInfo& info) {
  return info.dependencies_size() > 0 && info.retrieval_token() != kNothingStaged;
}

std::vector<StagedArtifact> NamedArtifacts(const fn::ProvisionInfo& info, ArtifactSource& source,
                                           const ArtifactLimits& limits) {
  if (!HasArtifacts(info)) return {};
  RequireFew(static_cast<std::size_t>(info.dependencies_size()), limits);
  std::map<std::string, StagedArtifact> named;
  for (ArtifactSource::Artifact& artifact : Resolved(info, source, limits)) {
    if (artifact.role_urn() != kStagingToRole) continue;
    StagedArtifact staged{NameOf(artifact), ChecksumOf(artifact), std::move(artifact)};
    const auto [found, added] = named.try_emplace(staged.name, staged);
    if (added || SameArtifact(found->second.artifact, staged.artifact)) continue;
    throw Error(StatusCode::kInvalidArgument,
                "the runner has two artifacts of one name for this worker; stage files under different names; name = " +
                    Shown(staged.name));
  }
  std::vector<StagedArtifact> artifacts;
  for (auto& [name, staged] : named) artifacts.push_back(std::move(staged));
  return artifacts;
}

std::string RetrieveArtifact(const StagedArtifact& artifact, ArtifactSource& source, const StagedFolder& folder,
                             mode_t mode, const ArtifactLimits& limits) {
  try {
    ArrivingFile file(folder, artifact.name);
    Receipt receipt(file, limits);
    if (artifact.artifact.type_urn() == kEmbeddedArtifact) {
      receipt.Take(
          ParsePayload<model::EmbeddedFilePayload>(artifact.artifact.type_payload(), kEmbeddedArtifact).data());
    } else {
      source.Get(artifact.artifact, [&](std::string_view bytes) { receipt.Take(bytes); });
    }
    receipt.Require(artifact.sha256);
    return file.Finish(mode);
  } catch (const Error& error) {
    throw Error(error.status().While("downloading the artifact " + Shown(artifact.name)));
  }
}

}  // namespace beam::runners
