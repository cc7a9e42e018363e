#include "beam/exec/shipment.h"

#include <memory>

#include "beam/base/error.h"
#include "beam/exec/combine_parts.h"
#include "beam/exec/operator_context.h"
#include "beam/exec/span_shipment.h"
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

Owned<const CombineParts> ReadCombineParts(ByteReader& in) {
  using Make = Owned<const CombineParts> (*)(ByteReader&);
  return reinterpret_cast<Make>(const_cast<void*>(ReadListed(ListedKind::kCombineParts, in)))(in);
}

const ElementType* ReadElementType(ByteReader& in) {
  using Find = const ElementType* (*)();
  return reinterpret_cast<Find>(const_cast<void*>(ReadListed(ListedKind::kElementType, in)))();
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
