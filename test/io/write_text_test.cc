#include "io/write_text.h"

#include <sys/resource.h>
#include <sys/stat.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "beam/base/cancellation.h"
#include "beam/beam.h"
#include "io/file_system.h"
#include "io/local_files.h"
#include "io/read_text.h"
#include "test/io/faulty_system_files.h"
#include "test/io/sorted.h"
#include "test/io/standard_stream.h"
#include "test/io/test_folder.h"
#include "test/io/unprivileged.h"
#include "test/transforms/in_windows.h"

namespace beam::io {
namespace {

using Catch::Contains;
using Catch::EndsWith;
using testing::Sorted;
using testing::TestFolder;
using Lines = std::vector<std::string>;
using Names = std::vector<std::string>;

Lines SomeLines(int n) {
  Lines lines;
  for (int i = 0; i < n; ++i) lines.push_back("line " + std::to_string(i));
  std::sort(lines.begin(), lines.end());
  return lines;
}

// The names of the files that were written, sorted, as the step gives them.
Names WriteAll(const Lines& lines, const std::string& path, const WriteTextOptions& options = {}) {
  Pipeline p;
  const auto names = Collect(WriteText(Create(p, lines), path, options));
  p.Run().Check();
  return Sorted(names);
}

Status WriteFailure(const Lines& lines, const std::string& path, const WriteTextOptions& options = {}) {
  Pipeline p;
  const auto names = Collect(WriteText(Create(p, lines), path, options));
  const PipelineResult result = p.Run();
  CHECK(result.state() == PipelineState::kFailed);
  return result.status();
}

Lines ReadBack(const FilePatterns& patterns) {
  Pipeline p;
  const auto lines = Collect(ReadText(p, patterns));
  p.Run().Check();
  return Sorted(lines);
}

TEST_CASE("WriteText writes one file of exactly the given name, and gives the name") {
  const TestFolder folder;
  const Lines lines = SomeLines(100);
  CHECK(WriteAll(lines, folder / "out.txt") == Names{folder / "out.txt"});
  CHECK(folder.Names() == Names{"out.txt"});
  CHECK(ReadBack(folder / "out.txt") == lines);
}

TEST_CASE("every line ends with a newline, empty ones too") {
  const TestFolder folder;
  WriteAll({"", ""}, folder / "out");
  CHECK(folder.Get("out") == "\n\n");
}

TEST_CASE("shards are files of their own that hold every line once") {
  const TestFolder folder;
  const Lines lines = SomeLines(1000);
  const Names expected{folder / "out-00000-of-00003.txt", folder / "out-00001-of-00003.txt",
                       folder / "out-00002-of-00003.txt"};
  CHECK(WriteAll(lines, folder / "out.txt", {.shards = 3}) == expected);
  CHECK(folder.Names() == Names{"out-00000-of-00003.txt", "out-00001-of-00003.txt", "out-00002-of-00003.txt"});
  CHECK(ReadBack(folder / "out-*.txt") == lines);
  for (const std::string& name : expected) CHECK_FALSE(ReadBack(name).empty());
}

TEST_CASE("without lines there are the files all the same") {
  const TestFolder folder;
  CHECK(WriteAll({}, folder / "one") == Names{folder / "one"});
  CHECK(folder.Get("one").empty());
  CHECK(WriteAll({}, folder / "many", {.shards = 20}).size() == 20);
  CHECK(folder.Names().size() == 21);
  CHECK(WriteAll({}, folder / "framed", {.header = "h", .footer = "f"}).size() == 1);
  CHECK(folder.Get("framed") == "h\nf\n");
}

TEST_CASE("header and footer stand around the lines of every file") {
  const TestFolder folder;
  WriteAll({"line"}, folder / "one", {.header = "id,name", .footer = "end"});
  CHECK(folder.Get("one") == "id,name\nline\nend\n");
  WriteAll(SomeLines(100), folder / "many", {.shards = 4, .header = "first", .footer = "last"});
  for (int shard = 0; shard < 4; ++shard) {
    const std::string text = folder.Get("many-0000" + std::to_string(shard) + "-of-00004");
    CHECK(text.starts_with("first\nline "));
    CHECK(text.ends_with("\nlast\n"));
  }
}

TEST_CASE("files are compressed by their ending or by the option, with header, lines and footer, or with nothing") {
  for (const auto& [format, ending] : {std::pair{Compression::kGzip, ".gz"}, std::pair{Compression::kZstd, ".zst"},
                                       std::pair{Compression::kBzip2, ".bz2"}}) {
    if (!IsCompressionAvailable(format)) {
      CHECK_THROWS_WITH(WriteFailure({}, "a", {.compression = format}), Contains("UNIMPLEMENTED"));
      continue;
    }
    const TestFolder folder;
    const Lines lines = SomeLines(1000);
    WriteAll(lines, folder / ("a" + std::string(ending)));
    CHECK(ReadBack(folder / ("a" + std::string(ending))) == lines);
    WriteAll(lines, folder / "b", {.shards = 2, .header = "h", .footer = "f", .compression = format});
    Pipeline p;
    const auto read = Collect(ReadText(p, folder / "b*", {.compression = format}));
    p.Run().Check();
    CHECK(read.size() == 1004);
    WriteAll({}, folder / ("empty" + std::string(ending)));
    CHECK_FALSE(folder.Get("empty" + std::string(ending)).empty());
    CHECK(ReadBack(folder / ("empty" + std::string(ending))).empty());
  }
}

TEST_CASE("an ending that means compression can be overruled") {
  const TestFolder folder;
  WriteAll({"plain"}, folder / "a.gz", {.compression = Compression::kNone});
  CHECK(folder.Get("a.gz") == "plain\n");
}

TEST_CASE("output of many pieces is whole, compressed or not") {
  const TestFolder folder;
  Lines lines;
  for (int i = 0; i < 3000; ++i) lines.push_back(std::to_string(i) + std::string(2000, 'x'));
  std::sort(lines.begin(), lines.end());
  lines.push_back(std::string(3'000'000, 'y'));
  for (const char* name : {"plain", "packed.gz"}) {
    if (name[1] == 'a' && !IsCompressionAvailable(Compression::kGzip)) continue;
    WriteAll(lines, folder / name);
    CHECK(ReadBack(folder / name) == lines);
  }
}

TEST_CASE("a file may be read and replaced by one pipeline") {
  const TestFolder folder;
  folder.Put("a", "1\n2\n");
  Pipeline p;
  WriteText(Map(ReadText(p, folder / "a"), [](const std::string& line) { return line + "!"; }), folder / "a");
  p.Run().Check();
  CHECK(ReadBack(folder / "a") == Lines{"1!", "2!"});
}

TEST_CASE("what waits for the names finds the files complete") {
  const TestFolder folder;
  const Lines lines = SomeLines(500);
  Pipeline p;
  const auto again = Collect(ReadAllText(WriteText(Create(p, lines), folder / "out", {.shards = 3})));
  p.Run().Check();
  CHECK(Sorted(again) == lines);
}

TEST_CASE("each window has files of its own with its lines, and names keep the window") {
  const TestFolder folder;
  using testing::At;
  Pipeline p;
  const auto lines = testing::WindowByTens(
      Create<std::string>(p, std::vector<Timestamped<std::string>>{At(11, std::string("a")), At(12, std::string("b")),
                                                                   At(21, std::string("c"))}));
  const auto names = Collect(WriteText(lines, folder / "out.txt"));
  p.Run().Check();
  const std::string first = "out-1970-01-01T00:00:00.010Z-1970-01-01T00:00:00.020Z.txt";
  const std::string second = "out-1970-01-01T00:00:00.020Z-1970-01-01T00:00:00.030Z.txt";
  CHECK(folder.Names() == Names{first, second});
  CHECK(ReadBack(folder / first) == Lines{"a", "b"});
  CHECK(ReadBack(folder / second) == Lines{"c"});
  using Name = testing::InWindow<std::string>;
  CHECK(testing::SortedInWindows(names) == std::vector<Name>{{10, folder / first}, {20, folder / second}});
}

TEST_CASE("a dash is standard output") {
  const TestFolder folder;
  {
    const testing::StandardStream output(STDOUT_FILENO, folder / "out", O_WRONLY | O_CREAT);
    Pipeline p;
    WriteText(Create(p, {"one", "two"}), "-");
    p.Run().Check();
  }
  CHECK(ReadBack(folder / "out") == Lines{"one", "two"});
}

TEST_CASE("a reader of standard output that has gone fails the run and says so") {
  const TestFolder folder;
  const std::string pipe = folder / "pipe";
  REQUIRE(mkfifo(pipe.c_str(), 0600) == 0);
  const int reader = ::open(pipe.c_str(), O_RDONLY | O_NONBLOCK);
  const testing::StandardStream output(STDOUT_FILENO, pipe, O_WRONLY);
  ::close(reader);
  const Status status = WriteFailure({"x"}, "-");
  CHECK(status.code() == StatusCode::kAborted);
  CHECK_THAT(status.message(),
             Contains("Step 'WriteText/Write' (") &&
                 EndsWith("failed: the reader of standard output has gone: Broken pipe; file = -, bytes written = 0"));
}

TEST_CASE("names and numbers that make no sense throw at the line that gives them") {
  Pipeline p;
  const auto lines = Create(p, {"x"});
  const auto mistake_of = [&](const std::string& path, const WriteTextOptions& options = {}) {
    return Try([&] { return WriteText(lines, path, options); }).status();
  };
  CHECK_THAT(mistake_of("").message(),
             Contains("WriteText needs the name of a file; \"-\" is standard output; line = write_text_test.cc:"));
  CHECK_THAT(mistake_of("folder/").message(),
             Contains("not of a directory; name = folder/; line = write_text_test.cc:"));
  CHECK_THAT(mistake_of("a", {.shards = 0}).message(), Contains("between 1 and 99999; given: 0"));
  CHECK_THAT(mistake_of("a", {.shards = 100'000}).message(), Contains("given: 100000"));
  CHECK_THAT(mistake_of("-", {.shards = 2}).message(), Contains("standard output"));
  CHECK(mistake_of("-", {.shards = 2}).code() == StatusCode::kInvalidArgument);
}

TEST_CASE("a missing or protected directory fails the run with the path and the system's reason") {
  const TestFolder folder;
  const Status missing = WriteFailure({"x"}, folder / "missing/out");
  CHECK(missing.code() == StatusCode::kNotFound);
  CHECK_THAT(missing.message(),
             Contains("Step 'WriteText/Begin' (") && Contains("write_text_test.cc:") &&
                 EndsWith("its directory does not exist; create it first: No such file or directory; file = " +
                          folder / "missing/out"));
  CHECK_THAT(WriteFailure({"x"}, folder / std::string(256, 'n')).message(),
             Contains("Step 'WriteText/Begin' (") && Contains("File name too long"));
  folder.Put("protected/file", "");
  std::filesystem::permissions(folder / "protected", std::filesystem::perms(0555));
  CHECK_THAT(WriteFailure({"x"}, folder.path()).message(), Contains("Is a directory; file = " + folder.path()));
  const testing::Unprivileged unprivileged;
  const Status denied = WriteFailure({"x"}, folder / "protected/out");
  CHECK(denied.code() == StatusCode::kPermissionDenied);
  CHECK_THAT(denied.message(), Contains("Permission denied; file = " + folder / "protected/out"));
}

TEST_CASE("a full disk fails the run, says so, and leaves the old file and nothing else") {
  CHECK_THAT(WriteFailure({"x"}, "/dev/full").message(),
             Contains("Step 'WriteText/Write' (") &&
                 Contains("cannot write the file: No space left on device; file = /dev/full"));
  if (const char* forced = std::getenv("BEAM_FORCE"); forced != nullptr && std::string(forced) == "always_spill") {
    std::printf("SKIPPED: a limit on the size of files, because the spill files meet it before the output does\n");
    return;
  }
  const TestFolder folder;
  folder.Put("out", "old");
  rlimit before;
  REQUIRE(getrlimit(RLIMIT_FSIZE, &before) == 0);
  rlimit limit = before;
  limit.rlim_cur = 4'000'000;
  REQUIRE(setrlimit(RLIMIT_FSIZE, &limit) == 0);
  const Status status = WriteFailure(Lines(5000, std::string(1000, 'x')), folder / "out");
  REQUIRE(setrlimit(RLIMIT_FSIZE, &before) == 0);
  CHECK(status.code() == StatusCode::kResourceExhausted);
  CHECK_THAT(status.message(), Contains("File too large") && Contains("file = " + folder / "out"));
  CHECK(folder.Names() == Names{"out"});
  CHECK(folder.Get("out") == "old");
}

TEST_CASE("whichever call fails, a file is old or new and complete, and nothing else is left") {
  const TestFolder folder;
  const auto system = std::make_shared<testing::FaultySystemFiles>();
  RegisterFileSystem("faulty", std::make_shared<internal::LocalFiles>(*system, "faulty://"));
  const Lines lines = SomeLines(200);
  std::uint64_t n = 0;
  PipelineResult result;
  do {
    folder.Put("out-00000-of-00002", "old\n");
    folder.Put("out-00001-of-00002", "old\n");
    Pipeline p;
    WriteText(Create(p, lines), "faulty://" + folder / "out", {.shards = 2});
    system->FailCall(++n, ENOSPC);
    result = p.Run();
    INFO("call " << n << " (" << system->failed() << "): " << result.status().ToString());
    // Only closing the directory, after it was synced, may fail without harm.
    CHECK((result.ok() == system->failed().empty() || (result.ok() && system->failed() == "close")));
    CHECK(folder.Names() == Names{"out-00000-of-00002", "out-00001-of-00002"});
    for (const std::string& name : folder.Names()) {
      const Lines content = ReadBack(folder / name);
      CHECK((content.size() >= 90 || (!result.ok() && content == Lines{"old"})));
    }
    if (!result.ok()) {
      CHECK(result.status().code() == StatusCode::kResourceExhausted);
      CHECK_THAT(result.status().message(),
                 Contains("Step 'WriteText/Write' (") && Contains("file = faulty://" + folder / "out-0000"));
    }
  } while (!system->failed().empty());
  CHECK(ReadBack(folder / "out-*") == lines);
  CHECK(n >= 10);
}

TEST_CASE("a run that fails or is cancelled elsewhere leaves no file") {
  const TestFolder folder;
  Pipeline failing;
  WriteText(Map(Create(failing, SomeLines(100)),
                [](const std::string& line) {
                  if (line == "line 50") throw std::runtime_error("poison");
                  return line;
                }),
            folder / "out");
  CHECK(failing.Run().state() == PipelineState::kFailed);
  CHECK(folder.Names().empty());

  Pipeline cancelled;
  WriteText(Map(Create(cancelled, SomeLines(100)),
                [](Context& context, const std::string& line) {
                  if (line == "line 50") internal::RequestCancel();
                  while (line == "line 50" && !context.cancelled()) std::this_thread::yield();
                  return line;
                }),
            folder / "out");
  PipelineState state;
  {
    const internal::InterruptScope interrupts;
    state = cancelled.Run().state();
  }
  const internal::InterruptScope forgets_the_request;
  CHECK(state == PipelineState::kCancelled);
  CHECK(folder.Names().empty());
}

}  // namespace
}  // namespace beam::io
