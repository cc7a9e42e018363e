#include "beam/exec/transcoded_values.h"

#include <string>
#include <utility>

#include "beam/base/bytes.h"
#include "beam/base/incomplete_bytes.h"

namespace beam::internal {

/// Only whole values come out.
class TranscodedValues::Bytes final : public RemoteBytes {
 public:
  Bytes(std::shared_ptr<TranscodedValues> of, const WireTranscoder& form, std::unique_ptr<RemoteBytes> wire)
      : of_(std::move(of)), form_(form), wire_(std::move(wire)) {}

  bool ReadOn(std::string& bytes) override {
    const bool has_more = wire_->ReadOn(pending_);
    if (!has_more && pending_.empty()) return false;
    if (has_more && pending_.size() < worthwhile_) return true;
    if (!Rewrite(bytes) && !has_more) {
      of_->Fail(Status(StatusCode::kDataLoss,
                       "the values end in the middle of one; bytes left = " + std::to_string(pending_.size())));
    }
    return true;
  }

 private:
  // Whether there was a whole value.
  bool Rewrite(std::string& bytes) {
    std::size_t done = 0;
    std::size_t whole = bytes.size();
    try {
      while (done < pending_.size()) {
        ByteReader reader(std::string_view(pending_).substr(done));
        ByteWriter writer(bytes);
        form_.FromWire(reader, writer);
        if (reader.position() == 0) reader.Fail("values without bytes cannot be told apart");
        done += reader.position();
        whole = bytes.size();
      }
    } catch (const IncompleteBytes&) {
      bytes.resize(whole);
    } catch (const Error& error) {
      of_->Fail(error.status());
    }
    pending_.erase(0, done);
    // A value that is longer than what comes at once is looked at again only when there is twice as much of it.
    worthwhile_ = 2 * pending_.size();
    return done > 0;
  }

  const std::shared_ptr<TranscodedValues> of_;
  const WireTranscoder& form_;
  const std::unique_ptr<RemoteBytes> wire_;
  std::string pending_;
  std::size_t worthwhile_ = 0;
};

void TranscodedValues::Fail(const Status& why) {
  wire_->Fail(why);
  throw Error(why);  // The call above does not return, which compilers do not see.
}

Owned<RemoteBytes> TranscodedValues::Open(std::string_view token) {
  const WireTranscoder& form = transcoder_->OfValues(token);
  auto self = std::static_pointer_cast<TranscodedValues>(shared_from_this());
  return std::make_unique<Bytes>(std::move(self), form, wire_->Open(token));
}

}  // namespace beam::internal
