// Zstandard (RFC 8878), by libzstd.
#include "io/codec.h"

#if BEAM_IO_HAS_ZSTD

#include <zstd.h>

namespace beam::internal {

namespace {

class ZstdReader final : public io::InputFile {
 public:
  explicit ZstdReader(std::unique_ptr<io::InputFile> file)
      : InputFile(file->name()), input_(std::move(file), "zstd"), stream_(ZSTD_createDStream(), ZSTD_freeDStream) {
    if (stream_ == nullptr) throw std::bad_alloc();
  }

  std::size_t Read(char* to, std::size_t size) override {
    ZSTD_outBuffer out{to, size, 0};
    while (out.pos == 0) {
      // A decoder with output left needs no input for it.
      if (!output_left_ && !input_.Fill()) {
        if (in_frame_) throw input_.EndsEarly();
        return 0;
      }
      ZSTD_inBuffer in{input_.rest().data(), input_.rest().size(), 0};
      const std::size_t wanted = ZSTD_decompressStream(stream_.get(), &out, &in);
      input_.Consume(in.pos);
      if (ZSTD_isError(wanted) != 0) throw input_.Damaged(ZSTD_getErrorName(wanted));
      in_frame_ = wanted != 0;
      output_left_ = in_frame_ && out.pos == out.size;
    }
    return out.pos;
  }

 private:
  CompressedInput input_;
  std::unique_ptr<ZSTD_DStream, std::size_t (*)(ZSTD_DStream*)> stream_;
  // True from the start, so that an empty file is one that ends too early.
  bool in_frame_ = true;
  bool output_left_ = false;
};

std::unique_ptr<io::InputFile> ReadZstd(std::unique_ptr<io::InputFile> compressed) {
  return std::make_unique<ZstdReader>(std::move(compressed));
}

void AppendZstd(std::string_view raw, std::string& out) {
  const std::unique_ptr<ZSTD_CCtx, std::size_t (*)(ZSTD_CCtx*)> context(ZSTD_createCCtx(), ZSTD_freeCCtx);
  if (context == nullptr) throw std::bad_alloc();
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_checksumFlag, 1);
  const std::size_t before = out.size();
  out.resize(before + ZSTD_compressBound(raw.size()));
  const std::size_t size =
      ZSTD_compress2(context.get(), out.data() + before, out.size() - before, raw.data(), raw.size());
  if (ZSTD_isError(size) != 0) {
    throw Error(StatusCode::kInternal,
                std::string("zstd did not compress a piece of a file: ") + ZSTD_getErrorName(size));
  }
  out.resize(before + size);
}

}  // namespace

const Codec kZstdCodec{"libzstd-dev", ReadZstd, AppendZstd};

}  // namespace beam::internal

#else

namespace beam::internal {
const Codec kZstdCodec{"libzstd-dev"};
}

#endif
