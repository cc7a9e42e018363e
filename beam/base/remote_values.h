// RemoteValues: values that bytes name by a token instead of holding them, such as the end of a large group, which a runner keeps
// in its state.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "beam/base/owned.h"
#include "beam/base/status.h"

namespace beam::internal {

/// Encodings that lie elsewhere, one value behind the other, read piece by piece.
class RemoteBytes {
 public:
  virtual ~RemoteBytes() = default;
  /// Appends what comes next, which may be nothing yet and may end inside a value. False if there was nothing left.
  virtual bool ReadOn(std::string& bytes) = 0;
};

/// Where a ByteReader finds what its bytes name. For the thread that reads; what cannot be read has failed already when this throws,
/// so that nobody can catch it away.
class RemoteValues : public std::enable_shared_from_this<RemoteValues> {
 public:
  virtual ~RemoteValues() = default;
  /// From the first value on. Nothing is asked for before the first ReadOn.
  virtual Owned<RemoteBytes> Open(std::string_view token) = 0;
  /// For values that turn out to be none: fails what is running, and throws.
  [[noreturn]] virtual void Fail(const Status& why) = 0;
};

}  // namespace beam::internal
