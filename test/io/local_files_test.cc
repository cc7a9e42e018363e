#include "io/local_files.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <cerrno>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "beam/base/error.h"
#include "test/io/faulty_system_files.h"
#include "test/io/string_file.h"
#include "test/io/test_folder.h"
#include "test/io/unprivileged.h"

namespace beam::internal {
namespace {

using Catch::Contains;
using io::Durability;
using testing::TestFolder;
using testing::Unprivileged;
using Names = std::vector<std::string>;

LocalFiles Files() { return LocalFiles(RealSystemFiles(), ""); }

void WriteWhole(LocalFiles& files, const std::string& path, std::string_view content) {
  const auto file = files.Create(path, Durability::kSynced);
  file->Write(content);
  file->Commit();
}

template <class Action>
Status StatusOf(Action&& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.status();
  }
  return Status();
}

std::size_t OpenDescriptors() {
  std::size_t count = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) ++count;
  return count;
}

mode_t PermissionsOf(const std::string& path) {
  struct stat info;
  REQUIRE(stat(path.c_str(), &info) == 0);
  return info.st_mode & 07777;
}

TEST_CASE("a name that exists matches itself, whatever characters it has") {
  const TestFolder folder;
  folder.Put("a[1].txt", "123");
  folder.Put("empty", "");
  auto files = Files();
  const auto match = files.Match(folder / "a[1].txt");
  REQUIRE(match.size() == 1);
  CHECK(match[0].name == folder / "a[1].txt");
  CHECK(match[0].size == 3);
  CHECK(match[0].seekable);
  CHECK_FALSE(files.Match(folder / "empty").at(0).seekable);
  CHECK_FALSE(files.Match("/dev/null").at(0).seekable);
  CHECK_FALSE(files.Match("-").at(0).seekable);
}

TEST_CASE("patterns match several files, and a prefix stays in front of them") {
  const TestFolder folder;
  folder.Put("a", "1");
  folder.Put("b", "22");
  LocalFiles files(RealSystemFiles(), "file://");
  const auto matches = files.Match("file://" + folder / "*");
  REQUIRE(matches.size() == 2);
  CHECK(matches[0].name == "file://" + folder / "a");
  CHECK(matches[1].size == 2);
  CHECK(testing::ReadToEnd(*files.Open(matches[1].name, 1), 10) == "2");
}

TEST_CASE("what does not exist matches nothing") {
  const TestFolder folder;
  auto files = Files();
  CHECK(files.Match(folder / "missing").empty());
  CHECK(files.Match(folder / "missing/*").empty());
  CHECK(files.Match(folder.Put("file", "") + "/below").empty());
}

TEST_CASE("a directory is no file to read") {
  const TestFolder folder;
  auto files = Files();
  const auto is_directory = Contains(
      "INVALID_ARGUMENT: this is a directory, not a file; write DIRECTORY/* for the files in it; "
      "file = " +
      folder.path());
  CHECK_THROWS_WITH(files.Match(folder.path()), is_directory);
  CHECK_THROWS_WITH(files.Open(folder.path(), 0), is_directory);
}

TEST_CASE("files that cannot be opened or looked at are errors with the system's reason") {
  const TestFolder folder;
  const std::string secret = folder.Put("secret/file", "x");
  std::filesystem::permissions(secret, std::filesystem::perms::none);
  auto files = Files();
  CHECK_THROWS_WITH(files.Open(folder / "missing", 0),
                    "NOT_FOUND: cannot open the file: No such file or directory; file = " + folder / "missing");
  const Unprivileged unprivileged;
  CHECK_THROWS_WITH(files.Open(secret, 0),
                    "PERMISSION_DENIED: cannot open the file: Permission denied; file = " + secret);
}

TEST_CASE("a directory that may not be listed is an error for the patterns that lead through it") {
  const TestFolder folder;
  folder.Put("secret/file", "x");
  std::filesystem::permissions(folder / "secret", std::filesystem::perms::none);
  auto files = Files();
  const Unprivileged unprivileged;
  CHECK_THROWS_WITH(files.Match(folder / "secret/*"),
                    Contains("PERMISSION_DENIED: cannot list a directory that the pattern "
                             "leads to: Permission denied; file = " +
                             folder / "secret"));
  CHECK_THROWS_WITH(files.Match(folder / "secret/file"), Contains("PERMISSION_DENIED: cannot look at the file"));
}

