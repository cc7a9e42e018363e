#include "beam/exec/huge_array.h"

#include <sys/mman.h>

#include <string>

#include "beam/base/error.h"

namespace beam::internal {

namespace {
constexpr std::size_t kHugePage = 2u << 20;
}

void* MapZeroed(std::size_t bytes) {
  void* memory = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) {
    throw Error(
        StatusCode::kResourceExhausted,
        "the machine has no memory left for a table of the engine; lower --memory_limit or --threads; bytes = " +
            std::to_string(bytes));
  }
  if (bytes >= kHugePage) madvise(memory, bytes, MADV_HUGEPAGE);
  return memory;
}

void Unmap(void* memory, std::size_t bytes) noexcept { munmap(memory, bytes); }

}  // namespace beam::internal
