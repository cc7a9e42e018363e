// CRC-32C (Castagnoli), the checksum of spill files.
#pragma once

#include <cstddef>
#include <cstdint>

namespace beam::internal {

/// Extends `crc` (0 at the start) over `bytes`. Uses the processor's instruction where there is one.
std::uint32_t Crc32c(std::uint32_t crc, const void* data, std::size_t bytes);

}  // namespace beam::internal
