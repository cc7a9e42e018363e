#include "beam/window_into.h"

#include <algorithm>

#include "beam/event_time/trigger_safety.h"
#include "beam/graph/graph.h"
#include "beam/graph/urns.h"

namespace beam::internal {

namespace {

[[noreturn]] void Refuse(std::string_view name, std::string_view problem, const std::source_location& location) {
  throw Error(StatusCode::kInvalidArgument,
              std::string(name) + " was given " + std::string(problem) + "; line = " + ShortLocation(location));
}

bool NeedsAccumulation(const Windowing& windowing) {
  return windowing.trigger.kind() != Trigger::Kind::kDefault || windowing.allowed_lateness > Duration(0);
}

// What `options` say takes the place of what `windowing` says.
Windowing WithOptions(Windowing windowing, const WindowingOptions& options, std::string_view name,
                      const std::source_location& location) {
  const bool said = options.accumulation.made || NeedsAccumulation(windowing);
  if (options.trigger.made) windowing.trigger = options.trigger.value;
  if (options.accumulation.made) windowing.accumulation = options.accumulation.value;
  if (options.closing.made) windowing.closing = options.closing.value;
  if (options.on_time.made) windowing.on_time = options.on_time.value;
  if (options.timestamps.made) windowing.timestamps = options.timestamps.value;
  if (options.allowed_lateness.made) {
    // Longer than the time domain is for ever.
    windowing.allowed_lateness = std::min(options.allowed_lateness.value, Timestamp::Max() - Timestamp::Min());
  }
  if (windowing.allowed_lateness < Duration(0)) {
    Refuse(name,
           "a negative allowed lateness; give nothing or more; milliseconds = " +
               std::to_string(windowing.allowed_lateness.count()),
           location);
  }
  if (NeedsAccumulation(windowing) && !said) {
    Refuse(
        name,
        "a trigger or an allowed lateness, so that windows may emit several panes, and does not say what later panes "
        "hold; give .accumulation = beam::AccumulationMode::kDiscarding or kAccumulating; trigger = " +
            windowing.trigger.ToString(),
        location);
  }
  const std::string unsafe = WhyUnsafe(windowing.trigger, windowing.allowed_lateness);
  if (!unsafe.empty()) Refuse(name, unsafe, location);
  return windowing;
}

CollectionId AddOutputIn(PipelineBuilder& state, Node& node, CollectionId input, const ElementType* type,
                         Windowing windowing, Owned<const OperatorFactory> factory) {
  Graph& graph = state.graph();
  node.inputs = {input};
  node.factory.reset(factory.Release());
  return graph.AddOutput(node.id, type, graph.AddWindowing(std::move(windowing)));
}

}  // namespace

CollectionId AddWindowInto(PipelineBuilder& state, std::string_view name, CollectionId input, const ElementType* type,
                           WindowFnRef fn, const WindowingOptions& options, Owned<const OperatorFactory> factory,
                           const std::source_location& location) {
  Windowing windowing;
  windowing.fn = std::move(fn);
  windowing = WithOptions(std::move(windowing), options, name, location);
  Node& node = state.AddStep(NodeKind::kFused, urn::kWindowInto, name, location);
  return AddOutputIn(state, node, input, type, std::move(windowing), std::move(factory));
}

CollectionId AddWindowingOptions(PipelineBuilder& state, CollectionId input, const ElementType* type,
                                 const WindowingOptions& options, Owned<const OperatorFactory> factory,
                                 const std::source_location& location) {
  constexpr char kName[] = "WindowInto";
  Windowing windowing = WithOptions(state.graph().windowing_of(input), options, kName, location);
  Node& node = state.AddStep(NodeKind::kFused, urn::kParDo, kName, location);
  return AddOutputIn(state, node, input, type, std::move(windowing), std::move(factory));
}

}  // namespace beam::internal
