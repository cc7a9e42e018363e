// Reshuffle: breaks fusion and spreads elements over all workers.
#pragma once

#include <memory>
#include <source_location>
#include <utility>

#include "beam/exec/reshuffle_exchange.h"
#include "beam/exec/typed_element.h"
#include "beam/fn/diagnose.h"
#include "beam/graph/urns.h"
#include "beam/pcollection.h"

namespace beam {

/// Input: any T with a coder. Output: the same elements with their timestamps, windows and panes, redistributed: each may
/// now be processed by any worker, and what follows is not fused with what came before. Use it after a step that makes
/// few elements into many, or makes elements that mean much work each (file names).
/// Cost: one pass through packed blocks. Source: beam:transform:reshuffle:v1.
///
///   auto chunks = beam::Reshuffle(beam::ParDo(files, SplitIntoChunks));
template <class T>
auto Reshuffle(const PCollection<T>& input, std::source_location location = std::source_location::current()) {
  internal::PipelineBuilder& state = input.state();
  if constexpr (internal::CheckStored<T>()) {
    internal::Owned<const internal::ExchangeFactory> exchange(new internal::ReshuffleExchange<T>());
    const internal::NodeId node =
        state.AddGrouping(internal::urn::kReshuffle, "Reshuffle", location, {input.id()}, std::move(exchange));
    return PCollection<T>(&state, state.AddOutput(node, internal::ElementTypeOf<T>()));
  } else {
    return PCollection<internal::Unusable>(&state, input.id());
  }
}

}  // namespace beam
