// Lowering: how a grouping is taken apart into steps that every runner knows: ParDo, Flatten, GroupByKey and, where it may
// stay whole, combine_per_key.
//
// Runners far away carry out the primitives and hand everything else to a worker, so a CoGroupByKey, say, becomes steps that
// tag its inputs, a Flatten, a GroupByKey and a step that takes the tags off. The graph that comes out needs nothing but the
// typed operators and those primitives; the direct runner executes it too, under a forced setting, which is how it is tested.
#pragma once

#include <string_view>
#include <vector>

#include "beam/base/owned.h"
#include "beam/exec/remote_forms.h"
#include "beam/graph/ids.h"

namespace beam::internal {

class ElementType;
class ExchangeFactory;
class Graph;
class OperatorFactory;
struct Node;

class Lowering {
 public:
  /// Takes `node` of another graph apart and adds what comes of it to `graph`, where its inputs are `inputs` and `sides`.
  /// `combines`: combining is taken apart too.
  Lowering(Graph& graph, const Node& node, std::vector<CollectionId> inputs, std::vector<CollectionId> sides,
           bool combines);

  const std::vector<CollectionId>& inputs() const { return inputs_; }
  bool lowers_combines() const { return combines_; }
  /// True if the node's grouping emits one pane for each key and window, at its end.
  bool fires_once() const;

  /// Each of these adds a step named after the node and `part`; its output is windowed like its input.
  CollectionId AddStep(std::string_view part, CollectionId input, Owned<const OperatorFactory> factory,
                       const ElementType* output);
  /// A step that reads the node's side inputs too.
  CollectionId AddStepWithSides(std::string_view part, CollectionId input, Owned<const OperatorFactory> factory,
                                const ElementType* output);
  CollectionId AddFlatten(std::string_view part, std::vector<CollectionId> inputs, const ElementType* output);
  /// `urn` is that of GroupByKey or combine_per_key.
  CollectionId AddGrouping(std::string_view part, const char* urn, CollectionId input,
                           Owned<const ExchangeFactory> exchange, const ElementType* output);
  /// Says that the elements of a collection are in the global window, or in those of the node's input, from here on.
  void SetGlobalWindows(CollectionId collection);
  void SetWindowsOfInput(CollectionId collection);

 private:
  Node& AddNode(std::string_view part, const char* urn, std::vector<CollectionId> inputs);
  CollectionId AddOutput(const Node& node, const ElementType* type);

  Graph& graph_;
  const Node& node_;
  std::vector<CollectionId> inputs_;
  std::vector<CollectionId> sides_;
  bool combines_;
};

/// The graph without groupings but GroupByKey and combine_per_key, and without the latter either if `combines` says so. Steps that
/// are there keep their names and operators.
Graph LowerGroupings(const Graph& graph, bool combines);

}  // namespace beam::internal
