// Durations and times as the messages that protobuf has for them, both seconds and nanoseconds.
#pragma once

#include <google/protobuf/duration.pb.h>
#include <google/protobuf/timestamp.pb.h>

#include <cstdint>

#include "beam/base/time.h"

namespace beam::runners {

/// `to`: a duration, or a moment that a duration stands for.
template <class Message>
void SetMillis(Duration duration, Message& to) {
  to.set_seconds(duration.count() / 1000);
  to.set_nanos(static_cast<std::int32_t>(duration.count() % 1000) * 1'000'000);
}

/// The nanoseconds of a time are not negative, also before 1970.
inline void SetTime(Timestamp time, google::protobuf::Timestamp& to) {
  const std::int64_t part = (time.millis() % 1000 + 1000) % 1000;
  to.set_seconds((time.millis() - part) / 1000);
  to.set_nanos(static_cast<std::int32_t>(part) * 1'000'000);
}

}  // namespace beam::runners
