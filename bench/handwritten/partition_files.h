#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "bench/handwritten/huge_pages.h"

namespace beam::bench {

/// One file for each partition, without a name, so that nothing is left whatever happens. Threads append whole buffers.
class PartitionFiles {
 public:
  PartitionFiles(const std::string& directory, size_t partitions) {
    for (size_t i = 0; i < partitions; ++i) {
      std::string name = directory + "/group_by_key_XXXXXX";
      files_.push_back(mkostemp(name.data(), O_APPEND | O_CLOEXEC));
      if (files_.back() < 0) Fail("mkostemp");
      unlink(name.c_str());
    }
  }
  ~PartitionFiles() {
    for (const int file : files_) close(file);
  }
  PartitionFiles(const PartitionFiles&) = delete;
  PartitionFiles& operator=(const PartitionFiles&) = delete;

  size_t partitions() const { return files_.size(); }

  void Append(size_t partition, const char* bytes, size_t size) {
    if (write(files_[partition], bytes, size) != static_cast<ssize_t>(size)) Fail("write");
  }

  /// Reads the whole partition into `buffer`, which grows as needed; returns its size and gives the file's space back.
  size_t Read(size_t partition, HugePages& buffer) {
    const off_t size = lseek(files_[partition], 0, SEEK_END);
    const auto bytes = static_cast<size_t>(size);
    if (buffer.size() < bytes) buffer = HugePages(bytes + bytes / 8);
    size_t done = 0;
    while (done < bytes) {
      const ssize_t got = pread(files_[partition], buffer.As() + done, bytes - done, static_cast<off_t>(done));
      if (got <= 0) Fail("pread");
      done += static_cast<size_t>(got);
    }
    if (ftruncate(files_[partition], 0) != 0) Fail("ftruncate");
    return bytes;
  }

 private:
  [[noreturn]] static void Fail(const char* call) {
    std::perror(call);
    std::exit(2);
  }

  std::vector<int> files_;
};

/// Splits rows into partition files through one buffer for each partition, for one thread; used like PartitionWriter.
template <class Row>
class PartitionFileWriter {
 public:
  explicit PartitionFileWriter(PartitionFiles& files)
      : files_(files), pages_(files.partitions() * kRows * sizeof(Row)), rows_(files.partitions()) {}

  Row* Next(size_t partition) { return Buffer(partition) + rows_[partition]; }

  void Commit(size_t partition) {
    if (++rows_[partition] == kRows) Flush(partition);
  }

  void FlushAll() {
    for (size_t partition = 0; partition < rows_.size(); ++partition) Flush(partition);
  }

 private:
  static constexpr size_t kRows = (64 << 10) / sizeof(Row);

  Row* Buffer(size_t partition) const { return pages_.As<Row>() + partition * kRows; }

  void Flush(size_t partition) {
    files_.Append(partition, reinterpret_cast<const char*>(Buffer(partition)), rows_[partition] * sizeof(Row));
    rows_[partition] = 0;
  }

  PartitionFiles& files_;
  HugePages pages_;
  std::vector<size_t> rows_;
};

}  // namespace beam::bench
