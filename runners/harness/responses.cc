#include "runners/harness/responses.h"

#include <utility>

namespace beam::runners {

Responses::Responses(std::shared_ptr<ControlStream> stream, std::size_t limit)
    : stream_(std::move(stream)), limit_(limit), thread_([this] { Run(); }) {}

Responses::~Responses() { Stop(std::chrono::steady_clock::now()); }

void Responses::Add(fn::InstructionResponse response) {
  std::lock_guard lock(mutex_);
  if (stopping_ || done_) return;
  if (waiting_.size() >= limit_) {
    gave_up_ = true;
    done_ = true;
    stream_->Cancel();
    return;
  }
  waiting_.push_back(std::move(response));
  changed_.notify_all();
}

bool Responses::gave_up() const {
  std::lock_guard lock(mutex_);
  return gave_up_;
}

void Responses::Run() {
  std::unique_lock lock(mutex_);
  while (!done_) {
    changed_.wait(lock, [&] { return stopping_ || done_ || !waiting_.empty(); });
    if (waiting_.empty()) break;
    const fn::InstructionResponse response = std::move(waiting_.front());
    waiting_.pop_front();
    lock.unlock();
    const bool sent = stream_->Write(response);
    lock.lock();
    if (!sent) break;
  }
  lock.unlock();
  stream_->Close();
  lock.lock();
  waiting_.clear();
  done_ = true;
  changed_.notify_all();
}

void Responses::Stop(std::chrono::steady_clock::time_point deadline) {
  if (!thread_.joinable()) return;
  {
    std::unique_lock lock(mutex_);
    stopping_ = true;
    changed_.notify_all();
    if (!changed_.wait_until(lock, deadline, [&] { return done_; })) stream_->Cancel();
  }
  thread_.join();
}

}  // namespace beam::runners
