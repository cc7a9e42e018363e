// SpillFile: blocks on disk. Each is written with a head (magic, length, CRC-32C) and compared when it is read back. The file
// has no name from the moment it exists, so nothing is left behind however the process ends.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>

namespace beam::runners {

/// Thread-safe. Errors are beam::Error: kResourceExhausted for a full disk, kDataLoss for bytes that are not what was
/// written, kUnavailable for other failures; the text names the folder.
class SpillFile {
 public:
  explicit SpillFile(std::string directory) : directory_(std::move(directory)) {}
  SpillFile(const SpillFile&) = delete;
  SpillFile& operator=(const SpillFile&) = delete;
  ~SpillFile();

  /// Returns where the bytes were written; the file is made at the first call.
  std::uint64_t Write(const std::byte* data, std::size_t bytes);
  void Read(std::uint64_t offset, std::byte* data, std::size_t bytes);
  std::uint64_t bytes_written() const { return end_.load(); }
  /// The descriptor, for tests that damage the file; -1 before the first Write.
  int descriptor() const { return descriptor_; }

 private:
  void RequireOpen();
  void Open();
  [[noreturn]] void Fail(const char* doing, int error, std::uint64_t offset, std::size_t bytes) const;
  void WriteAll(const void* data, std::size_t bytes, std::uint64_t offset);
  void ReadAll(void* data, std::size_t bytes, std::uint64_t offset);

  std::string directory_;
  std::mutex opening_;
  int descriptor_ = -1;
  std::atomic<std::uint64_t> end_{0};
};

}  // namespace beam::runners
