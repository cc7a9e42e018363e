#include "beam/create.h"

#include "beam/exec/cut_spans_op.h"
#include "beam/impulse.h"
#include "beam/reshuffle.h"

namespace beam::internal {

namespace {

/// Ranges above this many values are emitted by all workers, in spans.
constexpr std::uint64_t kSpreadFrom = 4096;
constexpr std::uint64_t kSpans = 256;

}  // namespace

PCollection<IndexSpan> CreateSpans(const PipelineRef& pipeline, std::uint64_t size) {
  PipelineBuilder& state = pipeline.state();
  const PCollection<Bytes> impulse = Impulse(pipeline);
  const std::uint64_t span = size < kSpreadFrom ? (size == 0 ? 1 : size) : (size + kSpans - 1) / kSpans;
  const NodeId cut = state.AddFused("Cut", pipeline.location(), impulse.id(), {},
                                    Owned<const OperatorFactory>(new CutSpansFactory(size, span)));
  const PCollection<IndexSpan> spans(&state, state.AddOutput(cut, ElementTypeOf<IndexSpan>()));
  return size < kSpreadFrom ? spans : Reshuffle(spans, pipeline.location());
}

}  // namespace beam::internal
