// The bytes of compressed files: reading what they hold, and making them.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "io/compression.h"
#include "io/file_system.h"

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
