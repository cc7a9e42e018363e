// KeyCodec<K>: the canonical form of a key. Keys are equal when their encodings are: integers and enums as one word,
// strings as their bytes, everything else as what its coder writes. A user's operator== is never asked.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>

#include "beam/base/bytes.h"
#include "beam/base/window.h"
#include "coders/coder.h"

namespace beam::internal {

template <class K>
struct KeyCodec {
  /// True for keys that are one 64-bit word.
  static constexpr bool kFixed = std::is_integral_v<K> || std::is_enum_v<K>;

  static std::uint64_t ToWord(const K& key)
    requires kFixed
  {
    return static_cast<std::uint64_t>(key);
  }
  static K FromWord(std::uint64_t word)
    requires kFixed
  {
    return static_cast<K>(word);
  }

  /// The key's bytes: in the key itself where possible, otherwise in `scratch`.
  static std::string_view View(const K& key, std::string& scratch) {
    if constexpr (std::is_same_v<K, std::string>) {
      return key;
    } else {
      scratch.clear();
      ByteWriter writer(scratch);
      EncodeNested(key, writer);
      return scratch;
    }
  }
  static K FromBytes(std::string_view bytes) {
    if constexpr (std::is_same_v<K, std::string>) {
      return K(bytes);
    } else {
      ByteReader reader(bytes);
      return DecodeNested<K>(reader);
    }
  }
};

/// Non-global windows make grouping keys of bytes: the window in front of the key's own bytes.
inline constexpr std::size_t kWindowPrefix = 2 * sizeof(std::int64_t);

inline void AppendWindowPrefix(const Window& window, std::string& bytes) {
  const std::int64_t bounds[2] = {window.start().millis(), window.end().millis()};
  bytes.append(reinterpret_cast<const char*>(bounds), sizeof(bounds));
}
inline Window ReadWindowPrefix(std::string_view bytes) {
  std::int64_t bounds[2];
  std::memcpy(bounds, bytes.data(), sizeof(bounds));
  return Window(Timestamp::Millis(bounds[0]), Timestamp::Millis(bounds[1]));
}

}  // namespace beam::internal
