#include "runners/harness/value_decoder.h"

#include "beam/base/error.h"

namespace beam::runners {

ValueDecoder::ValueDecoder(const CoderSpec& wire, const internal::WireForm& form)
    : form_(form), transcoder_(wire, form.spec()) {
  if (!transcoder_.is_identity()) skipper_.emplace(wire);
}

void ValueDecoder::Decode(ByteReader& reader, const std::vector<ElementMeta>& metas, internal::OutputBase& output) {
  if (metas.empty()) throw Error(StatusCode::kDataLoss, "an element is in no window");
  const ByteReader start = reader;
  if (transcoder_.is_identity()) {
    for (const ElementMeta& meta : metas) {
      reader = start;
      output.Inherit(meta);
      form_.decode(reader, output);
    }
    return;
  }
  skipper_->Skip(reader);
  ByteReader rest = start;
  ByteReader element(rest.ReadBytes(reader.position() - start.position()));
  rewritten_.clear();
  ByteWriter writer(rewritten_);
  transcoder_.FromWire(element, writer);
  for (const ElementMeta& meta : metas) {
    ByteReader value(rewritten_);
    output.Inherit(meta);
    form_.decode(value, output);
  }
}

}  // namespace beam::runners
