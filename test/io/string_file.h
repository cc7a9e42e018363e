// StringFile: an InputFile out of memory, in reads of at most a given size.
#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "io/file_system.h"

namespace beam::testing {

class StringFile final : public io::InputFile {
 public:
  explicit StringFile(std::string content, std::size_t read_bytes = static_cast<std::size_t>(-1),
                      std::size_t offset = 0)
      : InputFile("memory"), content_(std::move(content)), read_bytes_(read_bytes), at_(offset) {}

  std::size_t Read(char* to, std::size_t size) override {
    const std::size_t got = std::min({size, read_bytes_, content_.size() - at_});
    content_.copy(to, got, at_);
    at_ += got;
    return got;
  }

 private:
  std::string content_;
  std::size_t read_bytes_;
  std::size_t at_;
};

/// The rest of a file, asked for in pieces of `size`.
inline std::string ReadToEnd(io::InputFile& file, std::size_t size) {
  std::string content;
  std::string piece(size, '\0');
  while (const std::size_t got = file.Read(piece.data(), size)) content.append(piece, 0, got);
  return content;
}

}  // namespace beam::testing
