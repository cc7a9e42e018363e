// FixedName: a string literal as a template argument, which state and timers are named by.
#pragma once

#include <cstddef>
#include <string_view>

namespace beam::internal {

template <std::size_t kSize>
struct FixedName {
  char text[kSize] = {};

  // NOLINTNEXTLINE(google-explicit-constructor): a literal is the template argument
  consteval FixedName(const char (&literal)[kSize]) {
    for (std::size_t i = 0; i < kSize; ++i) text[i] = literal[i];
  }
  constexpr std::string_view view() const { return {text, kSize - 1}; }
};

}  // namespace beam::internal
