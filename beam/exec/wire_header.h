// WireHeader: timestamp, windows and pane in front of an element on the wire.
#pragma once

#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "beam/base/window.h"
#include "coders/coder.h"

namespace beam::internal {

/// Reads and writes headers. Most elements have the header of the one before: it is compared, not decoded. For one thread.
class WireHeader {
 public:
  /// Under the window coder of a descriptor. Throws beam::Error (kUnimplemented) for windows that this SDK does not have.
  explicit WireHeader(const CoderSpec& window);
  /// Nothing stands in front of elements; they all have this metadata.
  explicit WireHeader(const ElementMeta& all);

  /// Reads what `bytes` begins with and returns its size. Throws beam::Error (kDataLoss) where no header is.
  std::size_t Read(std::string_view bytes) {
    changed_ = !(known_ && bytes.size() >= read_.size() && std::memcmp(bytes.data(), read_.data(), read_.size()) == 0);
    if (changed_) [[unlikely]]
      ReadOther(bytes);
    return read_.size();
  }
  /// Whether the last Read met another header than the one before.
  bool changed() const { return changed_; }
  /// What was read, at least one: an element with several windows stands for one in each of them.
  const std::vector<ElementMeta>& metas() const { return metas_; }

  /// The bytes of a header; they stand until the next call.
  std::string_view BytesOf(const ElementMeta& meta) {
    if (!(meta == written_meta_) || written_.empty()) [[unlikely]]
      WriteOther(meta);
    return written_;
  }

 private:
  void ReadOther(std::string_view bytes);
  bool ReadOtherTime(std::string_view bytes);
  void WriteOther(const ElementMeta& meta);

  bool global_ = true;
  bool known_ = false;  // whether a header has been read
  bool changed_ = false;
  std::string read_;
  std::vector<ElementMeta> metas_;  // what `read_` stands for
  std::vector<Window> windows_;
  std::string written_;
  ElementMeta written_meta_;  // what `written_` stands for
};

}  // namespace beam::internal
