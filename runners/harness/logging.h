// Logger: carries log entries to the runner, in batches, on a thread of its own.
//
// Thread-safe. Logging never waits: when the runner does not keep up, entries are dropped and counted, and when it takes none,
// they go to the fallback. What has been logged before Stop is sent before Stop returns, as far as the runner takes it.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include "runners/harness/transport.h"

namespace beam::runners {

using LogSeverity = fn::LogEntry_Severity_Enum;

/// One line on standard error.
void LogToStandardError(const fn::LogEntry& entry);

class Logger {
 public:
  struct Options {
    /// Entries, and bytes of messages, that wait for the runner.
    std::size_t entries = 10000;
    std::size_t bytes = std::size_t{16} << 20;
    /// For what the runner does not take. Called on the logger's thread.
    std::function<void(const fn::LogEntry&)> fallback = LogToStandardError;
  };
  Logger(std::shared_ptr<Transport> transport, Options options);
  Logger(const Logger&) = delete;
  Logger& operator=(const Logger&) = delete;
  ~Logger();

  /// Opens the stream, in the background.
  void Start();
  void Log(LogSeverity severity, std::string_view message, std::string_view instruction_id = {},
           std::string_view transform_id = {});
  /// Sends what is left and ends the stream; what the runner has not taken at the deadline goes to the fallback.
  void Stop(std::chrono::steady_clock::time_point deadline);

 private:
  void Run();
  std::shared_ptr<LoggingStream> Open();
  /// Waits; false once everything is sent and the logger stops.
  bool NextBatch(fn::LogEntry::List& batch);
  void End(LoggingStream& stream);

  const std::shared_ptr<Transport> transport_;
  const Options options_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<fn::LogEntry> entries_;
  std::size_t bytes_ = 0;
  std::uint64_t dropped_ = 0;
  bool stopping_ = false;
  bool cancelled_ = false;
  bool done_ = false;
  std::shared_ptr<LoggingStream> stream_;
  std::thread thread_;
};

}  // namespace beam::runners
