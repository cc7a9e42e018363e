// CopyOf: a value that is read where it lies and wanted for keeps.
#pragma once

#include <type_traits>

#include "coders/coder.h"

namespace beam::internal {

/// Types that cannot be copied go through their coder.
template <class T>
T CopyOf(const T& value) {
  if constexpr (std::is_copy_constructible_v<T>) {
    return value;
  } else {
    return DecodeElement<T>(EncodeElement(value));
  }
}

}  // namespace beam::internal
