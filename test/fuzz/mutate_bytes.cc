#include "test/fuzz/mutate_bytes.h"

#include <cstddef>

namespace beam::testing {

void MutateBytes(std::string& bytes, std::mt19937_64& random) {
  static constexpr unsigned char kTelling[] = {0x00, 0x01, 0x7f, 0x80, 0xfe, 0xff};
  const auto below = [&](std::size_t limit) { return static_cast<std::size_t>(random() % (limit == 0 ? 1 : limit)); };
  for (std::size_t changes = 1 + below(4); changes > 0; --changes) {
    const std::size_t at = below(bytes.size());
    switch (below(6)) {
      case 0:
        bytes.resize(at);
        break;
      case 1:
        bytes.insert(at, 1, static_cast<char>(random()));
        break;
      case 2:
        bytes.insert(at, bytes.substr(at, 1 + below(8)));
        break;
      case 3:
        bytes.erase(at, 1 + below(3));
        break;
      case 4:
        if (!bytes.empty()) bytes[at] = static_cast<char>(random());
        break;
      default:
        if (!bytes.empty()) bytes[at] = static_cast<char>(kTelling[below(sizeof(kTelling))]);
        break;
    }
  }
}

}  // namespace beam::testing
