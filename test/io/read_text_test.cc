#include "io/read_text.h"

#include <sys/stat.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "beam/beam.h"
#include "io/compressed_file.h"
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

// The lines of the files, sorted.
Lines ReadAll(const FilePatterns& patterns, const ReadTextOptions& options = {}) {
  Pipeline p;
  const auto lines = Collect(ReadText(p, patterns, options));
  p.Run().Check();
  return Sorted(lines);
}

// The status of a run that reads the files and has to fail.
Status ReadFailure(const FilePatterns& patterns, const ReadTextOptions& options = {}) {
  Pipeline p;
  const auto lines = Collect(ReadText(p, patterns, options));
  const PipelineResult result = p.Run();
  CHECK(result.state() == PipelineState::kFailed);
  return result.status();
}

std::string Compressed(Compression format, std::string_view raw) {
  std::string compressed;
  internal::AppendCompressed(format, raw, compressed);
  return compressed;
}

std::vector<std::pair<Compression, std::string>> AvailableFormats() {
  std::vector<std::pair<Compression, std::string>> formats;
  for (const auto& [format, ending] : {std::pair{Compression::kGzip, ".gz"}, std::pair{Compression::kZstd, ".zst"},
                                       std::pair{Compression::kBzip2, ".bz2"}}) {
    if (IsCompressionAvailable(format)) formats.emplace_back(format, ending);
  }
  return formats;
}

std::string NameAndLine(const std::string& name, const std::string& line) { return name + ": " + line; }

TEST_CASE("ReadText reads the lines of every file that matches") {
  const TestFolder folder;
  folder.Put("a.txt", "one\ntwo\n");
  folder.Put("b.txt", "three\r\nfour");
  folder.Put("c.txt", "");
  folder.Put("sub/deep/d.txt", "\nfive\n");
  CHECK(ReadAll(folder / "a.txt") == Lines{"one", "two"});
  CHECK(ReadAll(folder / "*.txt") == Lines{"four", "one", "three", "two"});
  CHECK(ReadAll(folder / "**/*.txt") == Lines{"", "five", "four", "one", "three", "two"});
  CHECK(ReadAll(folder / "c.txt").empty());
  CHECK(ReadAll({folder / "a.txt", folder / "a.txt"}) == Lines{"one", "one", "two", "two"});
}

TEST_CASE("several patterns may be given as texts, strings or a vector") {
  const TestFolder folder;
  const std::string a = folder.Put("a", "1");
  const std::string b = folder.Put("b", "2");
  CHECK(ReadAll({a, b}) == Lines{"1", "2"});
  CHECK(ReadAll({a.c_str(), b.c_str()}) == Lines{"1", "2"});
  CHECK(ReadAll(Lines{a, b}) == Lines{"1", "2"});
}

TEST_CASE("ranges of any size give every line once") {
  BEAM_RANDOM(random);
  const TestFolder folder;
  for (int round = 0; round < 12; ++round) {
    Lines expected;
    std::string text;
    for (std::uint64_t n = random.Below(60); n > 0; --n) {
      expected.push_back(std::to_string(expected.size()) + std::string(random.Below(9), 'x'));
      text += expected.back() + (random.OneIn(2) ? "\n" : "\r\n");
    }
    if (random.OneIn(2)) {
      expected.push_back("the last one");
      text += expected.back();
    }
    std::sort(expected.begin(), expected.end());
    folder.Put("text", text);
    const std::uint64_t range = 1 + random.Below(round % 2 == 0 ? 8 : text.size() + 1);
    INFO("ranges of " << range << " bytes of a text of " << text.size());
    CHECK(ReadAll(folder / "text", {.bytes_per_range = range}) == expected);
  }
}

