// Exceptions as values, at the borders where none may escape: the calls of user functions, the threads of workers.
#pragma once

#include "beam/base/status.h"

namespace beam::internal {

/// The exception being handled. For use inside a catch (...) only.
Status StatusOfException();

/// What a std::bad_alloc becomes; borders that must not allocate keep one ready.
Status OutOfMemory();

}  // namespace beam::internal
