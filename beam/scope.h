// Scope: names a composite. Named: names a step.
#pragma once

#include <source_location>
#include <string>
#include <type_traits>
#include <utility>

#include "beam/pcollection.h"

namespace beam {

/// Steps made while a Scope lives are named "scope/step". Scopes nest.
///
///   beam::PCollection<std::string> Words(const beam::PCollection<std::string>& lines) {
///     beam::Scope scope(lines, "Words");
///     return beam::ParDo(lines, SplitLine);
///   }
class Scope {
 public:
  Scope(const PipelineRef& pipeline, std::string_view name) : Scope(pipeline.state(), name) {}
  template <class T>
  Scope(const PCollection<T>& collection, std::string_view name) : Scope(collection.state(), name) {}
  Scope(const Scope&) = delete;
  Scope& operator=(const Scope&) = delete;
  ~Scope();

 private:
  Scope(internal::PipelineBuilder& state, std::string_view name);
  internal::PipelineBuilder* state_;
};

namespace internal {
/// A composite of the library: its steps stand under `name` and are attributed to the user's line.
class Composite {
 public:
  Composite(PipelineBuilder& state, std::string_view name, const std::source_location& location);
  Composite(const Composite&) = delete;
  Composite& operator=(const Composite&) = delete;
  ~Composite();

 private:
  PipelineBuilder* state_;
  std::source_location location_;
  const std::source_location* outer_;
};
}  // namespace internal

/// A callable with the name that its step shall have; metrics and updates need stable names.
template <class Fn>
struct NamedFn {
  std::string name;
  Fn fn;
};

/// `beam::ParDo(lines, beam::Named("parse", ParseLine))`.
template <class Fn>
NamedFn<std::decay_t<Fn>> Named(std::string name, Fn&& fn) {
  return {std::move(name), std::forward<Fn>(fn)};
}

}  // namespace beam