TEST_CASE("a file of several megabytes is read in parallel ranges, every line once") {
  const TestFolder folder;
  std::string text;
  for (int i = 0; i < 400'000; ++i) text += std::to_string(i) + "\n";
  folder.Put("text", text);
  Pipeline p;
  const auto sum =
      Collect(Combine(Map(ReadText(p, folder / "text"), [](const std::string& line) { return std::stoll(line); }),
                      [](long long a, long long b) { return a + b; }));
  const PipelineResult result = p.Run().Check();
  CHECK(sum.values() == std::vector<long long>{399'999LL * 400'000 / 2});
  CHECK(result.element_counts().at("ReadText/Match") == 1);
}

TEST_CASE("header lines are left out once a file, however it is cut or compressed") {
  const TestFolder folder;
  const std::string text = "first header line\r\nsecond\n1\n2\n3\n";
  folder.Put("a.csv", text);
  for (std::uint64_t range = 1; range <= text.size() + 1; ++range) {
    INFO("ranges of " << range << " bytes");
    CHECK(ReadAll(folder / "a.csv", {.skip_header_lines = 2, .bytes_per_range = range}) == Lines{"1", "2", "3"});
  }
  CHECK(ReadAll(folder / "a.csv", {.skip_header_lines = 5}).empty());
  CHECK(ReadAll(folder / "a.csv", {.skip_header_lines = 100, .bytes_per_range = 4}).empty());
  for (const auto& [format, ending] : AvailableFormats()) {
    folder.Put("b.csv" + ending, Compressed(format, text));
    CHECK(ReadAll(folder / ("b.csv" + ending), {.skip_header_lines = 2}) == Lines{"1", "2", "3"});
  }
}

TEST_CASE("a byte order mark is no part of the first line") {
  const TestFolder folder;
  folder.Put("a", "\xef\xbb\xbfone\n\xef\xbb\xbftwo\n");
  CHECK(ReadAll(folder / "a") == Lines{"one", "\xef\xbb\xbftwo"});
  CHECK(ReadAll(folder / "a", {.bytes_per_range = 1}) == Lines{"one", "\xef\xbb\xbftwo"});
}

TEST_CASE("lines may hold any bytes") {
  const TestFolder folder;
  const std::string bytes("a\0b\xff\x80", 5);
  folder.Put("a", bytes + "\n");
  CHECK(ReadAll(folder / "a") == Lines{bytes});
}

TEST_CASE("compressed files are known by their ending or by the option") {
  const TestFolder folder;
  for (const auto& [format, ending] : AvailableFormats()) {
    const std::string compressed = Compressed(format, "one\ntwo\n") + Compressed(format, "three");
    folder.Put("a" + ending, compressed);
    folder.Put("b", compressed);
    folder.Put("plain" + ending, "plain\n");
    CHECK(ReadAll(folder / ("a" + ending)) == Lines{"one", "three", "two"});
    CHECK(ReadAll(folder / "b", {.compression = format}) == Lines{"one", "three", "two"});
    CHECK(ReadAll(folder / ("plain" + ending), {.compression = Compression::kNone}) == Lines{"plain"});
  }
}

TEST_CASE("a compressed file that is cut or damaged fails the run with its name and the offset") {
  const TestFolder folder;
  for (const auto& [format, ending] : AvailableFormats()) {
    const std::string name = "a" + ending;
    const std::string compressed = Compressed(format, "one\ntwo\nthree\n");
    for (std::size_t size = 0; size < compressed.size(); size += 7) {
      folder.Put(name, compressed.substr(0, size));
      const Status status = ReadFailure(folder / name);
      CHECK(status.code() == StatusCode::kDataLoss);
      CHECK_THAT(status.message(), Contains("Step 'ReadText/Read' (") && Contains("read_text_test.cc:") &&
                                       EndsWith("file ends too early: a part of the file is missing; file = " +
                                                folder / name + ", offset in it = " + std::to_string(size)));
    }
    folder.Put(name, "this is not compressed, but long enough to be looked at");
    CHECK_THAT(ReadFailure(folder / name).message(),
               Contains("file is damaged: ") && Contains("file = " + folder / name));
  }
}

TEST_CASE("a pattern without a match fails the run, naming the step and the pattern, unless it is allowed") {
  const TestFolder folder;
  for (const char* pattern : {"missing.txt", "*.txt", "missing/*.txt"}) {
    const Status status = ReadFailure(folder / pattern);
    CHECK(status.code() == StatusCode::kNotFound);
    CHECK_THAT(status.message(),
               Contains("Step 'ReadText/Match' (") && Contains("read_text_test.cc:") &&
                   Contains("failed: no file has this name or matches this pattern; pattern = " + folder / pattern));
    CHECK(status.message().find('\n') == std::string::npos);
    CHECK(ReadAll(folder / pattern, {.allow_no_match = true}).empty());
  }
  folder.Put("a", "1");
  CHECK(ReadFailure({folder / "a", folder / "b"}).code() == StatusCode::kNotFound);
}

TEST_CASE("no pattern at all throws at the line that gives it, unless it is allowed") {
  Pipeline p;
  const Status status = Try([&] { return ReadText(p, Lines{}); }).status();
  CHECK(status.code() == StatusCode::kInvalidArgument);
  CHECK_THAT(status.message(),
             Contains("ReadText needs a name or pattern of files at least") && Contains("line = read_text_test.cc:"));
  CHECK_THROWS_WITH(ReadTextWithFilename(p, Lines{}), Contains("INVALID_ARGUMENT"));
  CHECK(ReadAll(Lines{}, {.allow_no_match = true}).empty());
}

TEST_CASE("directories and files that may not be read fail the run with the system's reason") {
  const TestFolder folder;
  CHECK_THAT(ReadFailure(folder.path()).message(),
             Contains("this is a directory, not a file") && Contains(folder.path()));
  const std::string secret = folder.Put("secret.txt", "x");
  std::filesystem::permissions(secret, std::filesystem::perms::none);
  const testing::Unprivileged unprivileged;
  const Status status = ReadFailure(folder / "*.txt");
  CHECK(status.code() == StatusCode::kPermissionDenied);
  CHECK_THAT(status.message(), Contains("cannot open the file: Permission denied; file = " + secret));
}

TEST_CASE("a scheme that nobody registered fails the run") {
  CHECK_THAT(ReadFailure("gs://bucket/object").message(),
             Contains("no file system is registered for this scheme") && Contains("file = gs://bucket/object"));
}

TEST_CASE("a line over the limit fails the run with its place, one of exactly the limit does not") {
  const TestFolder folder;
  folder.Put("a", "12345\n1234567890\n12345\n");
  CHECK(ReadAll(folder / "a", {.max_line_bytes = 10}).size() == 3);
  CHECK_THAT(
      ReadFailure(folder / "a", {.max_line_bytes = 9}).message(),
      Contains("a line is longer than 9 bytes") && Contains("file = " + folder / "a, the line's offset in it = 6"));
  folder.Put("b", std::string(3'000'000, 'x'));
  CHECK(ReadFailure(folder / "b", {.max_line_bytes = 2'000'000}).code() == StatusCode::kResourceExhausted);
  CHECK(ReadAll(folder / "b").at(0).size() == 3'000'000);
  Pipeline p;
  CHECK_THROWS_WITH(ReadText(p, "a", {.max_line_bytes = 0}),
                    Contains("INVALID_ARGUMENT") && Contains("read_text_test.cc:"));
}

TEST_CASE("a dash is standard input") {
  const TestFolder folder;
  const testing::StandardStream input(STDIN_FILENO, folder.Put("in", "one\ntwo"), O_RDONLY);
  CHECK(ReadAll("-") == Lines{"one", "two"});
}

TEST_CASE("pipes are read until they end") {
  const TestFolder folder;
  const std::string pipe = folder / "pipe";
  REQUIRE(mkfifo(pipe.c_str(), 0600) == 0);
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += "line\n";
  std::thread writer([&] { folder.Put("pipe", text); });
  CHECK(ReadAll(pipe).size() == 100'000);
  writer.join();
}

TEST_CASE("files of the kernel, which claim to be empty, are read") {
  CHECK_FALSE(ReadAll("/proc/self/status").empty());
}

TEST_CASE("ReadTextWithFilename gives every line with the name of its file") {
  const TestFolder folder;
  folder.Put("a", "1\n2\n");
  folder.Put("b", "3\n");
  Pipeline p;
  const auto lines = Collect(Map(ReadTextWithFilename(p, folder / "*", {.bytes_per_range = 2}), NameAndLine));
  p.Run().Check();
  CHECK(Sorted(lines) == Lines{folder / "a: 1", folder / "a: 2", folder / "b: 3"});
}

TEST_CASE("ReadAllText reads files that the pipeline names, and lines keep the time and window of the name") {
  const TestFolder folder;
  folder.Put("a1", "1\n2\n");
  folder.Put("a2", "3\n");
  folder.Put("b", "4\n");
  Pipeline p;
  using testing::At;
  const auto names = testing::WindowByTens(Create(p, {At(12, folder / "a*"), At(25, folder / "b")}));
  const auto lines = Collect(ReadAllText(names));
  const auto named = Collect(Map(ReadAllTextWithFilename(names), NameAndLine));
  p.Run().Check();
  using Line = testing::InWindow<std::string>;
  CHECK(testing::SortedInWindows(lines) == std::vector<Line>{{10, "1"}, {10, "2"}, {10, "3"}, {20, "4"}});
  for (const ElementMeta& meta : lines.metas()) {
    CHECK(meta.timestamp == Timestamp::Millis(meta.window.start().millis() == 10 ? 12 : 25));
  }
  CHECK(Sorted(named).at(3) == folder / "b: 4");
}

TEST_CASE("ReadAllText fails the run for a name without a file, and names the file") {
  const TestFolder folder;
  Pipeline p;
  Collect(ReadAllText(Create(p, {folder / "missing"})));
  CHECK_THAT(p.Run().status().message(),
             Contains("Step 'ReadAllText/Match'") && Contains("pattern = " + folder / "missing"));
}

}  // namespace
}  // namespace beam::io
