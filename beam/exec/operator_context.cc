#include "beam/exec/operator_context.h"

#include <chrono>

#include "beam/base/error.h"
#include "beam/exec/block_store.h"
#include "beam/exec/growing_side_input.h"
#include "beam/exec/run_state.h"
#include "beam/exec/side_input_cell.h"
#include "beam/graph/graph.h"

namespace beam::internal {

bool SourceFactory::Describe(StreamForm&) const { return false; }

std::string_view OperatorContext::step_name() const { return node->user_name(); }

const OperatorFactory& OperatorContext::factory() const { return *node->factory; }

std::size_t OperatorContext::output_count() const { return node->outputs.size(); }

bool OperatorContext::cancelled() const { return run->stopping(); }

bool OperatorContext::IsGloballyWindowed(std::size_t input) const { return InputWindowing(input).is_global(); }

const Windowing& OperatorContext::InputWindowing(std::size_t input) const {
  return graph->windowing_of(node->inputs[input]);
}

Duration OperatorContext::AllowedLateness() const { return InputWindowing(0).allowed_lateness; }

Timestamp OperatorContext::processing_time() const {
  if (clock != nullptr) return clock->Now();
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return Timestamp(std::chrono::duration_cast<Duration>(now));
}

bool OperatorContext::FiresOnce() const { return !streaming && InputWindowing(0).fires_once(); }

const Windowing& OperatorContext::SideWindowing(std::size_t side_input) const {
  return graph->windowing_of(node->side_inputs[side_input]);
}

bool OperatorContext::SideInputIsEmpty(std::size_t side_input) const {
  SideInputCell& cell = *side_inputs[side_input];
  if (cell.growing != nullptr) return !cell.growing->has_begun();
  BlockStore& blocks = cell.windows == nullptr ? *cell.blocks : cell.windows->ElementsIn(Window::Global());
  return blocks.Size(0).records == 0;
}

void OperatorFactory::Ship(ByteWriter&) const {
  throw Error(StatusCode::kFailedPrecondition, "stays in the process that built the pipeline");
}

void ExchangeFactory::Ship(ByteWriter&) const {
  throw Error(StatusCode::kFailedPrecondition,
              "was compiled for this process only; link beam_portable to the target that builds the pipeline");
}

CollectionId ExchangeFactory::Lower(Lowering&) const {
  throw Error(StatusCode::kInternal, "a grouping that no runner needs to take apart was to be taken apart");
}

}  // namespace beam::internal
