// How a runner's artifacts come to the worker's disk, and what of a hostile runner does not.
#include "runners/harness/artifacts.h"

#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>

#include "beam/base/error.h"
#include "runners/harness/sha256.h"
#include "test/runners/harness/fake_artifact_service.h"
#include "test/runners/harness/temporary_folder.h"

namespace beam::runners {
namespace {

namespace fn = org::apache::beam::model::fn_execution::v1;
namespace model = org::apache::beam::model::pipeline::v1;
using Artifact = ArtifactSource::Artifact;
using Catch::Contains;

std::string ChecksumOf(std::string_view bytes) {
  Sha256 sum;
  sum.Add(bytes);
  return sum.Hex();
}

std::string ContentOf(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// Gives the same pieces for every artifact, and then fails if it is to.
class Pieces final : public ArtifactSource {
 public:
  explicit Pieces(std::vector<std::string> pieces, Status end = Status())
      : pieces_(std::move(pieces)), end_(std::move(end)) {}
  std::vector<Artifact> Resolve(const std::vector<Artifact>& artifacts) override {
    ++resolved;
    return artifacts;
  }
  void Get(const Artifact&, const Sink& sink) override {
    for (const std::string& piece : pieces_) sink(piece);
    if (!end_.ok()) throw Error(end_);
  }
  int resolved = 0;

 private:
  std::vector<std::string> pieces_;
  Status end_;
};

Artifact Embedded(const std::string& data, const std::string& name) {
  Artifact artifact = FileArtifact("", "", name);
  model::EmbeddedFilePayload payload;
  payload.set_data(data);
  artifact.set_type_urn(kEmbeddedArtifact);
  artifact.set_type_payload(payload.SerializeAsString());
  return artifact;
}

fn::ProvisionInfo ProvisionOf(const std::vector<Artifact>& artifacts) {
  fn::ProvisionInfo info;
  info.set_retrieval_token("token");
  for (const Artifact& artifact : artifacts) *info.add_dependencies() = artifact;
  return info;
}

std::vector<std::string> NamesOf(const std::vector<Artifact>& artifacts) {
  Pieces source({});
  std::vector<std::string> names;
  for (const StagedArtifact& artifact : NamedArtifacts(ProvisionOf(artifacts), source)) names.push_back(artifact.name);
  return names;
}

std::string Retrieved(const Artifact& artifact, ArtifactSource& source, const StagedFolder& folder, mode_t mode = 0600,
                      const ArtifactLimits& limits = {}) {
  const std::vector<StagedArtifact> artifacts = NamedArtifacts(ProvisionOf({artifact}), source, limits);
  REQUIRE(artifacts.size() == 1);
  return RetrieveArtifact(artifacts[0], source, folder, mode, limits);
}

TEST_CASE("Checksums are those of FIPS 180") {
  CHECK(ChecksumOf("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  Sha256 sum;
  sum.Add("ab");
  sum.Add("c");
  CHECK(sum.Hex() == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_CASE("An artifact arrives under its name, piece by piece, for nobody else to read") {
  const TemporaryFolder semi_persistent;
  std::string path;
  {
    const StagedFolder folder(semi_persistent.path());
    Pieces source({"one ", "", "two"});
    path = Retrieved(FileArtifact("/anywhere/words.txt", ChecksumOf("one two"), "words.txt"), source, folder);
    CHECK(path == folder.path() + "/words.txt");
    CHECK(ContentOf(path) == "one two");
    struct stat facts {};
    REQUIRE(stat(path.c_str(), &facts) == 0);
    CHECK((facts.st_mode & 0777) == 0600);
    REQUIRE(stat(folder.path().c_str(), &facts) == 0);
    CHECK((facts.st_mode & 0777) == 0700);
    CHECK(semi_persistent.Everything().size() == 2);
  }
  CHECK(semi_persistent.Everything().empty());
}

TEST_CASE("A program gets the right to be executed") {
  const TemporaryFolder semi_persistent;
  const StagedFolder folder(semi_persistent.path());
  Pieces source({"#!/bin/sh"});
  struct stat facts {};
  REQUIRE(stat(Retrieved(FileArtifact("p", "", "program"), source, folder, 0700).c_str(), &facts) == 0);
  CHECK((facts.st_mode & 0777) == 0700);
}

TEST_CASE("The checksum may be written in capitals, or not be there") {
  const TemporaryFolder semi_persistent;
  const StagedFolder folder(semi_persistent.path());
  Pieces source({"abc"});
  std::string sum = ChecksumOf("abc");
  std::transform(sum.begin(), sum.end(), sum.begin(), [](unsigned char c) { return std::toupper(c); });
  CHECK(ContentOf(Retrieved(FileArtifact("p", sum, "a"), source, folder)) == "abc");
  CHECK(ContentOf(Retrieved(FileArtifact("p", "", "b"), source, folder)) == "abc");
}

TEST_CASE("Embedded artifacts are taken from the provision itself") {
  const TemporaryFolder semi_persistent;
  const StagedFolder folder(semi_persistent.path());
  Pieces source({"not these bytes"});
  CHECK(ContentOf(Retrieved(Embedded("these", "small"), source, folder)) == "these");
  CHECK(source.resolved == 0);
}

TEST_CASE("A runner that says that nothing was staged is not asked") {
  Pieces source({});
  fn::ProvisionInfo info = ProvisionOf({FileArtifact("p", "", "a")});
  CHECK(HasArtifacts(info));
  CHECK(NamedArtifacts(info, source).size() == 1);
  info.set_retrieval_token("__no_artifacts_staged__");
  CHECK_FALSE(HasArtifacts(info));
  CHECK(NamedArtifacts(info, source).empty());
  CHECK_FALSE(HasArtifacts(ProvisionOf({})));
  CHECK(source.resolved == 1);
}

TEST_CASE("Artifacts of other roles are left alone") {
  Artifact requirements = FileArtifact("p", "", "requirements.txt");
  requirements.set_role_urn("beam:artifact:role:pip_requirements_file:v1");
  CHECK(NamesOf({requirements, FileArtifact("p", "", "b"), FileArtifact("q", "", "a")}) ==
        std::vector<std::string>{"a", "b"});
}

TEST_CASE("A name that is more than the name of a file is refused, whatever it is") {
  const std::string names[] = {"",
                               ".",
                               "..",
                               "/",
                               "/etc/passwd",
                               "../x",
                               "a/b",
                               "a/../b",
                               "a/",
                               "a\\b",
                               "a b",
                               std::string("a\0b", 3),
                               "a\nb",
                               "a~",
                               "\xc3\xa4",
                               "$(reboot)",
                               "a:b",
                               std::string(201, 'a'),
                               "a/../../b",
                               std::string(5000, 'x')};
  for (const std::string& name : names) {
    INFO(name);
    CHECK_THROWS_WITH(NamesOf({FileArtifact("p", "", name)}),
                      Contains("name that is not the name of a file") && Contains("name = \""));
  }
  for (const char* name : {"a", "words.txt", ".hidden", "a..b", "-x", "A_b+c-1.2"}) {
    CHECK(NamesOf({FileArtifact("p", "", name)}) == std::vector<std::string>{name});
  }
}

TEST_CASE("Two artifacts of one name are one if they are the same, and else refused") {
  CHECK(NamesOf({FileArtifact("p", "", "a"), FileArtifact("p", "", "a")}) == std::vector<std::string>{"a"});
  CHECK_THROWS_WITH(NamesOf({FileArtifact("p", "", "a"), FileArtifact("q", "", "a")}),
                    Contains("two artifacts of one name") && Contains("name = \"a\""));
}

TEST_CASE("Payloads that are not what their kind says are refused") {
  Artifact artifact = FileArtifact("p", "", "a");
  artifact.set_role_payload("\xff\xff\xff");
  CHECK_THROWS_WITH(NamesOf({artifact}), Contains("kind = \"beam:artifact:role:staging_to:v1\""));
  artifact = FileArtifact("p", "", "a");
  artifact.set_type_payload("\xff\xff\xff");
  CHECK_THROWS_WITH(NamesOf({artifact}), Contains("kind = \"beam:artifact:type:file:v1\""));
}

TEST_CASE("What does not arrive whole is not there at all, and the error names the artifact") {
  const TemporaryFolder semi_persistent;
  const StagedFolder folder(semi_persistent.path());
  const auto error_of = [&](Pieces source, const std::string& sha256, const ArtifactLimits& limits = {}) {
    try {
      Retrieved(FileArtifact("p", sha256, "model.bin"), source, folder, 0600, limits);
    } catch (const Error& error) {
      CHECK_THAT(error.what(), Contains("while downloading the artifact \"model.bin\""));
      CHECK(semi_persistent.Everything() == std::vector<std::string>{folder.path()});
      return error.status();
    }
    return Status();
  };
  const Status broken = error_of(Pieces({"ab"}, Status(StatusCode::kUnavailable, "gone")), "");
  CHECK(broken.code() == StatusCode::kUnavailable);
  const Status other = error_of(Pieces({"abd"}), ChecksumOf("abc"));
  CHECK(other.code() == StatusCode::kDataLoss);
  CHECK_THAT(other.message(), Contains("bytes = 3, sha256 = " + ChecksumOf("abd")) && Contains(ChecksumOf("abc")));
  CHECK(error_of(Pieces({"ab"}), ChecksumOf("abc")).code() == StatusCode::kDataLoss);
  const Status endless = error_of(Pieces({"abc", "d"}), "", {.bytes = 3});
  CHECK(endless.code() == StatusCode::kResourceExhausted);
  CHECK(error_of(Pieces({"abc"}), "", {.bytes = 3}).ok());
}

TEST_CASE("More artifacts than a worker takes are refused") {
  Pieces source({});
  const fn::ProvisionInfo info = ProvisionOf({FileArtifact("p", "", "a"), FileArtifact("p", "", "b")});
  CHECK(NamedArtifacts(info, source, {.artifacts = 2}).size() == 2);
  CHECK_THROWS_WITH(NamedArtifacts(info, source, {.artifacts = 1}), Contains("artifacts = 2, limit = 1"));
}

TEST_CASE("Each worker has a folder of its own, and removes the one of a worker that was killed") {
  const TemporaryFolder semi_persistent;
  std::string orphan = semi_persistent.path() + "/beam-cpp-staged-000000";
  REQUIRE(mkdir(orphan.c_str(), 0700) == 0);
  std::ofstream(orphan + "/left") << "behind";
  const std::string others = semi_persistent.path() + "/staged";
  REQUIRE(mkdir(others.c_str(), 0700) == 0);
  const StagedFolder one(semi_persistent.path());
  const StagedFolder two(semi_persistent.path());
  CHECK(one.path() != two.path());
  std::vector<std::string> found = semi_persistent.Everything();
  CHECK_THAT(found, Catch::Matchers::UnorderedEquals(std::vector<std::string>{one.path(), two.path(), others}));
}

TEST_CASE("A link in the place of an artifact leads nowhere") {
  const TemporaryFolder semi_persistent;
  const StagedFolder folder(semi_persistent.path());
  const std::string victim = semi_persistent.path() + "/victim";
  std::ofstream(victim) << "untouched";
  REQUIRE(symlink(victim.c_str(), (folder.path() + "/a").c_str()) == 0);
  REQUIRE(symlink(victim.c_str(), (folder.path() + "/b~").c_str()) == 0);
  Pieces source({"new"});
  CHECK(ContentOf(Retrieved(FileArtifact("p", "", "a"), source, folder)) == "new");
  CHECK_THROWS_WITH(Retrieved(FileArtifact("p", "", "b"), source, folder), Contains("cannot be made"));
  CHECK(ContentOf(victim) == "untouched");
}

TEST_CASE("A place where no folder can be made is named") {
  CHECK_THROWS_WITH(StagedFolder("/dev/null/nowhere"), Contains("--semi_persist_dir = /dev/null/nowhere"));
}

}  // namespace
}  // namespace beam::runners
