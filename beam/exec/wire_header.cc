#include "beam/exec/wire_header.h"

#include "beam/base/error.h"
#include "beam/exec/coder_description.h"
#include "coders/windowed_value.h"

namespace beam::internal {

namespace {
constexpr std::size_t kTimestampBytes = 8;
}  // namespace

WireHeader::WireHeader(const CoderSpec& window) : global_(window.urn == GlobalWindowCoder::kUrn) {
  if (!global_ && window.urn != IntervalWindowCoder::kUrn) {
    throw Error(StatusCode::kUnimplemented,
                "elements have windows of a kind that this SDK does not have; coder = " + DescribeCoder(window));
  }
}

WireHeader::WireHeader(const ElementMeta& all) : known_(true), metas_{all} {}

// What is kept stays as it is if something throws.
void WireHeader::ReadOther(std::string_view bytes) {
  if (ReadOtherTime(bytes)) return;
  ByteReader reader(bytes);
  ElementMeta meta;
  meta.timestamp = ReadTimestamp(reader);
  if (global_) {
    ReadWindows<GlobalWindowCoder>(reader, windows_);
  } else {
    ReadWindows<IntervalWindowCoder>(reader, windows_);
  }
  meta.pane = ReadPane(reader);
  if (windows_.empty()) throw Error(StatusCode::kDataLoss, "an element is in no window");
  metas_.assign(windows_.size(), meta);
  for (std::size_t i = 0; i < windows_.size(); ++i) metas_[i].window = windows_[i];
  read_ = bytes.substr(0, reader.position());
  known_ = true;
}

// True if the header differs from the one before in its time only.
bool WireHeader::ReadOtherTime(std::string_view bytes) {
  if (!known_ || bytes.size() < read_.size()) return false;
  const std::string_view rest = std::string_view(read_).substr(kTimestampBytes);
  if (bytes.substr(kTimestampBytes, rest.size()) != rest) return false;
  ByteReader reader(bytes);
  const Timestamp timestamp = ReadTimestamp(reader);
  for (ElementMeta& meta : metas_) meta.timestamp = timestamp;
  read_.replace(0, kTimestampBytes, bytes, 0, kTimestampBytes);
  return true;
}

void WireHeader::WriteOther(const ElementMeta& meta) {
  written_meta_ = meta;
  written_.clear();
  ByteWriter header(written_);
  WriteTimestamp(meta.timestamp, header);
  windows_.assign(1, meta.window);
  if (global_) {
    WriteWindows<GlobalWindowCoder>(windows_, header);
  } else {
    WriteWindows<IntervalWindowCoder>(windows_, header);
  }
  WritePane(meta.pane, header);
}

}  // namespace beam::internal
