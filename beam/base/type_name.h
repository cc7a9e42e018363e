// TypeName<T>(): a type as people read it. Never a key: different types may be spelled alike.
#pragma once

#include <cstddef>
#include <string_view>

namespace beam::internal {

/// The spelling of T in the compiler's own words.
template <class T>
constexpr std::string_view TypeName() {
  const std::string_view text = __PRETTY_FUNCTION__;
  const std::size_t begin = text.find("T = ") + 4;
  const std::size_t end = text.find_first_of(";]", begin);
  return text.substr(begin, end - begin);
}

}  // namespace beam::internal
