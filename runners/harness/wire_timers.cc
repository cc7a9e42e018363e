#include "runners/harness/wire_timers.h"

#include <utility>

#include "coders/window.h"
#include "coders/windowed_value.h"

namespace beam::runners {

namespace {

// A timer is of no pane.
constexpr std::uint8_t kNoPane = 0x0f;

}  // namespace

WireTimers::WireTimers(const CoderSpec& wire_key, const CoderSpec& our_key, bool global_windows)
    : transcoder_(wire_key, our_key), skipper_(wire_key), global_windows_(global_windows) {}

std::string WireTimers::WireKey(std::string_view key) const {
  if (transcoder_.is_identity()) return std::string(key);
  std::string bytes;
  ByteReader reader(key);
  ByteWriter writer(bytes);
  transcoder_.ToWire(reader, writer);
  return bytes;
}

std::string WireTimers::EncodedWindow(const Window& window) const {
  std::string bytes;
  ByteWriter writer(bytes);
  if (!global_windows_) IntervalWindowCoder::Encode(window, writer);
  return bytes;
}

std::string WireTimers::Begin(std::string_view key, const internal::SetTimer& timer) const {
  std::string bytes = WireKey(key);
  ByteWriter writer(bytes);
  writer.PutLengthPrefixed(timer.tag);
  writer.PutFixed32(1);
  writer.PutBytes(EncodedWindow(timer.window));
  return bytes;
}

std::string WireTimers::Set(std::string_view key, const internal::SetTimer& timer) const {
  std::string bytes = Begin(key, timer);
  ByteWriter writer(bytes);
  writer.PutByte(0);
  internal::WriteTimestamp(timer.fires_at, writer);
  internal::WriteTimestamp(timer.output_time, writer);
  writer.PutByte(kNoPane);
  return bytes;
}

std::string WireTimers::Cleared(std::string_view key, const internal::SetTimer& timer) const {
  std::string bytes = Begin(key, timer);
  ByteWriter(bytes).PutByte(1);
  return bytes;
}

std::string WireTimers::ReadKey(ByteReader& reader) const {
  ByteReader start = reader;
  const std::size_t begin = reader.position();
  skipper_.Skip(reader);
  const std::string_view wire = start.ReadBytes(reader.position() - begin);
  if (transcoder_.is_identity()) return std::string(wire);
  std::string key;
  ByteReader wire_reader(wire);
  ByteWriter writer(key);
  transcoder_.FromWire(wire_reader, writer);
  return key;
}

std::vector<FiredTimer> WireTimers::Read(std::string_view bytes) const {
  std::vector<FiredTimer> timers;
  std::vector<Window> windows;
  for (ByteReader reader(bytes); !reader.empty();) {
    FiredTimer fired;
    fired.key = ReadKey(reader);
    fired.timer.tag = std::string(reader.ReadLengthPrefixed());
    if (global_windows_) {
      internal::ReadWindows<GlobalWindowCoder>(reader, windows);
    } else {
      internal::ReadWindows<IntervalWindowCoder>(reader, windows);
    }
    if (reader.ReadByte() != 0) continue;
    fired.timer.fires_at = internal::ReadTimestamp(reader);
    fired.timer.output_time = internal::ReadTimestamp(reader);
    internal::ReadPane(reader);
    for (const Window& window : windows) {
      fired.timer.window = window;
      timers.push_back(fired);
    }
  }
  return timers;
}

}  // namespace beam::runners
