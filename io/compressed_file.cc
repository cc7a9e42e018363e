#include "io/compressed_file.h"

#include "beam/base/error.h"
#include "io/codec.h"

namespace beam::internal {

const Codec* CodecOf(io::Compression compression) {
  switch (compression) {
    case io::Compression::kGzip:
      return &kGzipCodec;
    case io::Compression::kZstd:
      return &kZstdCodec;
    case io::Compression::kBzip2:
      return &kBzip2Codec;
    case io::Compression::kAuto:
    case io::Compression::kNone:
      break;
  }
  return nullptr;
}

void RequireCompression(io::Compression compression, std::string_view file_name) {
  const Codec* codec = CodecOf(compression);
  if (codec == nullptr || codec->available()) return;
  throw Error(StatusCode::kUnimplemented, std::string("this build of beam-cpp knows no ") +
                                              std::string(io::CompressionName(compression)) + " files; install " +
                                              std::string(codec->package) +
                                              " and configure it again; file = " + std::string(file_name));
}

std::unique_ptr<io::InputFile> Decompress(io::Compression compression, std::unique_ptr<io::InputFile> compressed) {
  const Codec* codec = CodecOf(compression);
  if (codec == nullptr) return compressed;
  RequireCompression(compression, compressed->name());
  return codec->decompress(std::move(compressed));
}

void AppendCompressed(io::Compression compression, std::string_view raw, std::string& out) {
  const Codec* codec = CodecOf(compression);
  if (codec == nullptr) {
    out += raw;
  } else {
    codec->append_compressed(raw, out);
  }
}

}  // namespace beam::internal
