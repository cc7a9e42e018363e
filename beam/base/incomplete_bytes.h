// IncompleteBytes: the error of a ByteReader that comes to the end of its bytes inside a value.
#pragma once

#include "beam/base/error.h"

namespace beam::internal {

/// For readers of streams, where the rest may still come. Everybody else sees a beam::Error like the others.
class IncompleteBytes final : public Error {
 public:
  using Error::Error;
};

}  // namespace beam::internal
