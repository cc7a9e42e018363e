#include "runners/harness/value_decoder.h"

#include <string_view>

#include "beam/base/error.h"

namespace beam::runners {

ValueDecoder::ValueDecoder(const CoderSpec& wire, const ElementForm& form)
    : form_(*form.form), transcoder_(wire, form.coder) {
  if (form.raw || !transcoder_.is_identity()) skipper_.emplace(wire);
}

void ValueDecoder::Decode(ByteReader& reader, const std::vector<ElementMeta>& metas, internal::OutputBase& output) {
  if (metas.empty()) throw Error(StatusCode::kDataLoss, "an element is in no window");
  ByteReader start = reader;
  if (!skipper_.has_value()) {
    for (const ElementMeta& meta : metas) {
      reader = start;
      output.Inherit(meta);
      form_.decode(reader, output);
    }
    return;
  }
  skipper_->Skip(reader);
  std::string_view value = start.ReadBytes(reader.position() - start.position());
  if (!transcoder_.is_identity()) {
    rewritten_.clear();
    ByteReader element(value);
    ByteWriter writer(rewritten_);
    transcoder_.FromWire(element, writer);
    value = rewritten_;
  }
  for (const ElementMeta& meta : metas) {
    ByteReader whole(value);
    output.Inherit(meta);
    form_.decode(whole, output);
  }
}

}  // namespace beam::runners
