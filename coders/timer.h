// Timers as they travel between a runner and a worker.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "beam/base/window.h"
#include "coders/bytes.h"
#include "coders/coder.h"
#include "coders/window.h"
#include "coders/windowed_value.h"

namespace beam {

/// A timer that is set, cleared or fired. `W` is the coder class of its windows (coders/window.h).
template <class K, class W>
struct TimerValue {
  K key;
  std::string tag;  ///< the name of a timer within its family
  std::vector<typename W::Value> windows;
  bool clear = false;  ///< takes the timer back; nothing below travels then
  Timestamp fire;
  Timestamp hold;  ///< holds the output watermark until the timer fires; the timestamp of what it emits
  PaneInfo pane;
  bool operator==(const TimerValue&) const = default;
};

template <class K, class W>
struct Coder<TimerValue<K, W>> {
  using Value = TimerValue<K, W>;
  using Parts = internal::TypeList<K>;
  static constexpr std::string_view kUrn = "beam:coder:timer:v1";
  static constexpr bool kDeterministic = kIsDeterministic<K> && W::kDeterministic;
  static CoderSpec Spec() { return {std::string(kUrn), {}, {CoderSpecOf<K>(), internal::SpecOfCoder<W>()}}; }
  static void Encode(const Value& timer, ByteWriter& writer) {
    internal::EncodeNested<K>(timer.key, writer);
    writer.PutLengthPrefixed(timer.tag);
    internal::WriteWindows<W>(timer.windows, writer);
    internal::EncodeNested(timer.clear, writer);
    if (timer.clear) return;
    internal::WriteTimestamp(timer.fire, writer);
    internal::WriteTimestamp(timer.hold, writer);
    internal::WritePane(timer.pane, writer);
  }
  static Value Decode(ByteReader& reader) {
    Value timer{internal::DecodeNested<K>(reader), std::string(reader.ReadLengthPrefixed()), {}, false, {}, {}, {}};
    internal::ReadWindows<W>(reader, timer.windows);
    timer.clear = internal::DecodeNested<bool>(reader);
    if (timer.clear) return timer;
    timer.fire = internal::ReadTimestamp(reader);
    timer.hold = internal::ReadTimestamp(reader);
    timer.pane = internal::ReadPane(reader);
    return timer;
  }
};

}  // namespace beam
