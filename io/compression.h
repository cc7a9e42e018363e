// Compression: how a file's bytes are packed. Chosen by the end of the file's name, or by hand.
#pragma once

#include <cstdint>
#include <string_view>

namespace beam::io {

enum class Compression : std::uint8_t {
  kAuto,  ///< By the end of the name: .gz is gzip, .zst and .zstd are zstd, .bz2 is bzip2, everything else is not
          ///< compressed.
  kNone,  ///< The bytes as they are, whatever the name.
  kGzip,
  kZstd,
  kBzip2,
};

/// "gzip", "zstd", ...
std::string_view CompressionName(Compression compression);

/// What kAuto stands for in the case of this file. Other values stand for themselves.
Compression ResolveCompression(Compression compression, std::string_view file_name);

/// True when this build has the library for it. Each is optional when the project is configured.
bool IsCompressionAvailable(Compression compression);

}  // namespace beam::io
