// KeyRef: the canonical key of a group where it lies, and the key that it stands for.
#pragma once

#include <cstdint>
#include <string_view>

#include "beam/exec/key_codec.h"

namespace beam::internal {

/// One of the two, by KeyCodec<K>::kFixed.
struct KeyRef {
  std::uint64_t word = 0;
  std::string_view bytes;
};

template <class K>
K KeyOf(const KeyRef& ref) {
  if constexpr (KeyCodec<K>::kFixed) {
    return KeyCodec<K>::FromWord(ref.word);
  } else {
    return KeyCodec<K>::FromBytes(ref.bytes);
  }
}

}  // namespace beam::internal
