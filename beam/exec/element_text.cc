#include "beam/exec/element_text.h"

#include <cstdio>

namespace beam::internal {

std::string NumberText(double value) {
  char text[32];
  std::snprintf(text, sizeof(text), "%.17g", value);
  return text;
}

}  // namespace beam::internal
