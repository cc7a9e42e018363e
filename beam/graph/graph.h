// Graph: the plain form of a pipeline that every runner reads. Built by the typed front, or from another SDK's proto.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "beam/base/status.h"
#include "beam/event_time/windowing.h"
#include "beam/graph/ids.h"

namespace beam::internal {

class ElementType;
class OperatorFactory;
class ExchangeFactory;
class SourceFactory;

/// The user's line that a step came from.
struct CodeLocation {
  std::string file;
  unsigned line = 0;
  std::string ToString() const;
};

/// A PCollection.
struct Collection {
  CollectionId id = 0;
  const ElementType* type = nullptr;
  WindowingId windowing = 0;
  bool bounded = true;
  NodeId producer = 0;
  std::size_t producer_output = 0;
};

enum class NodeKind : std::uint8_t {
  kImpulse,  ///< No input; one element.
  kSource,   ///< No input; any number of elements, over any time; has a SourceFactory.
  kFused,    ///< ParDo and whatever else handles a batch where it stands; has an OperatorFactory.
  kFlatten,  ///< Any number of inputs of one type.
  kGrouping  ///< GroupByKey, CoGroupByKey, CombinePerKey, Reshuffle: elements cross an exchange; has an ExchangeFactory.
};

/// One primitive transform.
struct Node {
  // Made in graph.cc: as implicit ones, each program that includes this header would instantiate them.
  Node();
  Node(const Node& other);
  Node(Node&& other) noexcept;
  Node& operator=(const Node& other);
  Node& operator=(Node&& other) noexcept;
  ~Node();

  NodeId id = 0;
  NodeKind kind = NodeKind::kFused;
  std::string urn;
  std::string payload;
  std::string name;  ///< Unique in the pipeline; scopes separated by '/'.
  /// Where a step of the user's was taken apart: that step's name, for errors and counts.
  std::string part_of;
  /// True for a step whose outputs may have no end although its inputs do.
  bool unbounded = false;
  /// True for a part whose output the user does not know.
  bool inner = false;
  CodeLocation location;
  std::vector<CollectionId> inputs;
  std::vector<CollectionId> side_inputs;
  std::vector<CollectionId> outputs;
  std::shared_ptr<const OperatorFactory> factory;
  std::shared_ptr<const ExchangeFactory> exchange;
  std::shared_ptr<const SourceFactory> source;
  const std::string& user_name() const { return part_of.empty() ? name : part_of; }
  /// "ParDo 'wordcount/Count' (main.cc:12)": how errors name the step.
  std::string Describe() const;
};

/// Nodes are in topological order because a collection exists before its consumers are made.
class Graph {
 public:
  Graph();
  Node& AddNode(NodeKind kind, std::string urn, std::string name, CodeLocation location);
  /// Adds an output collection to the node.
  CollectionId AddOutput(NodeId node, const ElementType* type, WindowingId windowing);
  WindowingId AddWindowing(Windowing windowing);
  /// Equal windowings are one.
  WindowingId FindOrAddWindowing(Windowing windowing);
  void SetWindowing(CollectionId collection, WindowingId windowing) { collections_[collection].windowing = windowing; }

  const std::vector<Node>& nodes() const { return nodes_; }
  Node& node(NodeId id) { return nodes_[id]; }
  const Node& node(NodeId id) const { return nodes_[id]; }
  const std::vector<Collection>& collections() const { return collections_; }
  const Collection& collection(CollectionId id) const { return collections_[id]; }
  const std::vector<Windowing>& windowings() const { return windowings_; }
  const Windowing& windowing(WindowingId id) const { return windowings_[id]; }
  const Windowing& windowing_of(CollectionId id) const { return windowings_[collections_[id].windowing]; }

  /// Checks what the typed front guarantees by construction and a foreign origin may not: references, order, arity.
  Status Validate() const;
  /// One line a node, for tests and `--describe`.
  std::string ToString() const;

 private:
  std::vector<Node> nodes_;
  std::vector<Collection> collections_;
  std::vector<Windowing> windowings_;
};

}  // namespace beam::internal
