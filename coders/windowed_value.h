// Windowed values: an element with its timestamp, windows and pane, as it travels on Beam's data streams.
#pragma once

#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "beam/base/window.h"
#include "coders/coder.h"
#include "coders/iterable.h"
#include "coders/window.h"

namespace beam {

/// What travels before a value. A header may name several windows: the element is in each of them.
template <class W>
struct WindowedHeader {
  Timestamp timestamp = Timestamp::Min();
  std::vector<typename W::Value> windows;
  PaneInfo pane;
  bool operator==(const WindowedHeader&) const = default;
};

/// A value with everything that travels with it. `W` is the coder class of its windows (coders/window.h).
template <class T, class W>
struct WindowedValue {
  WindowedHeader<W> header;
  T value;
  bool operator==(const WindowedValue&) const = default;
};

namespace internal {

template <class W>
void WriteWindows(const std::vector<typename W::Value>& windows, ByteWriter& writer) {
  writer.PutFixed32(static_cast<std::uint32_t>(windows.size()));
  for (const auto& window : windows) W::Encode(window, writer);
}
template <class W>
void ReadWindows(ByteReader& reader, std::vector<typename W::Value>& windows) {
  windows.clear();
  const auto count = static_cast<std::int32_t>(reader.ReadFixed32());
  if (count < 0) reader.Fail("the number of windows is negative");
  for (std::int32_t i = 0; i < count; ++i) {
    const std::size_t start = reader.position();
    windows.push_back(W::Decode(reader));
    reader.ChargeElement(start, sizeof(typename W::Value));
  }
}

template <class W>
void WriteWindowedHeader(const WindowedHeader<W>& header, ByteWriter& writer) {
  WriteTimestamp(header.timestamp, writer);
  WriteWindows<W>(header.windows, writer);
  WritePane(header.pane, writer);
}
/// Reads into a header whose window list keeps its capacity.
template <class W>
void ReadWindowedHeader(ByteReader& reader, WindowedHeader<W>& header) {
  header.timestamp = ReadTimestamp(reader);
  ReadWindows<W>(reader, header.windows);
  header.pane = ReadPane(reader);
}

}  // namespace internal

template <class T, class W>
struct Coder<WindowedValue<T, W>> {
  using Value = WindowedValue<T, W>;
  using Parts = internal::TypeList<T>;
  static constexpr std::string_view kUrn = "beam:coder:windowed_value:v1";
  static constexpr bool kDeterministic = kIsDeterministic<T> && W::kDeterministic;
  static CoderSpec Spec() { return {std::string(kUrn), {}, {CoderSpecOf<T>(), internal::SpecOfCoder<W>()}}; }
  static void Encode(const Value& element, ByteWriter& writer) {
    internal::WriteWindowedHeader(element.header, writer);
    internal::EncodeNested<T>(element.value, writer);
  }
  static Value Decode(ByteReader& reader) {
    WindowedHeader<W> header;
    internal::ReadWindowedHeader(reader, header);
    return {std::move(header), internal::DecodeNested<T>(reader)};
  }
};

/// The coder of values that all have the same header: the header is in the coder's payload, the values travel alone.
template <class T, class W>
class ParamWindowedValueCoder {
 public:
  explicit ParamWindowedValueCoder(WindowedHeader<W> header) : header_(std::move(header)) {}
  /// Throws beam::Error (kDataLoss) if `payload` is not one of this coder.
  static ParamWindowedValueCoder FromPayload(std::string_view payload) {
    ByteReader reader(payload);
    WindowedHeader<W> header;
    internal::ReadWindowedHeader(reader, header);
    // Java's payload is a windowed value of no bytes, so the length 0 stands at its end.
    if (!reader.empty() && !reader.ReadLengthPrefixed().empty()) reader.Fail("the payload has a value");
    reader.RequireEmpty();
    return ParamWindowedValueCoder(std::move(header));
  }

  CoderSpec Spec() const {
    CoderSpec spec{"beam:coder:param_windowed_value:v1", {}, {CoderSpecOf<T>(), internal::SpecOfCoder<W>()}};
    ByteWriter writer(spec.payload);
    internal::WriteWindowedHeader(header_, writer);
    writer.PutLengthPrefixed({});
    return spec;
  }
  /// The header of `element` is not written.
  void Encode(const WindowedValue<T, W>& element, ByteWriter& writer) const {
    internal::EncodeNested<T>(element.value, writer);
  }
  WindowedValue<T, W> Decode(ByteReader& reader) const { return {header_, internal::DecodeNested<T>(reader)}; }

 private:
  WindowedHeader<W> header_;
};

}  // namespace beam
