// FaultySystemFiles: the operating system's calls, of which the n-th fails, on whichever thread it is made.
#pragma once

#include <cerrno>
#include <cstdint>
#include <mutex>
#include <string>

#include "io/system_files.h"

namespace beam::testing {

class FaultySystemFiles final : public internal::SystemFiles {
 public:
  /// Lets call number `n` (from 1) fail with `error`, or none for 0. Starts to count anew.
  void FailCall(std::uint64_t n, int error) {
    fail_at_ = n;
    error_ = error;
    calls_ = 0;
    failed_.clear();
  }
  /// Writes and reads handle at most this many bytes.
  void LimitTransfers(std::size_t bytes) { most_bytes_ = bytes; }
  /// Every other write and read is interrupted first.
  void Interrupt() { interrupts_ = true; }
  std::uint64_t calls() const { return calls_; }
  /// The name of the call that was let fail; empty when it was not reached.
  const std::string& failed() const { return failed_; }

  int Open(const char* path, int flags, mode_t mode) override {
    return Fails("open") ? -1 : SystemFiles::Open(path, flags, mode);
  }
  ssize_t Read(int fd, void* to, std::size_t size) override {
    return Interrupted() || Fails("read") ? -1 : SystemFiles::Read(fd, to, size < most_bytes_ ? size : most_bytes_);
  }
  ssize_t Write(int fd, const void* from, std::size_t size) override {
    return Interrupted() || Fails("write") ? -1 : SystemFiles::Write(fd, from, size < most_bytes_ ? size : most_bytes_);
  }
  int Fsync(int fd) override { return Fails("fsync") ? -1 : SystemFiles::Fsync(fd); }
  // The descriptor is gone also when close reports an error.
  int Close(int fd) override {
    const bool fails = Fails("close");
    const int result = SystemFiles::Close(fd);
    if (fails) errno = error_;
    return fails ? -1 : result;
  }
  int Rename(const char* from, const char* to) override { return Fails("rename") ? -1 : SystemFiles::Rename(from, to); }
  int Unlink(const char* path) override { return SystemFiles::Unlink(path); }

 private:
  bool Fails(const char* call) {
    const std::lock_guard lock(mutex_);
    if (++calls_ != fail_at_) return false;
    failed_ = call;
    errno = error_;
    return true;
  }
  bool Interrupted() {
    const std::lock_guard lock(mutex_);
    if (!interrupts_ || (interrupted_ = !interrupted_)) return false;
    errno = EINTR;
    return true;
  }

  std::mutex mutex_;
  std::uint64_t fail_at_ = 0;
  int error_ = 0;
  std::uint64_t calls_ = 0;
  std::string failed_;
  std::size_t most_bytes_ = static_cast<std::size_t>(-1);
  bool interrupts_ = false;
  bool interrupted_ = true;
};

}  // namespace beam::testing
