// Makes a stream out of a seed.
#pragma once

#include <cstdint>

#include "test/reference/event_time/stream.h"

namespace beam::testing {

/// kSafe leaves out triggers that finish while elements may still come.
enum class TriggerChoice : std::uint8_t { kAny, kSafe };

/// The same stream for the same seed, on every machine. It ends with a watermark at the end of time.
Stream GenerateStream(std::uint64_t seed, TriggerChoice choice = TriggerChoice::kAny);

}  // namespace beam::testing
