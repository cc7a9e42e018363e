#include "runners/harness/logging.h"

#include <cstdio>
#include <utility>

#include "beam/base/error.h"
#include "runners/harness/valid_text.h"

namespace beam::runners {

namespace {

constexpr int kBatchEntries = 1000;

void SetTime(fn::LogEntry& entry) {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(since);
  entry.mutable_timestamp()->set_seconds(seconds.count());
  entry.mutable_timestamp()->set_nanos(
      static_cast<int>(std::chrono::duration_cast<std::chrono::nanoseconds>(since - seconds).count()));
}

fn::LogEntry EntryOf(LogSeverity severity, std::string_view message) {
  fn::LogEntry entry;
  entry.set_severity(severity);
  entry.set_message(ValidText(message));
  SetTime(entry);
  return entry;
}

}  // namespace

void LogToStandardError(const fn::LogEntry& entry) {
  std::string line = fn::LogEntry_Severity_Enum_Name(entry.severity()) + " " + entry.message();
  if (!entry.instruction_id().empty()) line += " [bundle " + entry.instruction_id() + "]";
  if (!entry.transform_id().empty()) line += " [transform " + entry.transform_id() + "]";
  line += '\n';
  std::fwrite(line.data(), 1, line.size(), stderr);
}

Logger::Logger(std::shared_ptr<Transport> transport, Options options)
    : transport_(std::move(transport)), options_(std::move(options)) {}

Logger::~Logger() { Stop(std::chrono::steady_clock::now()); }

void Logger::Start() {
  thread_ = std::thread([this] { Run(); });
}

void Logger::Log(LogSeverity severity, std::string_view message, std::string_view instruction_id,
                 std::string_view transform_id) {
  fn::LogEntry entry = EntryOf(severity, message);
  entry.set_instruction_id(ValidText(instruction_id));
  entry.set_transform_id(ValidText(transform_id));
  std::lock_guard lock(mutex_);
  if (done_) return;
  if (entries_.size() >= options_.entries || bytes_ + entry.message().size() > options_.bytes) {
    ++dropped_;
    return;
  }
  bytes_ += entry.message().size();
  entries_.push_back(std::move(entry));
  changed_.notify_all();
}

std::shared_ptr<LoggingStream> Logger::Open() {
  std::shared_ptr<LoggingStream> stream;
  try {
    stream = transport_->OpenLogging();
  } catch (const std::exception& error) {
    options_.fallback(EntryOf(fn::LogEntry_Severity_Enum_WARN,
                              std::string("the runner takes no log entries, they go here: ") + error.what()));
  }
  std::lock_guard lock(mutex_);
  stream_ = stream;
  if (cancelled_ && stream != nullptr) stream->Cancel();
  return stream;
}

void Logger::Run() {
  std::shared_ptr<LoggingStream> stream = Open();
  fn::LogEntry::List batch;
  while (NextBatch(batch)) {
    if (stream != nullptr && !stream->Write(batch)) stream = nullptr;
    if (stream != nullptr) continue;
    for (const fn::LogEntry& entry : batch.log_entries()) options_.fallback(entry);
  }
  if (stream != nullptr) End(*stream);
  std::lock_guard lock(mutex_);
  done_ = true;
  changed_.notify_all();
}

bool Logger::NextBatch(fn::LogEntry::List& batch) {
  batch.Clear();
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return stopping_ || !entries_.empty(); });
  while (!entries_.empty() && batch.log_entries_size() < kBatchEntries) {
    bytes_ -= entries_.front().message().size();
    *batch.add_log_entries() = std::move(entries_.front());
    entries_.pop_front();
  }
  if (entries_.empty() && dropped_ > 0) {
    *batch.add_log_entries() = EntryOf(fn::LogEntry_Severity_Enum_WARN,
                                       "log entries were dropped, because the runner did not keep up; entries = " +
                                           std::to_string(std::exchange(dropped_, 0)));
  }
  return batch.log_entries_size() > 0;
}

// The runner ends the stream once it has read everything; until then nothing must be torn down.
void Logger::End(LoggingStream& stream) {
  stream.Close();
  fn::LogControl ignored;
  while (stream.Read(ignored)) {
  }
}

void Logger::Stop(std::chrono::steady_clock::time_point deadline) {
  if (!thread_.joinable()) return;
  std::unique_lock lock(mutex_);
  stopping_ = true;
  changed_.notify_all();
  if (!changed_.wait_until(lock, deadline, [&] { return done_; })) {
    cancelled_ = true;
    if (stream_ != nullptr) stream_->Cancel();
    lock.unlock();
    transport_->Shutdown();
  } else {
    lock.unlock();
  }
  thread_.join();
}

}  // namespace beam::runners
