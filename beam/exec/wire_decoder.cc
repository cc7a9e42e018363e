#include "beam/exec/wire_decoder.h"

#include <utility>

#include "beam/base/error.h"
#include "beam/exec/coder_description.h"
#include "beam/exec/transcoded_values.h"

namespace beam::internal {

namespace {

WireTranscoder TranscoderOf(const WireElements& elements) {
  if (elements.raw && HasStateBacked(elements.wire)) {
    return WireTranscoder::ReadingRemote(elements.wire, elements.ours);
  }
  return {elements.wire, elements.ours};
}

// Null where elements name nothing.
std::shared_ptr<RemoteValues> RemoteOf(const WireElements& elements, std::shared_ptr<RemoteValues> remote,
                                       const std::shared_ptr<const WireTranscoder>& transcoder) {
  if (remote == nullptr || !HasStateBacked(elements.wire)) return nullptr;
  if (elements.raw || transcoder->is_identity()) return remote;
  return std::make_shared<TranscodedValues>(std::move(remote), transcoder);
}

}  // namespace

WireDecoder::WireDecoder(const WireElements& elements, WireHeader header, std::shared_ptr<RemoteValues> remote)
    : form_(*elements.form),
      raw_(elements.raw),
      header_(std::move(header)),
      transcoder_(std::make_shared<const WireTranscoder>(TranscoderOf(elements))),
      remote_(RemoteOf(elements, std::move(remote), transcoder_)) {
  if (raw_ || !transcoder_->is_identity()) skipper_.emplace(elements.wire);
}

WireDecoder::Decoded WireDecoder::Decode(std::string_view bytes, std::size_t most, OutputBase& output) {
  problem_.reset();
  if (!skipper_.has_value()) return DecodeTyped(bytes, most, output);
  const Decoded found = Rewrite(bytes, most);
  const Decoded emitted = DecodeTyped(rewritten_, kAll, output);
  if (emitted.bytes == rewritten_.size()) return found;
  // An element that was found whole is broken all the same: how far are those before it?
  rewritten_.clear();
  Decoded before{0, emitted.elements};
  while (rewritten_.size() < emitted.bytes) before.bytes += RewriteOne(bytes.substr(before.bytes));
  return before;
}

// Errors of the steps behind the output are no exceptions of this type: an element ends in what has not come yet, or it is broken,
// which shows when nothing more comes.
WireDecoder::Decoded WireDecoder::DecodeTyped(std::string_view bytes, std::size_t most, OutputBase& output) {
  WireRun run{bytes, header_, most, remote_.get()};
  try {
    form_.decode(run, output);
  } catch (const Error& error) {
    problem_ = error.status();
  }
  return {run.done, run.elements};
}

WireDecoder::Decoded WireDecoder::Rewrite(std::string_view bytes, std::size_t most) {
  rewritten_.clear();
  Decoded found;
  try {
    for (; found.bytes < bytes.size() && found.elements < most; ++found.elements) {
      found.bytes += RewriteOne(bytes.substr(found.bytes));
    }
  } catch (const Error& error) {
    problem_ = error.status();
  }
  return found;
}

// Appends one element in our form. Returns its size in the runner's.
std::size_t WireDecoder::RewriteOne(std::string_view element) {
  const std::size_t begin = header_.Read(element);
  ByteReader reader(element.substr(begin));
  skipper_->Skip(reader);
  std::string_view value = element.substr(begin, reader.position());
  value_.clear();
  if (!transcoder_->is_identity()) {
    ByteReader wire(value, raw_ ? remote_.get() : nullptr);
    ByteWriter ours(value_);
    transcoder_->FromWire(wire, ours);
    value = value_;
  }
  ByteWriter writer(rewritten_);
  writer.PutBytes(element.substr(0, begin));
  if (raw_) writer.PutVarint(value.size());
  writer.PutBytes(value);
  return begin + reader.position();
}

}  // namespace beam::internal
