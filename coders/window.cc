#include "coders/window.h"

namespace beam {

void IntervalWindowCoder::Encode(const Window& window, ByteWriter& writer) {
  internal::WriteTimestamp(window.end(), writer);
  writer.PutVarint(static_cast<std::uint64_t>((window.end() - window.start()).count()));
}

Window IntervalWindowCoder::Decode(ByteReader& reader) {
  const Timestamp end = internal::ReadTimestamp(reader);
  const std::uint64_t span = reader.ReadVarint();
  // Both halves of the time domain are below 2^62 milliseconds, so this bound keeps every subtraction from overflowing.
  if (span >> 62 != 0) reader.Fail("a window has a negative or impossible length");
  return Window(end - Duration(static_cast<std::int64_t>(span)), end);
}

namespace internal {

namespace {

// The high nibble of a pane's first byte: how many indices follow.
enum IndexCount : std::uint8_t { kNoIndex = 0, kOneIndex = 1, kTwoIndices = 2 };

IndexCount IndexCountOf(const PaneInfo& pane) {
  if (pane.timing == PaneTiming::kUnknown) return kNoIndex;
  // An early pane has no on-time index: it is -1, which need not be said.
  if (pane.timing == PaneTiming::kEarly) return kOneIndex;
  if (pane.index == 0 && pane.on_time_index == 0) return kNoIndex;
  if (pane.index == pane.on_time_index) return kOneIndex;
  return kTwoIndices;
}

}  // namespace

void WritePane(const PaneInfo& pane, ByteWriter& writer) {
  const IndexCount indices = IndexCountOf(pane);
  writer.PutByte(static_cast<std::uint8_t>((pane.is_first ? 1 : 0) | (pane.is_last ? 2 : 0) |
                                           static_cast<unsigned>(pane.timing) << 2 | indices << 4));
  if (indices >= kOneIndex) writer.PutVarint(static_cast<std::uint64_t>(pane.index));
  if (indices == kTwoIndices) writer.PutVarint(static_cast<std::uint64_t>(pane.on_time_index));
}

PaneInfo ReadPane(ByteReader& reader) {
  const std::uint8_t byte = reader.ReadByte();
  const int indices = byte >> 4;
  if (indices > kTwoIndices) reader.Fail("a pane has an unknown encoding");
  PaneInfo pane;
  pane.is_first = (byte & 1) != 0;
  pane.is_last = (byte & 2) != 0;
  pane.timing = static_cast<PaneTiming>(byte >> 2 & 3);
  if (indices >= kOneIndex) pane.index = static_cast<std::int64_t>(reader.ReadVarint());
  if (indices == kTwoIndices) {
    pane.on_time_index = static_cast<std::int64_t>(reader.ReadVarint());
  } else {
    pane.on_time_index = pane.timing == PaneTiming::kEarly ? -1 : pane.index;
  }
  return pane;
}

}  // namespace internal

}  // namespace beam
