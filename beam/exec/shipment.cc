#include "beam/exec/shipment.h"

#include <memory>

#include "beam/base/error.h"
#include "beam/event_time/standard_window_fns.h"
#include "beam/exec/operator_context.h"
#include "beam/exec/span_shipment.h"
#include "beam/exec/step_parts.h"
#include "beam/graph/element_type.h"
#include "beam/graph/graph.h"

namespace beam::internal {

void ThrowUnshippable(const std::string& problem) { throw Error(StatusCode::kFailedPrecondition, problem); }

void ThrowTooManyValues(std::uint64_t count) {
  ThrowUnshippable(
      "has more values than a pipeline's description may hold, 16 MiB when encoded; write them to a file that the "
      "pipeline reads; number of values = " +
      std::to_string(count));
}

Owned<const OperatorFactory> ReadOperatorFactory(ByteReader& in) {
  using Make = Owned<const OperatorFactory> (*)(ByteReader&);
  return reinterpret_cast<Make>(const_cast<void*>(ReadListed(ListedKind::kOperatorFactory, in)))(in);
}

Owned<const StepParts> ReadStepParts(ByteReader& in) {
  using Make = Owned<const StepParts> (*)(ByteReader&);
  return reinterpret_cast<Make>(const_cast<void*>(ReadListed(ListedKind::kStepParts, in)))(in);
}

const ElementType* ReadElementType(ByteReader& in) {
  using Find = const ElementType* (*)();
  return reinterpret_cast<Find>(const_cast<void*>(ReadListed(ListedKind::kElementType, in)))();
}

void ShipWindowFn(const WindowFnRef& fn, ByteWriter& out) {
  out.PutLengthPrefixed(fn == nullptr ? std::string_view() : fn->urn());
  if (fn == nullptr) return;
  if (fn->urn() != kCustomWindowFnUrn && !IsStandardWindowFn(fn->urn())) {
    ThrowUnshippable("has a window function that cannot be made again elsewhere; urn = " + std::string(fn->urn()));
  }
  out.PutLengthPrefixed(fn->payload());
}

WindowFnRef ReadWindowFn(ByteReader& in) {
  const std::string_view urn = in.ReadLengthPrefixed();
  return urn.empty() ? nullptr : ReadWindowFn(urn, in.ReadLengthPrefixed());
}

WindowFnRef ReadWindowFn(std::string_view urn, std::string_view payload) {
  if (urn != kCustomWindowFnUrn) return ReadStandardWindowFn(urn, payload);
  ByteReader in(payload);
  using Make = WindowFnRef (*)(ByteReader&);
  WindowFnRef fn = reinterpret_cast<Make>(const_cast<void*>(ReadListed(ListedKind::kWindowFn, in)))(in);
  in.RequireEmpty();
  return fn;
}

Graph ShipFunctions(const Graph& graph) {
  Graph shipped = graph;
  for (const Node& node : graph.nodes()) {
    if (node.factory == nullptr) continue;
    std::string bytes;
    ByteWriter out(bytes);
    try {
      node.factory->Ship(out);
    } catch (const Error&) {
      // It captures what only this process has, as the testing kit does.
      continue;
    }
    ByteReader in(bytes);
    try {
      shipped.node(node.id).factory = std::unique_ptr<const OperatorFactory>(ReadOperatorFactory(in));
    } catch (const Error&) {
      // What was written here must be readable here.
      throw;
    } catch (...) {
      // A function whose copies throw, which the run is to find out.
      continue;
    }
    in.RequireEmpty();
  }
  return shipped;
}

}  // namespace beam::internal