TEST_CASE("a file appears when it is committed, and its predecessor stays until then") {
  const TestFolder folder;
  folder.Put("out", "before");
  auto files = Files();
  {
    const auto file = files.Create(folder / "out", Durability::kSynced);
    file->Write("after");
    CHECK(folder.Get("out") == "before");
    CHECK(folder.Names().size() == 2);
    file->Commit();
  }
  CHECK(folder.Get("out") == "after");
  CHECK(folder.Names() == Names{"out"});
}

TEST_CASE("a file that is not committed leaves nothing behind") {
  const TestFolder folder;
  auto files = Files();
  files.Create(folder / "out", Durability::kBuffered)->Write("half");
  CHECK(folder.Names().empty());
}

TEST_CASE("a replaced file keeps its permissions, and a symbolic link is followed") {
  const TestFolder folder;
  auto files = Files();
  folder.Put("real/out", "before");
  std::filesystem::permissions(folder / "real/out", std::filesystem::perms(0640));
  std::filesystem::create_symlink("real/out", folder / "link");
  WriteWhole(files, folder / "link", "after");
  CHECK(folder.Get("real/out") == "after");
  CHECK(std::filesystem::is_symlink(folder / "link"));
  CHECK(PermissionsOf(folder / "real/out") == 0640);
}

TEST_CASE("a new file has the permissions that the process gives new files") {
  const TestFolder folder;
  auto files = Files();
  const mode_t mask = umask(027);
  WriteWhole(files, folder / "out", "x");
  umask(mask);
  CHECK(PermissionsOf(folder / "out") == 0640);
}

TEST_CASE("a name as long as names may be can be written") {
  const TestFolder folder;
  auto files = Files();
  const std::string name(255, 'n');
  WriteWhole(files, folder / name, "x");
  CHECK(folder.Names() == Names{name});
  files.CheckCreate(folder / name);
  CHECK(StatusOf([&] { WriteWhole(files, folder / (name + "n"), "x"); }).code() == StatusCode::kInvalidArgument);
  CHECK_THROWS_WITH(files.CheckCreate(folder / (name + "n")),
                    Contains("INVALID_ARGUMENT: cannot give the file its name: File name too long; file = "));
  CHECK(folder.Names() == Names{name});
}

TEST_CASE("files that cannot be written are errors with the system's reason, early where it can be known") {
  const TestFolder folder;
  folder.Put("file", "");
  folder.Put("protected/file", "");
  std::filesystem::permissions(folder / "protected", std::filesystem::perms(0555));
  auto files = Files();
  CHECK_THROWS_WITH(
      files.CheckCreate(folder / "missing/out"),
      "NOT_FOUND: cannot write the file, because its directory does not exist; create it first: No such file or "
      "directory; file = " +
          folder / "missing/out");
  CHECK_THROWS_WITH(files.Create(folder / "missing/out", Durability::kSynced),
                    "NOT_FOUND: cannot create the file: No such file or directory; file = " + folder / "missing/out");
  CHECK_THROWS_WITH(files.CheckCreate(folder / "file/out"),
                    Contains("what should be its directory is none: Not a directory"));
  CHECK_THROWS_WITH(files.CheckCreate(folder.path()),
                    Contains("cannot write the file: Is a directory; file = " + folder.path()));
  CHECK_THROWS_WITH(files.Create(folder.path(), Durability::kSynced), Contains("Is a directory"));
  const Unprivileged unprivileged;
  CHECK_THROWS_WITH(
      files.CheckCreate(folder / "protected/out"),
      Contains(
          "PERMISSION_DENIED: cannot write the file, because its directory takes no new files: Permission denied"));
  CHECK_THROWS_WITH(files.Create(folder / "protected/out", Durability::kSynced),
                    "PERMISSION_DENIED: cannot create the file: Permission denied; file = " + folder / "protected/out");
}

