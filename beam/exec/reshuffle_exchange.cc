#include "beam/exec/reshuffle_exchange.h"

#include <atomic>
#include <string>
#include <utility>

#include "coders/window.h"

namespace beam::internal {

Bytes MetaToBytes(const ElementMeta& meta) {
  std::string bytes;
  ByteWriter writer(bytes);
  WriteTimestamp(meta.timestamp, writer);
  IntervalWindowCoder::Encode(meta.window, writer);
  WritePane(meta.pane, writer);
  return Bytes{std::move(bytes)};
}

ElementMeta MetaFromBytes(const Bytes& bytes) {
  ByteReader reader(bytes.data);
  ElementMeta meta;
  meta.timestamp = ReadTimestamp(reader);
  meta.window = IntervalWindowCoder::Decode(reader);
  meta.pane = ReadPane(reader);
  return meta;
}

ReshuffleKeys::ReshuffleKeys() {
  // Operators begin at different places, so that their few first elements do not all have the same keys.
  static std::atomic<std::uint64_t> made{0};
  state_ = made.fetch_add(1, std::memory_order_relaxed) * 0xD1B54A32D192ED03u;
}

std::int64_t ReshuffleKeys::Next() {
  constexpr int kKeyBits = 16;
  state_ += 0x9E3779B97F4A7C15u;
  std::uint64_t mixed = (state_ ^ (state_ >> 30)) * 0xBF58476D1CE4E5B9u;
  mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBu;
  return static_cast<std::int64_t>(mixed >> (64 - kKeyBits));
}

}  // namespace beam::internal
