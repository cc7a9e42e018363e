// RemoteCursor: an iteration over values that lie elsewhere, read and decoded some at a time.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "beam/base/owned.h"
#include "beam/base/remote_values.h"

namespace beam::internal {

struct ValueChunk;

/// Holds what was read last, and the values decoded last. For one thread.
class RemoteCursor {
 public:
  /// Reads nothing yet.
  RemoteCursor(std::shared_ptr<RemoteValues> remote, std::string_view token);
  virtual ~RemoteCursor();
  RemoteCursor(const RemoteCursor&) = delete;
  RemoteCursor& operator=(const RemoteCursor&) = delete;

  /// The next values, which are there until the next call; false at the end.
  bool Next(ValueChunk& chunk);

 protected:
  /// Values are decoded until their encodings have had so many bytes, which stay in the cache.
  static constexpr std::size_t kBytesAtOnce = 16 * 1024;
  struct Decoded {
    std::size_t values = 0;
    std::size_t bytes = 0;
  };
  /// Decodes whole values of some kBytesAtOnce in place of those before, counts each when it is there, and stops before one without
  /// bytes. Throws at one that is incomplete or broken.
  virtual void Decode(std::string_view bytes, RemoteValues* remote, Decoded& decoded) = 0;
  virtual const void* values() const = 0;

 private:
  Decoded DecodeSome();
  bool ReadOn();

  const std::shared_ptr<RemoteValues> remote_;
  Owned<RemoteBytes> source_;
  std::string bytes_;
  std::size_t at_ = 0;  // where the values begin that have not been decoded
};

}  // namespace beam::internal
