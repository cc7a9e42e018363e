#include "io/match_continuously.h"

#include <chrono>
#include <string>

#include "beam/beam.h"
#include "beam/testing/catch2.h"
#include "beam/testing/test_stream.h"
#include "beam/testing/testing.h"
#include "io/text.h"
#include "test/io/test_folder.h"

namespace beam::io {
namespace {

using std::chrono::seconds;
using testing::Expect;
using testing::TestFolder;
using testing::TestPipeline;
using testing::TestStream;

/// A file is written for each name when the stream gets there.
void WriteFiles(const PCollection<std::string>& names, const TestFolder& folder) {
  ParDo(names, [&folder](const std::string& name) { folder.Put(name, "line of " + name + "\n"); });
}

std::string FileAndClock(Context& context, EventTime time, const std::string& path) {
  return path.substr(path.rfind('/') + 1) + " at " + std::to_string(context.processing_time().millis() / 1000) +
         " of " + std::to_string(time.millis() / 1000);
}

TEST_CASE("a file is found once, by the first look after it has come") {
  const TestFolder folder;
  folder.Put("in/a.txt", "");
  folder.Put("in/other", "");
  TestPipeline p;
  WriteFiles(TestStream<std::string>()
                 .AdvanceClock(seconds(4))
                 .Add("in/b.txt", Timestamp())
                 .AdvanceClock(seconds(6))
                 .Add("in/c.txt", Timestamp())
                 .AdvanceClock(seconds(10))
                 .AdvanceClock(seconds(10))
                 .Create(p),
             folder);
  const auto names = MatchContinuously(p, folder / "in/*.txt", {.every = seconds(10), .until = Timestamp(seconds(30))});
  Expect(ParDo(names, FileAndClock)).ToContainInAnyOrder({"a.txt at 0 of 0", "b.txt at 10 of 10", "c.txt at 20 of 20"});
  p.Run();
}

TEST_CASE("nobody looks after the end, and there is always a first look") {
  const TestFolder folder;
  folder.Put("a.txt", "");
  TestPipeline p;
  WriteFiles(TestStream<std::string>()
                 .Add("b.txt", Timestamp())
                 .AdvanceClock(seconds(100))
                 .AdvanceClock(seconds(100))
                 .Create(p),
             folder);
  const auto names = MatchContinuously(p, folder / "*.txt", {.every = seconds(10), .until = Timestamp(seconds(9))});
  Expect(ParDo(names, FileAndClock)).ToContainInAnyOrder({"a.txt at 0 of 0"});
  p.Run();
}

TEST_CASE("a pattern may match nothing, and its directory may come later") {
  const TestFolder folder;
  TestPipeline p;
  WriteFiles(TestStream<std::string>().Add("later/a.txt", Timestamp()).AdvanceClock(seconds(10)).Create(p), folder);
  const auto names = MatchContinuously(p, {folder / "later/*.txt", folder / "none"},
                                       {.every = seconds(10), .until = Timestamp(seconds(10))});
  Expect(ParDo(names, FileAndClock)).ToContainInAnyOrder({"a.txt at 10 of 10"});
  p.Run();
}

TEST_CASE("the lines of new files are read as the files come") {
  const TestFolder folder;
  folder.Put("a.txt", "one\ntwo\n");
  TestPipeline p;
  WriteFiles(TestStream<std::string>().Add("b.txt", Timestamp()).AdvanceClock(seconds(10)).Create(p), folder);
  const auto names = MatchContinuously(p, folder / "*.txt", {.every = seconds(10), .until = Timestamp(seconds(10))});
  Expect(ReadAllText(names)).ToContainInAnyOrder({"one", "two", "line of b.txt"});
  p.Run();
}

TEST_CASE("looks without a distance are refused when the pipeline is built") {
  Pipeline p;
  CHECK_THROWS_AS(MatchContinuously(p, "*.txt", {.every = seconds(0)}), Error);
}

}  // namespace
}  // namespace beam::io
