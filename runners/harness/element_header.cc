#include "runners/harness/element_header.h"

#include "beam/base/error.h"
#include "coders/windowed_value.h"
#include "runners/harness/wire_coder.h"

namespace beam::runners {

ElementHeader::ElementHeader(const CoderSpec& window) : global_(window.urn == GlobalWindowCoder::kUrn) {
  if (!global_ && window.urn != IntervalWindowCoder::kUrn) {
    throw Error(StatusCode::kUnimplemented,
                "elements have windows of a kind that this SDK does not have; coder = " + DescribeCoder(window));
  }
}

const std::vector<ElementMeta>& ElementHeader::Read(ByteReader& reader) {
  ElementMeta meta;
  meta.timestamp = internal::ReadTimestamp(reader);
  if (global_) {
    internal::ReadWindows<GlobalWindowCoder>(reader, windows_);
  } else {
    internal::ReadWindows<IntervalWindowCoder>(reader, windows_);
  }
  meta.pane = internal::ReadPane(reader);
  metas_.clear();
  for (const Window& window : windows_) {
    meta.window = window;
    metas_.push_back(meta);
  }
  return metas_;
}

void ElementHeader::Write(const ElementMeta& meta, ByteWriter& writer) {
  // Most elements have the metadata of the one before.
  if (bytes_.empty() || !(meta == written_)) {
    written_ = meta;
    bytes_.clear();
    ByteWriter header(bytes_);
    internal::WriteTimestamp(meta.timestamp, header);
    windows_.assign(1, meta.window);
    if (global_) {
      internal::WriteWindows<GlobalWindowCoder>(windows_, header);
    } else {
      internal::WriteWindows<IntervalWindowCoder>(windows_, header);
    }
    internal::WritePane(meta.pane, header);
  }
  writer.PutBytes(bytes_);
}

}  // namespace beam::runners
