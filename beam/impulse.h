// Impulse: the one primitive source.
#pragma once

#include "beam/exec/typed_element.h"
#include "beam/graph/urns.h"
#include "beam/pcollection.h"
#include "coders/bytes.h"

namespace beam {

/// Output: one empty byte string at the minimum timestamp in the global window, to start other sources from.
/// Source: beam:transform:impulse:v1.
///
///   auto start = beam::Impulse(pipeline);
inline PCollection<Bytes> Impulse(PipelineRef pipeline) {
  internal::PipelineBuilder& state = pipeline.state();
  const internal::NodeId node =
      state.AddStep(internal::NodeKind::kImpulse, internal::urn::kImpulse, "Impulse", pipeline.location()).id;
  return {&state, state.graph().AddOutput(node, internal::ElementTypeOf<Bytes>(), 0)};
}

}  // namespace beam
