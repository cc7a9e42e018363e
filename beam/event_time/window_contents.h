// WindowContents: what a grouping keeps in the windows of a key, as far as the rules of windows and triggers see it.
#pragma once

#include <cstdint>

#include "beam/base/window.h"

namespace beam::internal {

/// What lies in the windows of one key. The operator owns it (the values of a GroupByKey, the accumulators of a Combine);
/// KeyWindows only says when it is made, moved, emitted and dropped, and must not be called from in here. A content has a number
/// as long as it lives.
class WindowContents {
 public:
  /// A number that no content has.
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;

  virtual ~WindowContents() = default;
  /// Makes an empty content and returns its number.
  virtual std::uint32_t Make() = 0;
  /// Two windows have become one: what is in `from` comes to what is in `into`, and `from` is gone.
  virtual void Merge(std::uint32_t into, std::uint32_t from) = 0;
  /// A pane was emitted, and the next one starts with nothing.
  virtual void Clear(std::uint32_t content) = 0;
  /// Nothing more comes out of the content.
  virtual void Free(std::uint32_t content) = 0;
  /// Emits what the content holds, which may be nothing, with this timestamp, window and pane.
  virtual void Emit(std::uint32_t content, const ElementMeta& meta) = 0;
};

}  // namespace beam::internal
