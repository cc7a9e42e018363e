#include "io/tail_text.h"

#include <chrono>
#include <fstream>
#include <string>

#include "beam/beam.h"
#include "beam/testing/catch2.h"
#include "beam/testing/test_stream.h"
#include "beam/testing/testing.h"
#include "test/io/test_folder.h"
#include "transforms/count.h"

namespace beam::io {
namespace {

using Catch::Matchers::Contains;
using std::chrono::seconds;
using testing::Expect;
using testing::TestFolder;
using testing::TestPipeline;
using testing::TestStream;

/// Appends the value to the file that is the key, when the stream gets there.
using Append = KV<std::string, std::string>;
void AppendAll(const PCollection<Append>& appends) {
  ParDo(appends, [](const std::string& file, const std::string& text) { std::ofstream(file, std::ios::app) << text; });
}

std::string LineAndClock(Context& context, EventTime time, const std::string& line) {
  // Not a CHECK: several threads are here at once.
  const std::string when = time == context.processing_time() ? " at " : " not by the clock, but at ";
  return line + when + std::to_string(time.millis() / 1000);
}

TEST_CASE("lines come when their ends are written, and what has none comes at the end") {
  const TestFolder folder;
  const std::string a = folder.Put("a.log", "one\r\ntw");
  TestPipeline p;
  AppendAll(TestStream<Append>()
                .Add({a, "o\n\nthr"}, Timestamp())
                .AdvanceClock(seconds(10))
                .Add({folder / "b.log", "new\n"}, Timestamp())
                .Add({a, "ee"}, Timestamp())
                .AdvanceClock(seconds(10))
                .AdvanceClock(seconds(10))
                .Create(p));
  const auto lines = TailText(p, folder / "*.log", {.every = seconds(10), .until = Timestamp(seconds(25))});
  Expect(ParDo(lines, LineAndClock))
      .ToContainInAnyOrder({"one at 0", "two at 10", " at 10", "three at 20", "new at 20"});
  p.Run();
}

TEST_CASE("a large file is read in several calls, each line once") {
  const TestFolder folder;
  std::string text;
  for (int i = 0; i < 50'000; ++i) text += std::to_string(i) + "\n";
  folder.Put("a.log", text);
  TestPipeline p;
  const auto lines = TailText(p, folder / "a.log", {.until = Timestamp()});
  const auto counts = Count(WindowInto(ParDo(lines, [](const std::string& line) { return std::stoi(line) % 2; }),
                                       FixedWindows(std::chrono::hours(1'000'000))));
  Expect(counts).ToContainInAnyOrder({KV<int, std::int64_t>{0, 25'000}, KV<int, std::int64_t>{1, 25'000}});
  p.Run();
}

TEST_CASE("a drained run reads what the files have, and ends") {
  const TestFolder folder;
  const std::string a = folder.Put("a.log", "one\ntw");
  TestPipeline p;
  p.options().drain_after = seconds(15);
  AppendAll(TestStream<Append>()
                .AdvanceClock(seconds(12))
                .Add({a, "o\nthr"}, Timestamp())
                .AdvanceClock(seconds(3))
                .AdvanceClock(seconds(30))
                .Add({a, "ee\nfour\n"}, Timestamp())
                .Create(p));
  const auto lines = TailText(p, folder / "a.log", {.every = seconds(10)});
  Expect(ParDo(lines, LineAndClock)).ToContainInAnyOrder({"one at 0", "two at 15", "thr at 15"});
  p.Run();
}

std::string FailureOf(const std::string& pattern, const TailTextOptions& options) {
  Pipeline p;
  TailText(p, pattern, options);
  return p.Run().status().message();
}

TEST_CASE("files that cannot be read while they grow fail the run") {
  const TestFolder folder;
  folder.Put("a.gz", "");
  folder.Put("b.log", "12345\n");
  CHECK_THAT(FailureOf(folder / "a.gz", {.until = Timestamp()}),
             Contains("a compressed file cannot be read while it grows"));
  CHECK_THAT(FailureOf(folder / "b.log", {.until = Timestamp(), .max_line_bytes = 5}),
             Contains("a line is longer than max_line_bytes"));
}

TEST_CASE("a file that becomes shorter fails the run, one that is gone has ended") {
  const TestFolder folder;
  const std::string a = folder.Put("a.log", "one\ntwo\n");
  for (const bool gone : {true, false}) {
    Pipeline p;
    ParDo(TestStream<std::string>().Add(a, Timestamp()).AdvanceClock(seconds(10)).AdvanceClock(seconds(10)).Create(p),
          [gone](const std::string& file) {
            if (gone) {
              std::filesystem::rename(file, file + ".1");
            } else {
              std::ofstream(file) << "x\n";
            }
          });
    const auto lines = TailText(p, folder / "a.log", {.every = seconds(10), .until = Timestamp(seconds(15))});
    Expect(lines).ToContainInAnyOrder({"one", "two"});
    const PipelineResult result = p.Run();
    if (gone) {
      CHECK(result.state() == PipelineState::kDone);
      folder.Put("a.log", "one\ntwo\n");
    } else {
      CHECK_THAT(result.status().message(), Contains("a file has become shorter"));
    }
  }
}

TEST_CASE("looks without a distance, and lines without a length, are refused when the pipeline is built") {
  Pipeline p;
  CHECK_THROWS_AS(TailText(p, "*.log", {.every = seconds(0)}), Error);
  CHECK_THROWS_AS(TailText(p, "*.log", {.max_line_bytes = 0}), Error);
}

}  // namespace
}  // namespace beam::io
