#include "beam/exec/wire_sink_op.h"

#include <utility>

namespace beam::internal {

namespace {
// A piece stays in the second-level cache until it is copied into a message.
constexpr std::size_t kPieceBytes = 64 * 1024;
}  // namespace

WireSinkOp::WireSinkOp(const WireElements& elements, const CoderSpec& window, Send send)
    : form_(*elements.form),
      raw_(elements.raw),
      send_(std::move(send)),
      header_(window),
      transcoder_(elements.wire, elements.ours) {}

void WireSinkOp::Process(std::size_t, BatchBase& batch) {
  for (std::size_t i = 0; i < batch.size();) {
    i = EncodeSome(batch, i);
    if (bytes_.size() >= kPieceBytes) SendBytes();
  }
}

void WireSinkOp::Encode(const BatchBase& batch) {
  for (std::size_t i = 0; i < batch.size();) i = EncodeSome(batch, i);
  SendBytes();
}

// Returns the number of the first element that is left.
std::size_t WireSinkOp::EncodeSome(const BatchBase& batch, std::size_t begin) {
  if (raw_ || !transcoder_.is_identity()) return RewriteOne(batch, begin);
  return form_.encode(batch, begin, header_, kPieceBytes, bytes_);
}

std::size_t WireSinkOp::RewriteOne(const BatchBase& batch, std::size_t number) {
  value_.clear();
  ByteWriter value(value_);
  form_.encode_value(batch, number, value);
  ByteReader reader(value_);
  if (raw_) reader.ReadVarint();
  bytes_ += header_.BytesOf(batch.meta(number));
  ByteWriter writer(bytes_);
  transcoder_.ToWire(reader, writer);
  return number + 1;
}

void WireSinkOp::FinishBundle() {
  if (!bytes_.empty()) SendBytes();
}

// The memory is kept, unless a large element has made it large.
void WireSinkOp::SendBytes() {
  send_(bytes_);
  bytes_.clear();
  if (bytes_.capacity() > 4 * kPieceBytes) bytes_ = std::string();
}

}  // namespace beam::internal
