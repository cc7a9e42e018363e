// Codec: what each compression format brings; and what their readers have in common.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "beam/base/error.h"
#include "io/compressed_file.h"
#include "io/file_system.h"

namespace beam::internal {

/// The functions are null in builds without the format's library.
struct Codec {
  std::string_view package;  ///< Debian's name for the library.
  std::unique_ptr<io::InputFile> (*decompress)(std::unique_ptr<io::InputFile> compressed) = nullptr;
  void (*append_compressed)(std::string_view raw, std::string& out) = nullptr;

  bool available() const { return decompress != nullptr; }
};

extern const Codec kGzipCodec;
extern const Codec kZstdCodec;
extern const Codec kBzip2Codec;

/// Null for kNone and kAuto.
const Codec* CodecOf(io::Compression compression);

/// The compressed bytes that a reader works on, a stretch at a time, with their place in the file.
class CompressedInput {
 public:
  CompressedInput(std::unique_ptr<io::InputFile> file, std::string_view format)
      : file_(std::move(file)), format_(format), buffer_(new char[kBufferBytes]) {}

  const std::string& name() const { return file_->name(); }
  /// The bytes that were not consumed yet.
  std::string_view rest() const { return rest_; }
  void Consume(std::size_t bytes) { rest_.remove_prefix(bytes); }
  /// Reads on when rest() is empty; false at the end of the file.
  bool Fill() {
    if (!rest_.empty()) return true;
    const std::size_t got = file_->Read(buffer_.get(), kBufferBytes);
    rest_ = {buffer_.get(), got};
    read_ += got;
    return got != 0;
  }

  Error Damaged(std::string_view why) const { return MakeError("is damaged: " + std::string(why)); }
  Error EndsEarly() const { return MakeError("ends too early: a part of the file is missing"); }

 private:
  static constexpr std::size_t kBufferBytes = 64 * 1024;

  Error MakeError(const std::string& what) const {
    return Error(StatusCode::kDataLoss, "the " + std::string(format_) + " file " + what + "; file = " + name() +
                                            ", offset in it = " + std::to_string(read_ - rest_.size()));
  }

  std::unique_ptr<io::InputFile> file_;
  std::string_view format_;
  std::unique_ptr<char[]> buffer_;
  std::string_view rest_;
  std::uint64_t read_ = 0;
};

}  // namespace beam::internal
