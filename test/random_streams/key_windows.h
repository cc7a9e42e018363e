// The grouping of beam/event_time behind the interface that is compared with the oracle. It watches the promises, too.
#pragma once

#include <cstdint>
#include <memory>

#include "test/random_streams/compare.h"

namespace beam::testing {

/// When KeyWindows is told that clocks have moved.
enum class Advancing : std::uint8_t {
  kAlways,
  kWhenDue,    ///< Only when it has said that something may be due, as an engine does.
  kJustBefore  ///< Always, but first to the moment before it has said so, at which nothing may come.
};

std::unique_ptr<KeyUnderTest> MakeKeyWindows(const Stream& stream, Advancing advancing);

}  // namespace beam::testing
