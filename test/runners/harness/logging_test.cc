// Log entries: who says them, how they travel, and what becomes of them when nobody takes them.
#include <catch2/catch.hpp>

#include <stdexcept>

#include "beam/base/error.h"
#include "runners/harness/log_scope.h"
#include "test/runners/harness/scripted_runner.h"

namespace beam::runners {
namespace {

using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;

constexpr auto kInfo = fn::LogEntry_Severity_Enum_INFO;
constexpr auto kWarning = fn::LogEntry_Severity_Enum_WARN;

std::chrono::steady_clock::time_point Whenever() { return std::chrono::steady_clock::now() + std::chrono::hours(1); }

/// Keeps what a logger gives to its fallback.
struct Fallback {
  std::mutex mutex;
  std::vector<std::string> messages;
  Logger::Options Options() {
    Logger::Options options;
    options.fallback = [this](const fn::LogEntry& entry) {
      std::lock_guard lock(mutex);
      messages.push_back(entry.message());
    };
    return options;
  }
};

TEST_CASE("What code inside a bundle logs carries the bundle's id and the transform's") {
  auto script = std::make_shared<Script>();
  script->data = [](BundleServices&, const std::string&, std::string_view) {
    Log(kInfo, "outside of a transform");
    {
      const LogTransformScope scope("par do");
      Log(kWarning, "inside");
      {
        const LogTransformScope inner("inner");
        Log(kInfo, "further inside");
      }
      Log(kInfo, "inside again");
    }
  };
  ScriptedRunner runner(script);
  runner.RunBundle("i1");
  runner.harness().Log(kInfo, "from the harness", "i2", "t2");
  CHECK(runner.EndWorker().ok());
  std::vector<std::string> lines;
  for (const fn::LogEntry& entry : runner.log()) {
    lines.push_back(fn::LogEntry_Severity_Enum_Name(entry.severity()) + "|" + entry.instruction_id() + "|" +
                    entry.transform_id() + "|" + entry.message());
    CHECK(entry.timestamp().seconds() > 0);
  }
  CHECK(lines == std::vector<std::string>{"INFO|i1||outside of a transform", "WARN|i1|par do|inside",
                                          "INFO|i1|inner|further inside", "INFO|i1|par do|inside again",
                                          "INFO|i2|t2|from the harness"});
}

TEST_CASE("A bundle's failure is logged as an error") {
  auto script = std::make_shared<Script>();
  script->finish = [](BundleServices&) { throw std::runtime_error("broken"); };
  ScriptedRunner runner(script);
  runner.RunBundle("i1");
  CHECK(runner.EndWorker().ok());
  REQUIRE(runner.log().size() == 1);
  CHECK(runner.log()[0].severity() == fn::LogEntry_Severity_Enum_ERROR);
  CHECK_THAT(runner.log()[0].message(), StartsWith("UNKNOWN: broken\n  while running bundle i1 of stage stage"));
}

TEST_CASE("A worker without a logging service runs bundles and logs elsewhere") {
  Fallback fallback;
  ScriptedRunner::Options options = ScriptedRunner::Defaults();
  options.transport.logging = false;
  options.harness.logging = fallback.Options();
  auto script = std::make_shared<Script>();
  script->finish = [](BundleServices&) { Log(kInfo, "still said"); };
  ScriptedRunner runner(script, options);
  CHECK(runner.RunBundle("i1").error() == "");
  CHECK(runner.EndWorker().ok());
  CHECK(fallback.messages == std::vector<std::string>{"still said"});
}

TEST_CASE("A logging service that cannot be reached is named once, and entries go elsewhere") {
  Fallback fallback;
  InProcessTransport::Options options;
  options.admit = [](const std::string&) { throw Error(StatusCode::kUnavailable, "nobody listens"); };
  Logger logger(std::make_shared<InProcessTransport>(options), fallback.Options());
  logger.Start();
  logger.Log(kInfo, "one");
  logger.Log(kInfo, "two");
  logger.Stop(Whenever());
  CHECK(fallback.messages ==
        std::vector<std::string>{"the runner takes no log entries, they go here: UNAVAILABLE: nobody listens", "one",
                                 "two"});
}

TEST_CASE("When the logging stream breaks, entries go elsewhere") {
  Fallback fallback;
  auto transport = std::make_shared<InProcessTransport>(InProcessTransport::Options());
  Logger logger(transport, fallback.Options());
  logger.Start();
  const auto stream = transport->AcceptLogging();
  stream->Break(Status(StatusCode::kUnavailable, "gone"));
  logger.Log(kInfo, "one");
  logger.Stop(Whenever());
  CHECK(fallback.messages == std::vector<std::string>{"one"});
}

TEST_CASE("Everything that was logged is sent before the worker ends, in order") {
  constexpr int kEntries = 5000;
  Fallback fallback;
  auto transport = std::make_shared<InProcessTransport>(InProcessTransport::Options());
  Logger logger(transport, fallback.Options());
  logger.Start();
  for (int i = 0; i < kEntries; ++i) logger.Log(kInfo, std::to_string(i));
  std::vector<std::string> read;
  std::thread runner([&] {
    const auto stream = transport->AcceptLogging();
    fn::LogEntry::List batch;
    while (stream->Read(batch)) {
      for (const fn::LogEntry& entry : batch.log_entries()) read.push_back(entry.message());
    }
    stream->Close();
  });
  logger.Stop(Whenever());
  runner.join();
  REQUIRE(read.size() == kEntries);
  for (int i = 0; i < kEntries; ++i) CHECK(read[static_cast<std::size_t>(i)] == std::to_string(i));
  CHECK(fallback.messages.empty());
}

TEST_CASE("Logging does not wait for a runner that reads nothing; what is too much is counted") {
  Fallback fallback;
  InProcessTransport::Options transport_options;
  transport_options.capacity = 1;
  auto transport = std::make_shared<InProcessTransport>(transport_options);
  Logger::Options options = fallback.Options();
  options.entries = 10;
  Logger logger(transport, options);
  for (int i = 0; i < 100; ++i) logger.Log(kInfo, std::to_string(i));
  logger.Start();
  const auto stream = transport->AcceptLogging();
  stream->Close();
  fn::LogEntry::List batch;
  REQUIRE(stream->Read(batch));
  REQUIRE(batch.log_entries_size() == 11);
  CHECK(batch.log_entries(9).message() == "9");
  CHECK_THAT(batch.log_entries(10).message(), Contains("did not keep up; entries = 90"));
  logger.Stop(Whenever());
}

TEST_CASE("A runner that neither reads entries nor ends the stream does not keep the worker from ending") {
  Fallback fallback;
  InProcessTransport::Options transport_options;
  transport_options.capacity = 1;
  auto transport = std::make_shared<InProcessTransport>(transport_options);
  Logger logger(transport, fallback.Options());
  logger.Start();
  const auto stream = transport->AcceptLogging();
  for (int i = 0; i < 5000; ++i) logger.Log(kInfo, std::to_string(i));
  logger.Stop(std::chrono::steady_clock::now());
  CHECK_FALSE(stream->Write(fn::LogControl()));
}

TEST_CASE("A message of bytes that are no text is sent as one that is") {
  auto transport = std::make_shared<InProcessTransport>(InProcessTransport::Options());
  Fallback fallback;
  Logger logger(transport, fallback.Options());
  logger.Log(kInfo, "\xFF\xFE");
  logger.Start();
  const auto stream = transport->AcceptLogging();
  stream->Close();
  fn::LogEntry::List batch;
  REQUIRE(stream->Read(batch));
  CHECK(batch.log_entries(0).message() == "\\xff\\xfe");
  logger.Stop(Whenever());
}

}  // namespace
}  // namespace beam::runners
