// Query 10, which writes the events of each window into files.
#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <map>
#include <memory>
#include <mutex>
#include <stdexcept>

#include "bench/data/nexmark_logs.h"
#include "bench/handwritten/nexmark/event_lines.h"
#include "bench/handwritten/nexmark/for_each_event.h"
#include "bench/handwritten/nexmark/queries.h"
#include "examples/nexmark/queries.h"

namespace beam::bench {
namespace {

using nexmark::Event;

/// A file that gets its name when it is complete and on the disk, which is what WriteText promises.
class OutFile {
 public:
  OutFile(const std::string& folder, std::string name)
      : folder_(folder), name_(std::move(name)), file_(open(HiddenName().c_str(), O_CREAT | O_WRONLY, 0644)) {
    if (file_ < 0) throw std::runtime_error("cannot write " + HiddenName());
  }
  void Write(std::string_view text) {
    while (!text.empty()) {
      const ssize_t written = write(file_, text.data(), text.size());
      if (written < 0) throw std::runtime_error("cannot write " + HiddenName());
      text.remove_prefix(static_cast<size_t>(written));
    }
  }
  /// Returns the file's name.
  std::string Commit() {
    std::string name = folder_ + "/" + name_;
    if (fsync(file_) != 0) throw std::runtime_error("cannot bring to the disk " + HiddenName());
    close(file_);
    if (std::rename(HiddenName().c_str(), name.c_str()) != 0) throw std::runtime_error("cannot rename to " + name);
    return name;
  }

 private:
  std::string HiddenName() const { return folder_ + "/." + name_; }
  std::string folder_;
  std::string name_;
  int file_;
};

/// The names of the files of each window.
class Index {
 public:
  explicit Index(const std::string& folder) : folder_(folder) {}
  const std::string& folder() const { return folder_; }
  void Add(int64_t window, const std::string& file) {
    const std::lock_guard lock(mutex_);
    files_[window] += file + "\n";
  }
  void Write() const {
    for (const auto& [window, names] : files_) {
      OutFile file(folder_, "INDEX-" + std::to_string(window));
      file.Write(names);
      file.Commit();
    }
  }

 private:
  std::string folder_;
  std::mutex mutex_;
  std::map<int64_t, std::string> files_;
};

/// One file for each window of a thread, whose events come in the order of time.
class LogWriter {
 public:
  LogWriter(Index& index, size_t thread) : index_(index), thread_(thread) {}

  void Add(int64_t window, const Event& event) {
    if (file_ == nullptr || window != window_) Begin(window);
    lines_.Add(event);
    if (text_.size() >= kWritten) Flush();
  }
  void Finish() {
    if (file_ == nullptr) return;
    Flush();
    index_.Add(window_, file_->Commit());
    file_.reset();
  }

 private:
  static constexpr size_t kWritten = size_t{256} << 10;
  void Begin(int64_t window) {
    Finish();
    window_ = window;
    const std::string name = "LOG-" + std::to_string(window) + "-" + std::to_string(thread_);
    file_ = std::make_unique<OutFile>(index_.folder(), name);
  }
  void Flush() {
    file_->Write(text_);
    text_.clear();
  }

  Index& index_;
  size_t thread_;
  int64_t window_ = 0;
  std::unique_ptr<OutFile> file_;
  std::string text_;
  EventLines lines_{text_};
};

int64_t WindowOf(const Event& event) {
  const Timestamp time = std::visit(
      []<class Kind>(const Kind& one) {
        if constexpr (std::is_same_v<Kind, nexmark::Person>) return one.joined;
        if constexpr (std::is_same_v<Kind, nexmark::Auction>) return one.opens;
        if constexpr (std::is_same_v<Kind, nexmark::Bid>) return one.time;
      },
      event);
  return time.millis() / nexmark::kWindow.count();
}

}  // namespace

void NexmarkQuery10(uint64_t n, int threads, const std::string& folder) {
  Index index(folder);
  std::vector<std::unique_ptr<LogWriter>> writers;
  for (size_t i = 0; i < static_cast<size_t>(threads); ++i) writers.push_back(std::make_unique<LogWriter>(index, i));
  ForEachEvent(
      n, threads, [&](size_t thread, const Event& event) { writers[thread]->Add(WindowOf(event), event); },
      [&](size_t thread) { writers[thread]->Finish(); });
  index.Write();
}

}  // namespace beam::bench
