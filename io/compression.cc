#include "io/compression.h"

#include "io/codec.h"

namespace beam::io {

namespace {

struct Ending {
  std::string_view text;
  Compression compression;
};
constexpr Ending kEndings[] = {{".gz", Compression::kGzip},
                               {".zst", Compression::kZstd},
                               {".zstd", Compression::kZstd},
                               {".bz2", Compression::kBzip2}};

}  // namespace

std::string_view CompressionName(Compression compression) {
  switch (compression) {
    case Compression::kAuto:
      return "auto";
    case Compression::kNone:
      return "none";
    case Compression::kGzip:
      return "gzip";
    case Compression::kZstd:
      return "zstd";
    case Compression::kBzip2:
      return "bzip2";
  }
  return "unknown";
}

Compression ResolveCompression(Compression compression, std::string_view file_name) {
  if (compression != Compression::kAuto) return compression;
  for (const Ending& ending : kEndings) {
    if (file_name.ends_with(ending.text)) return ending.compression;
  }
  return Compression::kNone;
}

bool IsCompressionAvailable(Compression compression) {
  const internal::Codec* codec = internal::CodecOf(compression);
  return codec == nullptr || codec->available();
}

}  // namespace beam::io
