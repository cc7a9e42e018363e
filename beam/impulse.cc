#include "beam/impulse.h"

#include "beam/exec/typed_element.h"
#include "beam/graph/graph.h"
#include "beam/graph/urns.h"

namespace beam {

PCollection<Bytes> Impulse(PipelineRef pipeline) {
  internal::PipelineBuilder& state = pipeline.state();
  const internal::NodeId node =
      state.AddStep(internal::NodeKind::kImpulse, internal::urn::kImpulse, "Impulse", pipeline.location()).id;
  return {&state, state.AddOutput(node, internal::ElementTypeOf<Bytes>())};
}

}  // namespace beam
