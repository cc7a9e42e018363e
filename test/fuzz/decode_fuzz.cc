// libFuzzer's view of the decoders; see decoders.h for what an input is.
#include <cstddef>
#include <cstdint>

#include "test/fuzz/decoders.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  beam::testing::DecodeOne({reinterpret_cast<const char*>(data), size});
  return 0;
}
