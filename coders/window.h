// Coders of windows and panes. A window type has no single encoding (the global window is zero bytes), so these are
// coder classes that the windowing strategy chooses, not specializations of Coder.
#pragma once

#include <cstdint>
#include <string_view>

#include "beam/base/window.h"
#include "coders/coder.h"
#include "coders/numbers.h"

namespace beam {

/// The global window: no bytes.
struct GlobalWindowCoder {
  using Value = Window;
  static constexpr std::string_view kUrn = "beam:coder:global_window:v1";
  static constexpr bool kDeterministic = true;
  static void Encode(const Window&, ByteWriter&) {}
  static Window Decode(ByteReader&) { return Window::Global(); }
};

/// An interval: its end as a timestamp of 8 bytes, its length in milliseconds as a varint.
struct IntervalWindowCoder {
  using Value = Window;
  static constexpr std::string_view kUrn = "beam:coder:interval_window:v1";
  static constexpr bool kDeterministic = true;
  static void Encode(const Window& window, ByteWriter& writer);
  static Window Decode(ByteReader& reader);
};

/// The windows of other SDKs' window functions, which this one knows only by their bytes, or a window type of C++ with
/// a coder class `C` and a max_timestamp(): the last moment of the window, for the runner, then the window.
template <class C>
struct CustomWindowCoder {
  using Value = typename C::Value;
  using Component = C;
  static constexpr std::string_view kUrn = "beam:coder:custom_window:v1";
  static constexpr bool kDeterministic = C::kDeterministic;
  static CoderSpec Spec() { return {std::string(kUrn), {}, {internal::SpecOfCoder<C>()}}; }
  static void Encode(const Value& window, ByteWriter& writer) {
    internal::WriteTimestamp(window.max_timestamp(), writer);
    C::Encode(window, writer);
  }
  static Value Decode(ByteReader& reader) {
    internal::ReadTimestamp(reader);
    return C::Decode(reader);
  }
};

/// Window as an element: an interval, which the whole time domain is too.
template <>
struct Coder<Window> : IntervalWindowCoder {};

namespace internal {

/// A pane: one byte for what is first, last and on time, then no, one or two varints for its indices.
void WritePane(const PaneInfo& pane, ByteWriter& writer);
PaneInfo ReadPane(ByteReader& reader);

}  // namespace internal

}  // namespace beam
