// BoundedQueue: hands values from threads to threads and lets those that are too fast wait.
//
// Thread-safe.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <utility>

namespace beam::runners {

template <class T>
class BoundedQueue {
 public:
  explicit BoundedQueue(std::size_t capacity) : capacity_(capacity) {}

  /// Waits for room. False once the queue is closed.
  bool Push(T value) {
    std::unique_lock lock(mutex_);
    room_.wait(lock, [&] { return closed_ || values_.size() < capacity_; });
    if (closed_) return false;
    values_.push_back(std::move(value));
    filled_.notify_one();
    return true;
  }
  /// Waits for a value. False once the queue is closed and empty.
  bool Pop(T& value) {
    std::unique_lock lock(mutex_);
    filled_.wait(lock, [&] { return closed_ || !values_.empty(); });
    if (values_.empty()) return false;
    value = std::move(values_.front());
    values_.pop_front();
    room_.notify_one();
    return true;
  }
  /// No more values; those that are inside are still handed out.
  void Close() { End(false); }
  /// The same, and drops what is inside.
  void Cancel() { End(true); }

 private:
  void End(bool drop) {
    std::lock_guard lock(mutex_);
    closed_ = true;
    if (drop) values_.clear();
    room_.notify_all();
    filled_.notify_all();
  }

  const std::size_t capacity_;
  std::mutex mutex_;
  std::condition_variable room_;
  std::condition_variable filled_;
  std::deque<T> values_;
  bool closed_ = false;
};

}  // namespace beam::runners
