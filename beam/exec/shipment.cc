#include "beam/exec/shipment.h"

#include <memory>

#include "beam/base/error.h"
#include "beam/event_time/standard_window_fns.h"
#include "beam/exec/operator_context.h"
#include "beam/exec/span_shipment.h"
#include "beam/graph/element_type.h"
#include "beam/graph/graph.h"

namespace beam::internal {

void ThrowUnshippable(const std::string& problem) { throw Error(StatusCode::kFailedPrecondition, problem); }

void ThrowOtherFunction() {
  throw Error(StatusCode::kInvalidArgument,
              "the function of a step does not fit the exchange that brings its elements");
}

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

Owned<const ExchangeFactory> ReadExchangeFactory(ByteReader& in) {
  using Make = Owned<const ExchangeFactory> (*)(ByteReader&);
  return reinterpret_cast<Make>(const_cast<void*>(ReadListed(ListedKind::kExchangeFactory, in)))(in);
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

namespace {

// Replaces a factory by what another process would have of it.
template <class Factory>
void ShipFactory(std::shared_ptr<const Factory>& factory, Owned<const Factory> (*read)(ByteReader&)) {
  if (factory == nullptr) return;
  std::string bytes;
  ByteWriter out(bytes);
  try {
    factory->Ship(out);
  } catch (const Error&) {
    // It captures what only this process has, as the testing kit does, or is taken apart before it is sent.
    return;
  }
  ByteReader in(bytes);
  try {
    factory = std::unique_ptr<const Factory>(read(in));
  } catch (const Error&) {
    // What was written here must be readable here.
    throw;
  } catch (...) {
    // A function whose copies throw, which the run is to find out.
    return;
  }
  in.RequireEmpty();
}

}  // namespace

Graph ShipFunctions(const Graph& graph) {
  Graph shipped = graph;
  for (NodeId id = 0; id < graph.nodes().size(); ++id) {
    Node& node = shipped.node(id);
    ShipFactory(node.factory, &ReadOperatorFactory);
    ShipFactory(node.exchange, &ReadExchangeFactory);
  }
  return shipped;
}

}  // namespace beam::internal
