// Compression: how a file's bytes are packed. Chosen by the end of the file's name, or by hand.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "io/file_system.h"

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

namespace beam::internal {

/// Reads what `compressed` holds. Several compressed files one behind the other are one file, as their own tools have
/// it. Input that ends early, is damaged or is of another format gives beam::Error(kDataLoss) with the name of the file
/// and the offset in it; a format that this build has no library for kUnimplemented.
std::unique_ptr<io::InputFile> Decompress(io::Compression compression, std::unique_ptr<io::InputFile> compressed);

/// Appends the compressed form of `raw` to `out`: complete in itself, so that the results of several calls, one behind
/// the other, are one file.
void AppendCompressed(io::Compression compression, std::string_view raw, std::string& out);

/// Throws kUnimplemented where this build has no library for it; the message ends with the file's name.
void RequireCompression(io::Compression compression, std::string_view file_name);

}  // namespace beam::internal
