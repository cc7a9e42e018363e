// bzip2, by libbz2.
#include "io/codec.h"

#if BEAM_IO_HAS_BZIP2

#include <bzlib.h>

#include <algorithm>
#include <climits>

namespace beam::internal {

namespace {

class Bzip2Reader final : public io::InputFile {
 public:
  explicit Bzip2Reader(std::unique_ptr<io::InputFile> file)
      : InputFile(file->name()), input_(std::move(file), "bzip2") {
    Start();
  }
  ~Bzip2Reader() override { BZ2_bzDecompressEnd(&stream_); }

  std::size_t Read(char* to, std::size_t size) override {
    stream_.next_out = to;
    stream_.avail_out = static_cast<unsigned>(std::min<std::size_t>(size, INT_MAX));
    const unsigned room = stream_.avail_out;
    while (stream_.avail_out == room) {
      // A decoder with output left needs no input for it.
      if (!output_left_ && !input_.Fill()) {
        if (!between_streams_) throw input_.EndsEarly();
        return 0;
      }
      if (between_streams_) Restart();
      Step();
    }
    return room - stream_.avail_out;
  }

 private:
  void Start() {
    stream_ = {};
    if (BZ2_bzDecompressInit(&stream_, 0, 0) != BZ_OK) throw std::bad_alloc();
  }
  void Restart() {
    char* const next_out = stream_.next_out;
    const unsigned avail_out = stream_.avail_out;
    BZ2_bzDecompressEnd(&stream_);
    Start();
    stream_.next_out = next_out;
    stream_.avail_out = avail_out;
    between_streams_ = false;
  }
  void Step() {
    const std::string_view rest = input_.rest();
    stream_.next_in = const_cast<char*>(rest.data());
    stream_.avail_in = static_cast<unsigned>(rest.size());
    const int result = BZ2_bzDecompress(&stream_);
    input_.Consume(rest.size() - stream_.avail_in);
    between_streams_ = result == BZ_STREAM_END;
    output_left_ = result == BZ_OK && stream_.avail_out == 0;
    if (result == BZ_MEM_ERROR) throw std::bad_alloc();
    if (result == BZ_DATA_ERROR_MAGIC) throw input_.Damaged("this is not the beginning of bzip2 data");
    if (result != BZ_OK && result != BZ_STREAM_END) throw input_.Damaged("its checksums do not fit its content");
  }

  CompressedInput input_;
  bz_stream stream_{};
  bool between_streams_ = false;
  bool output_left_ = false;
};

std::unique_ptr<io::InputFile> ReadBzip2(std::unique_ptr<io::InputFile> compressed) {
  return std::make_unique<Bzip2Reader>(std::move(compressed));
}

void AppendBzip2(std::string_view raw, std::string& out) {
  constexpr int kBlockOf900Kilobytes = 9;
  const std::size_t before = out.size();
  // The bound is the one that libbz2's manual gives: 1% and 600 bytes more than the input.
  out.resize(before + raw.size() + raw.size() / 100 + 601);
  auto size = static_cast<unsigned>(out.size() - before);
  const int result = BZ2_bzBuffToBuffCompress(out.data() + before, &size, const_cast<char*>(raw.data()),
                                              static_cast<unsigned>(raw.size()), kBlockOf900Kilobytes, 0, 0);
  if (result == BZ_MEM_ERROR) throw std::bad_alloc();
  if (result != BZ_OK) throw Error(StatusCode::kInternal, "bzip2 did not compress a piece of a file in one call");
  out.resize(before + size);
}

}  // namespace

const Codec kBzip2Codec{"libbz2-dev", ReadBzip2, AppendBzip2};

}  // namespace beam::internal

#else

namespace beam::internal {
const Codec kBzip2Codec{"libbz2-dev"};
}

#endif
