#pragma once

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "bench/data/words.h"

namespace beam::bench {

/// A text file of which any thread can read any byte range; a word belongs to the range where it starts.
class TextFile {
 public:
  explicit TextFile(const std::string& name) : fd_(open(name.c_str(), O_RDONLY | O_CLOEXEC)) {
    struct stat status {};
    if (fd_ < 0 || fstat(fd_, &status) != 0) {
      std::perror(name.c_str());
      std::exit(2);
    }
    size_ = static_cast<uint64_t>(status.st_size);
  }
  ~TextFile() { close(fd_); }
  TextFile(const TextFile&) = delete;
  TextFile& operator=(const TextFile&) = delete;

  uint64_t size() const { return size_; }

  /// The words that start in [begin, end), read into `buffer`, which grows as needed and is used again. The text ends
  /// with a separator and kPadding further ones that do not belong to the view. Reading beats mapping here: the buffer
  /// stays in the cache.
  std::string_view Read(uint64_t begin, uint64_t end, std::vector<char>& buffer) const {
    const uint64_t from = begin == 0 ? 0 : begin - 1;
    size_t tail = 4096;  // for the rest of the last word
    while (true) {
      const size_t wanted = std::min(end + tail, size_) - from;
      buffer.resize(std::max(buffer.size(), wanted + kPadding + 1));
      ReadAll(buffer.data(), wanted, from);
      size_t last = end - from;
      while (last < wanted && IsWordByte(buffer[last - 1]) && IsWordByte(buffer[last])) ++last;
      if (last == wanted && from + wanted < size_) {
        tail *= 16;
        continue;
      }
      size_t first = 0;
      if (begin != 0) {
        while (first < last && IsWordByte(buffer[first])) ++first;
      }
      std::memset(buffer.data() + last, ' ', kPadding + 1);
      return {buffer.data() + first, last + 1 - first};
    }
  }

  static constexpr size_t kPadding = 128;

 private:
  void ReadAll(char* to, size_t size, uint64_t from) const {
    while (size > 0) {
      const ssize_t got = pread(fd_, to, size, static_cast<off_t>(from));
      if (got <= 0) {
        std::perror("pread");
        std::exit(2);
      }
      to += got;
      size -= static_cast<size_t>(got);
      from += static_cast<uint64_t>(got);
    }
  }

  int fd_;
  uint64_t size_ = 0;
};

}  // namespace beam::bench
