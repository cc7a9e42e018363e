#pragma once

#include <cstdint>

#include "bench/data/mix.h"

namespace beam::bench {

struct TimedEvent {
  int64_t key;
  int64_t millis;
};

/// The input of windowed_count: event number i is a function of i. A thousand of them happen in a millisecond; each is up to a tenth
/// of a second older than its neighbours say. Keys are scattered over all 64 bits, each as likely as any other.
class TimedEvents {
 public:
  static constexpr int64_t kWindowMillis = 1000;

  explicit TimedEvents(uint64_t keys) : keys_(keys) {}

  TimedEvent operator()(uint64_t index) const {
    const uint64_t random = Mix(index);
    const auto now = static_cast<int64_t>(index / 1000);
    const auto delay = static_cast<int64_t>(random & 127);
    return {static_cast<int64_t>(Mix(~Scale(random, keys_))), now < delay ? 0 : now - delay};
  }

 private:
  uint64_t keys_;
};

/// What the count of a key in the window that begins then adds to the checksum.
inline uint64_t CountDigest(int64_t window_start_millis, int64_t key, int64_t count) {
  return Mix(static_cast<uint64_t>(key) + 3 * Mix(static_cast<uint64_t>(count)) +
             5 * Mix(static_cast<uint64_t>(window_start_millis)));
}

}  // namespace beam::bench
