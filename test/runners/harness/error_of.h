// ErrorOf: what the beam::Error says that some code throws.
#pragma once

#include <functional>
#include <string>

#include "beam/base/error.h"

namespace beam::runners {

inline std::string ErrorOf(const std::function<void()>& code) {
  try {
    code();
  } catch (const Error& error) {
    return error.status().message();
  }
  return "no error";
}

}  // namespace beam::runners
