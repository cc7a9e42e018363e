#include "runners/harness/descriptor.h"

#include <unistd.h>

namespace beam::runners {

Descriptor::~Descriptor() {
  if (open()) close(number_);
}

}  // namespace beam::runners
