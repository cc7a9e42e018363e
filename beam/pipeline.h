// Pipeline: the object that a program builds its steps on, and PipelineRef, what pipeline-first functions take.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <source_location>
#include <string>
#include <string_view>
#include <vector>

#include "beam/base/owned.h"
#include "beam/graph/ids.h"
#include "beam/result.h"
#include "beam/run_check.h"

namespace beam {

class Pipeline;
class PipelineRef;

namespace internal {

class ElementType;
class ExchangeFactory;
class Graph;
class OperatorFactory;
class SourceFactory;
struct Node;
enum class NodeKind : std::uint8_t;

/// What a pipeline is while it is built; handles point to it. Steps get a unique name made of the open scopes, `base` and,
/// where that is taken, a number.
class PipelineBuilder {
 public:
  PipelineBuilder();
  PipelineBuilder(const PipelineBuilder&) = delete;
  PipelineBuilder& operator=(const PipelineBuilder&) = delete;
  ~PipelineBuilder();

  Graph& graph();
  /// Adds a node of any kind.
  Node& AddStep(NodeKind kind, std::string urn, std::string_view base, const std::source_location& location);
  /// Adds a step that handles the batches of `input` where they stand.
  NodeId AddFused(std::string_view base, const std::source_location& location, CollectionId input,
                  std::initializer_list<CollectionId> sides, Owned<const OperatorFactory> factory);
  /// Adds a step whose inputs cross an exchange.
  NodeId AddGrouping(const char* urn, std::string_view base, const std::source_location& location,
                     std::initializer_list<CollectionId> inputs, Owned<const ExchangeFactory> exchange);
  /// Adds a step that reads nothing of the pipeline and may go on for ever.
  NodeId AddSource(const char* urn, std::string_view base, const std::source_location& location,
                   Owned<const SourceFactory> source);
  /// Makes a fused step the reading end of an exchange. Throws beam::Error (kInvalidArgument) if the windows of its input merge.
  void SetExchange(NodeId step, Owned<const ExchangeFactory> exchange);
  /// Makes a fused step one that reads an exchange of parts of its elements. `unbounded`: its outputs may have no end.
  void SetSplittable(NodeId step, Owned<const ExchangeFactory> exchange, bool unbounded);
  /// Adds the union of collections of this pipeline. Throws unless all are windowed alike.
  NodeId AddFlatten(const std::source_location& location, std::vector<CollectionId> inputs);
  /// Gives side inputs to the step that makes `output`.
  void SetSides(CollectionId output, std::initializer_list<CollectionId> sides);
  /// Adds an output that is windowed like the step's first input, globally where the step has none.
  CollectionId AddOutput(NodeId step, const ElementType* type);
  bool IsGloballyWindowed(CollectionId collection) const;
  /// True if later panes of a window hold what earlier ones did.
  bool PanesAccumulate(CollectionId collection) const;
  /// "'Split'", or "'Split' (output 2)" where the step has several.
  std::string NameOf(CollectionId collection) const;

  void PushScope(std::string_view name);
  void PopScope();
  /// The line that steps made inside a composite of the library are attributed to; null outside of one.
  const std::source_location* attributed() const { return attributed_; }
  void set_attributed(const std::source_location* location) { attributed_ = location; }
  /// True once the pipeline has run; it cannot be changed or run again.
  bool ran = false;

  /// Asks every check of a run that ended DONE; returns `result`, or a failed one that says what was not met.
  PipelineResult AskChecks(PipelineResult result);
  void AddCheck(Owned<RunCheck> check);
  /// The lines of the checks that were not met, each with what it has to say.
  struct UnmetCheck {
    std::source_location location;
    Status status;
  };
  const std::vector<UnmetCheck>& unmet_checks() const;

 private:
  struct Parts;
  Owned<Parts> parts_;
  const std::source_location* attributed_ = nullptr;
};

/// "file.cc:12" of a source location, without folders.
std::string ShortLocation(const std::source_location& location);

}  // namespace internal

/// Owns the steps of one computation. Movable; collections stay valid.
///
///   beam::Pipeline p;
///   auto numbers = beam::Create(p, {1, 2, 3});
///   p.Run().Check();
class Pipeline {
 public:
  Pipeline();
  Pipeline(Pipeline&&) noexcept;
  Pipeline& operator=(Pipeline&&) noexcept;
  ~Pipeline();

  /// Runs the pipeline with the options of beam::Init (or the defaults) and returns when it has ended.
  /// Does not throw when the run fails: ask the result, or call its Check().
  PipelineResult Run();
  PipelineResult Run(const RunOptions& options);

  /// One line a step: for people and tests.
  std::string Describe() const;

  internal::PipelineBuilder& state() { return *state_; }

 private:
  internal::Owned<internal::PipelineBuilder> state_;
};

/// A pipeline and the user's line; made implicitly from a Pipeline where a function takes one.
class PipelineRef {
 public:
  // NOLINTNEXTLINE(google-explicit-constructor): made at the call
  PipelineRef(Pipeline& pipeline, std::source_location location = std::source_location::current())
      : state_(&pipeline.state()), location_(location) {}
  PipelineRef(internal::PipelineBuilder* state, std::source_location location) : state_(state), location_(location) {}

  internal::PipelineBuilder& state() const { return *state_; }
  const std::source_location& location() const { return location_; }

 private:
  internal::PipelineBuilder* state_;
  std::source_location location_;
};

}  // namespace beam
