#include "beam/base/make_shared.h"

namespace beam::internal {

std::shared_ptr<void> Share(void* object, void (*destroy)(void* object)) {
  return std::shared_ptr<void>(object, destroy);
}

}  // namespace beam::internal
