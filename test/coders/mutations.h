// Mutations: every truncation and every change of one byte of an encoding, each of which must decode or be refused.
#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>

#include "beam/base/error.h"

namespace beam::testing {

/// Calls `decode(bytes)` for each prefix of `encoding` and for each of its bytes replaced by each other one. What
/// throws anything but a beam::Error of kDataLoss fails the test by passing through. Returns the number of calls.
///
///   CheckMutations(bytes, [](std::string_view mutated) { DecodeElement<Click>(mutated); });
template <class Decode>
std::size_t CheckMutations(std::string_view encoding, Decode&& decode) {
  std::size_t calls = 0;
  const auto attempt = [&](std::string_view mutated) {
    ++calls;
    try {
      decode(mutated);
    } catch (const Error& error) {
      if (error.code() != StatusCode::kDataLoss) throw;
    }
  };
  // Blocks of exactly the size: AddressSanitizer sees the first byte that is read behind one.
  const auto copy = [&](std::size_t size) {
    auto block = std::make_unique<char[]>(size);
    std::copy_n(encoding.begin(), size, block.get());
    return block;
  };
  for (std::size_t size = 0; size < encoding.size(); ++size) attempt({copy(size).get(), size});
  const auto changed = copy(encoding.size());
  for (std::size_t i = 0; i < encoding.size(); ++i) {
    for (int change = 1; change < 256; ++change) {
      changed[i] = static_cast<char>(encoding[i] ^ change);
      attempt({changed.get(), encoding.size()});
    }
    changed[i] = encoding[i];
  }
  return calls;
}

}  // namespace beam::testing
