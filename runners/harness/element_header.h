// ElementHeader: timestamp, windows and pane in front of an element on the wire.
#pragma once

#include <string>
#include <vector>

#include "beam/base/bytes.h"
#include "beam/base/window.h"
#include "coders/coder.h"

namespace beam::runners {

/// Reads and writes headers under the window coder of a descriptor. Keeps memory from element to element; for one thread.
class ElementHeader {
 public:
  /// Throws beam::Error (kUnimplemented) for windows that this SDK does not have.
  explicit ElementHeader(const CoderSpec& window);

  /// An element with several windows stands for one in each of them.
  const std::vector<ElementMeta>& Read(ByteReader& reader);
  void Write(const ElementMeta& meta, ByteWriter& writer);

 private:
  bool global_;
  std::vector<ElementMeta> metas_;
  std::vector<Window> windows_;
  ElementMeta written_;  // the metadata that `bytes_` stands for
  std::string bytes_;
};

}  // namespace beam::runners
