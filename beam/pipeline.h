// Pipeline: the object that a program builds its steps on, and PipelineRef, what pipeline-first functions take.
#pragma once

#include <memory>
#include <source_location>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "beam/graph/graph.h"
#include "beam/result.h"
#include "beam/run_check.h"

namespace beam {

class Pipeline;
class PipelineRef;

namespace internal {

/// What a pipeline is while it is built; handles point to it.
class PipelineBuilder {
 public:
  PipelineBuilder();
  Graph& graph() { return graph_; }
  /// Adds a node under a unique name made of the open scopes, `base` and, where that is taken, a number.
  Node& AddStep(NodeKind kind, std::string urn, std::string_view base, const std::source_location& location);
  void PushScope(std::string name);
  void PopScope();
  /// The line that steps made inside a composite of the library are attributed to; null outside of one.
  const CodeLocation* attributed() const { return attributed_; }
  void set_attributed(const CodeLocation* location) { attributed_ = location; }
  /// True once the pipeline has run; it cannot be changed or run again.
  bool ran = false;

  /// Asks every check of a run that ended DONE; returns `result`, or a failed one that says what was not met.
  PipelineResult AskChecks(PipelineResult result);
  void AddCheck(std::unique_ptr<RunCheck> check) { checks_.push_back(std::move(check)); }
  /// The lines of the checks that were not met, each with what it has to say.
  struct UnmetCheck {
    std::source_location location;
    Status status;
  };
  const std::vector<UnmetCheck>& unmet_checks() const { return unmet_checks_; }

 private:
  std::string UniqueName(std::string_view base);
  Graph graph_;
  std::string scope_;
  std::vector<std::size_t> scope_lengths_;
  const CodeLocation* attributed_ = nullptr;
  struct Names;
  std::shared_ptr<Names> names_;
  std::vector<std::unique_ptr<RunCheck>> checks_;
  std::vector<UnmetCheck> unmet_checks_;
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
  std::unique_ptr<internal::PipelineBuilder> state_;
};

/// A pipeline and the user's line; made implicitly from a Pipeline where a function takes one.
class PipelineRef {
 public:
  PipelineRef(Pipeline& pipeline, std::source_location location = std::source_location::current())  // NOLINT(google-explicit-constructor): made at the call
      : state_(&pipeline.state()), location_(location) {}
  PipelineRef(internal::PipelineBuilder* state, std::source_location location) : state_(state), location_(location) {}

  internal::PipelineBuilder& state() const { return *state_; }
  const std::source_location& location() const { return location_; }

 private:
  internal::PipelineBuilder* state_;
  std::source_location location_;
};

}  // namespace beam
