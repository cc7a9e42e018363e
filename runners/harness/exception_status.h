// StatusOfException: the exception being handled as a value, at the borders where nothing may escape a thread.
#pragma once

#include "beam/base/status.h"

namespace beam::runners {

/// For use inside a catch (...) only.
Status StatusOfException();

}  // namespace beam::runners
