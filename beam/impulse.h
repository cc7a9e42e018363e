// Impulse: the one primitive source.
#pragma once

#include "beam/pcollection.h"
#include "coders/bytes.h"

namespace beam {

/// Output: one empty byte string at the minimum timestamp in the global window, to start other sources from.
/// Source: beam:transform:impulse:v1.
///
///   auto start = beam::Impulse(pipeline);
PCollection<Bytes> Impulse(PipelineRef pipeline);

}  // namespace beam
