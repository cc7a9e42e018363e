#include "runners/harness/shipped_step.h"

#include <exception>
#include <string>
#include <utility>
#include <vector>

#include "beam/base/bytes.h"
#include "beam/base/error.h"
#include "beam/exec/operator_context.h"
#include "beam/exec/shipment.h"
#include "beam/graph/element_type.h"
#include "runners/harness/shipped_windowing.h"

namespace beam::runners {

namespace {

namespace model = org::apache::beam::model::pipeline::v1;
using internal::CollectionId;
using internal::Graph;
using internal::Node;
using internal::NodeKind;

constexpr std::uint8_t kVersion = 4;

/// What is known of a collection that a step reads or makes.
struct ShippedCollection {
  const internal::ElementType* type;
  internal::Windowing windowing;
};

void WriteCollections(const Graph& graph, const std::vector<CollectionId>& collections, ByteWriter& out) {
  out.PutVarint(collections.size());
  for (const CollectionId collection : collections) {
    graph.collection(collection).type->Ship(out);
    WriteWindowing(graph.windowing_of(collection), out);
  }
}

std::vector<ShippedCollection> ReadCollections(ByteReader& in) {
  const std::uint64_t count = in.ReadVarint();
  std::vector<ShippedCollection> collections;
  collections.reserve(in.ReservableElements(count, sizeof(ShippedCollection)));
  for (std::uint64_t i = 0; i < count; ++i) {
    const internal::ElementType* const type = internal::ReadElementType(in);
    collections.push_back({type, ReadWindowing(in)});
  }
  return collections;
}

// Collections that somebody else makes.
std::vector<CollectionId> AddSources(Graph& graph, std::vector<ShippedCollection> collections) {
  std::vector<CollectionId> added;
  for (ShippedCollection& collection : collections) {
    const internal::NodeId source = graph.AddNode(NodeKind::kImpulse, "", "", {}).id;
    added.push_back(graph.AddOutput(source, collection.type, graph.AddWindowing(std::move(collection.windowing))));
  }
  return added;
}

template <class Factory>
void ShipFactory(const Factory* factory, ByteWriter& out) {
  out.PutByte(factory != nullptr ? 1 : 0);
  if (factory != nullptr) factory->Ship(out);
}

void WriteStep(const Graph& graph, const Node& node, ByteWriter& out) {
  out.PutByte(kVersion);
  for (const std::string* text : {&node.urn, &node.name, &node.part_of, &node.location.file}) {
    out.PutLengthPrefixed(*text);
  }
  out.PutVarint(node.location.line);
  out.PutByte(node.unbounded ? 1 : 0);
  out.PutByte(static_cast<std::uint8_t>(node.kind));
  ShipFactory(node.factory.get(), out);
  ShipFactory(node.exchange.get(), out);
  for (const auto* collections : {&node.inputs, &node.side_inputs, &node.outputs}) {
    WriteCollections(graph, *collections, out);
  }
}

NodeKind ReadKind(ByteReader& in) {
  const std::uint8_t kind = in.ReadByte();
  if (kind > static_cast<std::uint8_t>(NodeKind::kGrouping)) in.Fail("a step is of no kind");
  return static_cast<NodeKind>(kind);
}

[[noreturn]] void FailToMake(const std::string& step, const char* what) {
  throw Error(StatusCode::kUnknown, "the function of step '" + step + "' threw while it was made again: " + what);
}

FoundStep ReadStep(ByteReader& in) {
  if (in.ReadByte() != kVersion) {
    throw Error(StatusCode::kFailedPrecondition,
                "the pipeline was submitted by a program with another version of beam-cpp");
  }
  std::string texts[4];
  for (std::string& text : texts) text = in.ReadLengthPrefixed();
  const internal::CodeLocation location{texts[3], static_cast<unsigned>(in.ReadVarint())};
  const bool unbounded = in.ReadByte() == 1;
  const NodeKind kind = ReadKind(in);
  std::shared_ptr<const internal::OperatorFactory> factory;
  std::shared_ptr<const internal::ExchangeFactory> exchange;
  std::vector<ShippedCollection> inputs;
  std::vector<ShippedCollection> sides;
  std::vector<ShippedCollection> outputs;
  // Constructors and coders are user code.
  try {
    if (in.ReadByte() == 1)
      factory = std::unique_ptr<const internal::OperatorFactory>(internal::ReadOperatorFactory(in));
    if (in.ReadByte() == 1)
      exchange = std::unique_ptr<const internal::ExchangeFactory>(internal::ReadExchangeFactory(in));
    for (auto* collections : {&inputs, &sides, &outputs}) *collections = ReadCollections(in);
  } catch (const Error&) {
    throw;
  } catch (const std::exception& error) {
    FailToMake(texts[1], error.what());
  } catch (...) {
    FailToMake(texts[1], "something that is no std::exception");
  }
  const auto graph = std::make_shared<Graph>();
  const std::vector<CollectionId> input_ids = AddSources(*graph, std::move(inputs));
  const std::vector<CollectionId> side_ids = AddSources(*graph, std::move(sides));
  Node& node = graph->AddNode(kind, texts[0], texts[1], location);
  node.part_of = texts[2];
  node.unbounded = unbounded;
  node.inputs = input_ids;
  node.side_inputs = side_ids;
  node.factory = std::move(factory);
  node.exchange = std::move(exchange);
  for (ShippedCollection& collection : outputs) {
    graph->AddOutput(node.id, collection.type, graph->AddWindowing(std::move(collection.windowing)));
  }
  in.RequireEmpty();
  return {graph, &node};
}

}  // namespace

model::FunctionSpec ShipStep(const Graph& graph, const Node& node) {
  model::FunctionSpec function;
  function.set_urn(kShippedStepUrn);
  ByteWriter out(*function.mutable_payload());
  try {
    WriteStep(graph, node, out);
  } catch (const Error& error) {
    throw Error(error.status().code(),
                node.Describe() + " cannot run in another process: it " + error.status().message());
  }
  return function;
}

FoundStep ReadShippedStep(const model::FunctionSpec& function) {
  ByteReader in(function.payload());
  return ReadStep(in);
}

}  // namespace beam::runners
