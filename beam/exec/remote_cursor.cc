#include "beam/exec/remote_cursor.h"

#include <utility>

#include "beam/base/bytes.h"
#include "beam/base/incomplete_bytes.h"
#include "beam/iter.h"

namespace beam::internal {

RemoteCursor::RemoteCursor(std::shared_ptr<RemoteValues> remote, std::string_view token)
    : remote_(std::move(remote)), source_(remote_->Open(token)) {}
RemoteCursor::~RemoteCursor() = default;

bool RemoteCursor::Next(ValueChunk& chunk) {
  while (true) {
    const Decoded decoded = DecodeSome();
    at_ += decoded.bytes;
    if (decoded.values > 0) {
      chunk = ValueChunk(values(), decoded.values, ValueChunk::Form::kValues);
      return true;
    }
    if (ReadOn()) continue;
    if (at_ == bytes_.size()) return false;
    remote_->Fail(Status(StatusCode::kDataLoss,
                         "the values end in the middle of one; bytes left = " + std::to_string(bytes_.size() - at_)));
  }
}

// Nothing if what is here begins with a value that has not come whole.
RemoteCursor::Decoded RemoteCursor::DecodeSome() {
  const std::string_view rest = std::string_view(bytes_).substr(at_);
  Decoded decoded;
  try {
    Decode(rest, remote_.get(), decoded);
    if (decoded.values == 0 && !rest.empty()) {
      throw Error(StatusCode::kDataLoss, "values without bytes cannot be told apart");
    }
  } catch (const IncompleteBytes&) {
  } catch (const Error& error) {
    if (decoded.values == 0) remote_->Fail(error.status());
  }
  return decoded;
}

// A value that is longer than a piece is looked at again only when there is twice as much of it. False if nothing is left to read.
bool RemoteCursor::ReadOn() {
  bytes_.erase(0, std::exchange(at_, 0));
  const std::size_t before = bytes_.size();
  bool is_end = false;
  do {
    is_end = !source_->ReadOn(bytes_);
    if (bytes_.size() > DecodeBudget().bytes) {
      remote_->Fail(Status(StatusCode::kDataLoss,
                           "one value has more bytes than any may have; bytes = " + std::to_string(bytes_.size())));
    }
  } while (!is_end && bytes_.size() < 2 * before);
  return !is_end || bytes_.size() > before;
}

}  // namespace beam::internal
