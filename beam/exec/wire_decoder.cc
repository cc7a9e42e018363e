#include "beam/exec/wire_decoder.h"

#include <utility>

#include "beam/base/error.h"

namespace beam::internal {

WireDecoder::WireDecoder(const WireElements& elements, WireHeader header)
    : form_(*elements.form), raw_(elements.raw), header_(std::move(header)), transcoder_(elements.wire, elements.ours) {
  if (raw_ || !transcoder_.is_identity()) skipper_.emplace(elements.wire);
}

std::size_t WireDecoder::Decode(std::string_view bytes, OutputBase& output) {
  problem_.reset();
  if (!skipper_.has_value()) return DecodeTyped(bytes, output);
  const std::size_t done = RewriteAll(bytes);
  const std::size_t decoded = DecodeTyped(rewritten_, output);
  if (decoded == rewritten_.size()) return done;
  // An element that was found whole is broken all the same: how far are those before it?
  rewritten_.clear();
  std::size_t before = 0;
  while (rewritten_.size() < decoded) before += RewriteOne(bytes.substr(before));
  return before;
}

// Errors of the steps behind the output are no exceptions of this type: an element ends in what has not come yet, or it is broken,
// which shows when nothing more comes.
std::size_t WireDecoder::DecodeTyped(std::string_view bytes, OutputBase& output) {
  WireRun run{bytes, header_};
  try {
    form_.decode(run, output);
  } catch (const Error& error) {
    problem_ = error.status();
  }
  return run.done;
}

std::size_t WireDecoder::RewriteAll(std::string_view bytes) {
  rewritten_.clear();
  std::size_t done = 0;
  try {
    while (done < bytes.size()) done += RewriteOne(bytes.substr(done));
  } catch (const Error& error) {
    problem_ = error.status();
  }
  return done;
}

// Appends one element in our form. Returns its size in the runner's.
std::size_t WireDecoder::RewriteOne(std::string_view element) {
  const std::size_t begin = header_.Read(element);
  ByteReader reader(element.substr(begin));
  skipper_->Skip(reader);
  std::string_view value = element.substr(begin, reader.position());
  value_.clear();
  if (!transcoder_.is_identity()) {
    ByteReader wire(value);
    ByteWriter ours(value_);
    transcoder_.FromWire(wire, ours);
    value = value_;
  }
  ByteWriter writer(rewritten_);
  writer.PutBytes(element.substr(0, begin));
  if (raw_) writer.PutVarint(value.size());
  writer.PutBytes(value);
  return begin + reader.position();
}

}  // namespace beam::internal
