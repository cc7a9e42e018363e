#include "runners/harness/status_reporter.h"

#include <fstream>
#include <utility>

#include "beam/exec/exception_status.h"
#include "runners/harness/valid_text.h"

namespace beam::runners {

StatusReporter::StatusReporter(std::shared_ptr<Transport> transport, std::function<std::string()> describe,
                               Logger& logger)
    : transport_(std::move(transport)), describe_(std::move(describe)), logger_(logger) {}

StatusReporter::~StatusReporter() { Stop(); }

void StatusReporter::Start() {
  thread_ = std::thread([this] { Run(); });
}

void StatusReporter::Stop() {
  if (!thread_.joinable()) return;
  {
    std::lock_guard lock(mutex_);
    stopped_ = true;
    if (stream_ != nullptr) stream_->Cancel();
  }
  thread_.join();
}

std::shared_ptr<StatusStream> StatusReporter::Open() {
  std::shared_ptr<StatusStream> stream;
  try {
    stream = transport_->OpenStatus();
  } catch (...) {
    // The worker does its work without.
    logger_.Log(fn::LogEntry_Severity_Enum_WARN,
                "the runner's status service cannot be reached: " + internal::StatusOfException().ToString());
  }
  std::lock_guard lock(mutex_);
  stream_ = stream;
  if (stopped_ && stream != nullptr) stream->Cancel();
  return stream;
}

void StatusReporter::Run() {
  const std::shared_ptr<StatusStream> stream = Open();
  if (stream == nullptr) return;
  fn::WorkerStatusRequest request;
  while (stream->Read(request)) {
    fn::WorkerStatusResponse response;
    response.set_id(request.id());
    try {
      response.set_status_info(ValidText(describe_()));
    } catch (...) {
      response.set_error(ValidText(internal::StatusOfException().ToString()));
    }
    stream->Write(response);
  }
}

std::string DescribeProcess() {
  std::string text;
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    for (const char* wanted : {"VmRSS:", "VmHWM:", "Threads:"}) {
      if (line.starts_with(wanted)) text += line + '\n';
    }
  }
  return text;
}

}  // namespace beam::runners
