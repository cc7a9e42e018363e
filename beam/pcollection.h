// PCollection<T>: a handle to a collection of a pipeline under construction.
#pragma once

#include <source_location>
#include <string>

#include "beam/base/error.h"
#include "beam/pipeline.h"

namespace beam {

/// The elements of type T that a step produces. A cheap handle: copy it freely, it carries T and nothing else.
/// T must be movable, nothing more.
template <class T>
class PCollection {
 public:
  using Element = T;

  PCollection(internal::PipelineBuilder* state, internal::CollectionId id) : state_(state), id_(id) {}

  internal::PipelineBuilder& state() const { return *state_; }
  internal::CollectionId id() const { return id_; }

 private:
  internal::PipelineBuilder* state_;
  internal::CollectionId id_;
};

namespace internal {
/// The element type of the collection that a misused transform returns: later checks accept it in silence, so that one
/// mistake gives one error.
struct Unusable {};

/// Throws unless both collections belong to one pipeline.
void RequireSamePipeline(const PipelineBuilder& a, const PipelineBuilder& b, const char* transform,
                         const std::source_location& location);
/// Throws unless both collections are windowed alike.
void RequireSameWindowing(PipelineBuilder& state, CollectionId a, CollectionId b, const char* transform,
                          const std::source_location& location);
/// Throws when there is no input.
void RequireInputs(std::size_t inputs, const char* transform, const std::source_location& location);
}  // namespace internal

}  // namespace beam
