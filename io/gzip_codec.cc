// gzip (RFC 1952), by zlib.
#include "io/codec.h"

#if BEAM_IO_HAS_ZLIB

#include <zlib.h>

#include <algorithm>
#include <climits>

namespace beam::internal {

namespace {

constexpr int kGzipWindow = 15 + 16;  // The largest window, in gzip's own wrapping.

class GzipReader final : public io::InputFile {
 public:
  explicit GzipReader(std::unique_ptr<io::InputFile> file) : InputFile(file->name()), input_(std::move(file), "gzip") {
    if (inflateInit2(&stream_, kGzipWindow) != Z_OK) throw std::bad_alloc();
  }
  ~GzipReader() override { inflateEnd(&stream_); }

  std::size_t Read(char* to, std::size_t size) override {
    stream_.next_out = reinterpret_cast<Bytef*>(to);
    stream_.avail_out = static_cast<uInt>(std::min<std::size_t>(size, INT_MAX));
    const uInt room = stream_.avail_out;
    while (stream_.avail_out == room && !done_) {
      if (at_member_start_ && members_ > 0 && AtEndOfMembers()) {
        done_ = true;
      } else if (!input_.Fill()) {
        throw input_.EndsEarly();
      } else {
        Inflate();
      }
    }
    return room - stream_.avail_out;
  }

 private:
  // Zeros behind the last member are what tapes and block devices fill up with; gzip skips them too.
  bool AtEndOfMembers() {
    if (!input_.Fill()) return true;
    if (input_.rest().front() != '\0') return false;
    while (input_.Fill()) {
      if (input_.rest().front() != '\0') throw input_.Damaged("something that is no gzip data follows behind its end");
      input_.Consume(1);
    }
    return true;
  }

  void Inflate() {
    const std::string_view rest = input_.rest();
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(rest.data()));
    stream_.avail_in = static_cast<uInt>(rest.size());
    at_member_start_ = false;
    const int result = inflate(&stream_, Z_NO_FLUSH);
    input_.Consume(rest.size() - stream_.avail_in);
    if (result == Z_STREAM_END) {
      at_member_start_ = true;
      ++members_;
      inflateReset(&stream_);
    } else if (result == Z_MEM_ERROR) {
      throw std::bad_alloc();
    } else if (result != Z_OK && result != Z_BUF_ERROR) {
      throw input_.Damaged(stream_.msg != nullptr ? stream_.msg : "zlib gives no reason");
    }
  }

  CompressedInput input_;
  z_stream stream_{};
  bool at_member_start_ = true;
  std::uint64_t members_ = 0;
  bool done_ = false;
};

std::unique_ptr<io::InputFile> ReadGzip(std::unique_ptr<io::InputFile> compressed) {
  return std::make_unique<GzipReader>(std::move(compressed));
}

void AppendGzip(std::string_view raw, std::string& out) {
  constexpr int kDefaultMemory = 8;
  z_stream stream{};
  if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kGzipWindow, kDefaultMemory, Z_DEFAULT_STRATEGY) !=
      Z_OK) {
    throw std::bad_alloc();
  }
  const std::size_t before = out.size();
  out.resize(before + deflateBound(&stream, raw.size()));
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(raw.data()));
  stream.avail_in = static_cast<uInt>(raw.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data() + before);
  stream.avail_out = static_cast<uInt>(out.size() - before);
  const int result = deflate(&stream, Z_FINISH);
  out.resize(before + stream.total_out);
  deflateEnd(&stream);
  if (result != Z_STREAM_END) throw Error(StatusCode::kInternal, "zlib did not compress a piece of a file in one call");
}

}  // namespace

const Codec kGzipCodec{"zlib1g-dev", ReadGzip, AppendGzip};

}  // namespace beam::internal

#else

namespace beam::internal {
const Codec kGzipCodec{"zlib1g-dev"};
}

#endif
