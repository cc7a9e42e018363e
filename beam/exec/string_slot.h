// AssignSlot: puts a value into a used slot of a batch. For std::string it is what std::string::assign would be if it were
// inlined and did not branch on the size of short strings: a third of the time of emitting a word.
#pragma once

#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "beam/exec/short_bytes.h"

namespace beam::internal {

#if defined(__GLIBCXX__) && _GLIBCXX_USE_CXX11_ABI
inline constexpr bool kSetsSizeOfString = true;

// C++23 has resize_and_overwrite for this. Until then its core is a private member of the library, and an explicit
// instantiation is the one place where the language allows to name such a member.
template <auto kSetLength>
struct StringSizeSetter {
  friend void SetSizeOf(std::string& text, std::size_t size) { (text.*kSetLength)(size); }
};
void SetSizeOf(std::string& text, std::size_t size);
template struct StringSizeSetter<&std::string::_M_set_length>;
#else
inline constexpr bool kSetsSizeOfString = false;
inline void SetSizeOf(std::string&, std::size_t) {}
#endif

/// `text` lies outside of `slot`.
inline void AssignText(std::string& slot, std::string_view text) {
  if (!kSetsSizeOfString) {
    slot.assign(text);
  } else if (text.size() < kShortBytes) [[likely]] {
    // Every string of this library has room for 15 characters and their end: the padding is that end.
    const ShortWords words = LoadShort(text);
    std::memcpy(slot.data(), &words, sizeof(words));
    SetSizeOf(slot, text.size());
  } else if (text.size() <= slot.capacity()) {
    std::memcpy(slot.data(), text.data(), text.size());
    SetSizeOf(slot, text.size());
  } else {
    slot.assign(text);
  }
}

/// `slot = value` for any type that can be assigned so.
template <class T, class U>
void AssignSlot(T& slot, U&& value) {
  using Given = std::remove_cvref_t<U>;
  if constexpr (std::is_same_v<T, std::string> && std::is_same_v<Given, std::string_view>) {
    AssignText(slot, std::string_view(value));
  } else if constexpr (std::is_same_v<T, std::string> && std::is_same_v<Given, std::string>) {
    // A short string is copied faster than it is moved, and a long one is worth its memory.
    if (std::is_lvalue_reference_v<U> || value.size() < kShortBytes) {
      AssignText(slot, std::string_view(value));
    } else {
      slot = std::forward<U>(value);
    }
  } else {
    slot = std::forward<U>(value);
  }
}

}  // namespace beam::internal
