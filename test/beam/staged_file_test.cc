// Files that a function finds by their names.
#include "beam/staged_file.h"

#include <catch2/catch.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "beam/beam.h"
#include "beam/runner.h"
#include "beam/testing/expect.h"
#include "beam/testing/test_pipeline.h"

namespace {

using Catch::Contains;

// A file of the test's own below a folder of its own, which other test programs that run now do not have.
class TestFile {
 public:
  TestFile(const std::string& name, const std::string& content) {
    std::string folder = std::filesystem::temp_directory_path() / "beam-cpp-test-XXXXXX";
    REQUIRE(mkdtemp(folder.data()) != nullptr);
    folder_ = std::filesystem::canonical(folder);
    path_ = folder_ + "/" + name;
    std::ofstream(path_) << content;
  }
  ~TestFile() { std::filesystem::remove_all(folder_); }
  const std::string& path() const { return path_; }

 private:
  std::string folder_;
  std::string path_;
};

std::string LineOf(const std::string& path) {
  std::string line;
  std::ifstream file(path);
  std::getline(file, line);
  return line;
}

// As the contract shows it: the file is read once, in Setup.
struct Greet {
  std::string name;
  beam::Local<std::string> greeting;
  void Setup() { *greeting = LineOf(beam::StagedFile(name)); }
  std::string ProcessElement(const std::string& who) { return *greeting + " " + who; }
};

beam::RunOptions With(const std::string& files) {
  beam::RunOptions options = beam::DefaultRunOptions();
  options.extra["files_to_stage"] = files;
  return options;
}

// What the run ended with.
beam::Status Run(const std::string& file, const beam::RunOptions& options, const std::vector<std::string>& expected) {
  beam::testing::TestPipeline p(options);
  beam::testing::Expect(beam::ParDo(beam::Create(p, {std::string("world")}), Greet{file, {}}))
      .ToContainInAnyOrder(expected);
  try {
    return p.TryRun().status();
  } catch (const beam::Error& error) {
    return error.status();
  }
}

TEST_CASE("a function finds the files that its run was given") {
  const TestFile one("greeting.txt", "hello");
  const TestFile two("greeting.txt", "good bye");
  CHECK(Run("greeting.txt", With(one.path()), {"hello world"}).ok());
  CHECK(Run("greeting.txt", With(two.path()), {"good bye world"}).ok());
}

TEST_CASE("a file that was not given fails the run, with the names of those that were") {
  const TestFile one("one.txt", "1");
  const TestFile two("two.txt", "2");
  const beam::Status status = Run("three.txt", With(one.path() + "," + two.path()), {});
  CHECK(status.code() == beam::StatusCode::kNotFound);
  CHECK_THAT(status.message(), Contains("--files_to_stage=PATH") && Contains("staged: one.txt, two.txt") &&
                                   Contains("asked for: three.txt"));
  CHECK_THAT(Run("three.txt", With(""), {}).message(), Contains("staged: none"));
}

TEST_CASE("files that are not there, and two of one name, are refused before the run") {
  const TestFile one("same.txt", "1");
  const TestFile two("same.txt", "2");
  CHECK_THAT(Run("x", With("/nowhere/x"), {}).message(), Contains("what is no file") && Contains("file = /nowhere/x"));
  CHECK_THAT(Run("x", With("/tmp"), {}).message(), Contains("what is no file"));
  CHECK_THAT(Run("x", With(one.path() + "," + two.path()), {}).message(), Contains("two files of one name"));
  CHECK(Run("same.txt", With(one.path() + "," + one.path()), {"1 world"}).ok());
}

TEST_CASE("the submitting program finds its files too, by the path they have") {
  const TestFile file("here.txt", "1");
  beam::DefaultRunOptions().extra["files_to_stage"] = file.path();
  CHECK(beam::StagedFile("here.txt") == file.path());
  beam::DefaultRunOptions().extra.erase("files_to_stage");
  CHECK_THROWS_WITH(beam::StagedFile("here.txt"), Contains("staged: none"));
}

}  // namespace