TEST_CASE("a device is written to as it is, and a full one says so") {
  auto files = Files();
  files.CheckCreate("/dev/full");
  WriteWhole(files, "/dev/null", "gone");
  const Status full = StatusOf([&] { WriteWhole(files, "/dev/full", "x"); });
  CHECK(full.code() == StatusCode::kResourceExhausted);
  CHECK_THAT(full.message(),
             Contains("cannot write the file: No space left on device; file = /dev/full, bytes written = 0"));
  CHECK(std::filesystem::is_character_file("/dev/full"));
}

TEST_CASE("a file over the process's limit is an error and does not end the process") {
  const TestFolder folder;
  auto files = Files();
  rlimit before;
  REQUIRE(getrlimit(RLIMIT_FSIZE, &before) == 0);
  rlimit limit = before;
  limit.rlim_cur = 1000;
  REQUIRE(setrlimit(RLIMIT_FSIZE, &limit) == 0);
  const Status status = StatusOf([&] { WriteWhole(files, folder / "out", std::string(1500, 'x')); });
  REQUIRE(setrlimit(RLIMIT_FSIZE, &before) == 0);
  CHECK(status.code() == StatusCode::kResourceExhausted);
  CHECK_THAT(status.message(),
             Contains("cannot write the file: File too large; file = " + folder / "out, bytes written = 1000"));
  CHECK(folder.Names().empty());
}

TEST_CASE("a closed pipe is an error and does not end the process") {
  const TestFolder folder;
  const std::string pipe = folder / "pipe";
  REQUIRE(mkfifo(pipe.c_str(), 0600) == 0);
  const int reader = ::open(pipe.c_str(), O_RDONLY | O_NONBLOCK);
  auto files = Files();
  const auto file = files.Create(pipe, Durability::kSynced);
  ::close(reader);
  CHECK_THROWS_WITH(file->Write("x"),
                    "ABORTED: the reader of the pipe has gone: Broken pipe; file = " + pipe + ", bytes written = 0");
}

TEST_CASE("short and interrupted reads and writes are carried on with") {
  const TestFolder folder;
  testing::FaultySystemFiles system;
  system.LimitTransfers(3);
  system.Interrupt();
  LocalFiles files(system, "");
  const std::string text = "a text of some length";
  WriteWhole(files, folder / "out", text);
  CHECK(folder.Get("out") == text);
  CHECK(testing::ReadToEnd(*files.Open(folder / "out", 0), 100) == text);
}

TEST_CASE("whichever call fails while a file is written, there is the old file or the whole new one and nothing else") {
  for (const int error : {ENOSPC, EIO, EACCES}) {
    const TestFolder folder;
    testing::FaultySystemFiles system;
    system.LimitTransfers(10);
    LocalFiles files(system, "");
    const std::string old_text = "the old text";
    const std::string new_text = "the new text, which needs several writes";
    const std::size_t descriptors = OpenDescriptors();
    std::uint64_t n = 0;
    Status status;
    do {
      folder.Put("out", old_text);
      system.FailCall(++n, error);
      status = StatusOf([&] { WriteWhole(files, folder / "out", new_text); });
      INFO("call " << n << " (" << system.failed() << ") failed with " << error << ": " << status.ToString());
      if (!status.ok()) CHECK_THAT(status.message(), Contains("; file = " + folder / "out"));
      CHECK((folder.Get("out") == (status.ok() ? new_text : old_text) || folder.Get("out") == new_text));
      CHECK(folder.Names() == Names{"out"});
      CHECK(OpenDescriptors() == descriptors);
    } while (!system.failed().empty());
    CHECK(status.ok());
    CHECK(n > 10);
  }
}

TEST_CASE("whichever call fails while a file is read, it is an error, not an end") {
  const TestFolder folder;
  folder.Put("in", std::string(100, 'x'));
  testing::FaultySystemFiles system;
  system.LimitTransfers(10);
  LocalFiles files(system, "");
  std::string text;
  std::uint64_t n = 0;
  do {
    system.FailCall(++n, EIO);
    text.clear();
    const Status status = StatusOf([&] { text = testing::ReadToEnd(*files.Open(folder / "in", 0), 50); });
    INFO("call " << n << " (" << system.failed() << ")");
    const bool harmless = system.failed().empty() || system.failed() == "close";
    CHECK(status.ok() == harmless);
  } while (!system.failed().empty());
  CHECK(text.size() == 100);
  CHECK(n > 10);
}

}  // namespace
}  // namespace beam::internal
