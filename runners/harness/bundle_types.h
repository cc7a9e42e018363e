// BundleTypes: what the collections of a stage hold, as far as this process knows it.
#pragma once

#include <map>
#include <string>

#include "beam/exec/wire_elements.h"
#include "beam/graph/element_type.h"
#include "runners/harness/bundle_plan.h"

namespace beam::runners {

/// Only our steps know the types of collections; those that a Flatten unites have one type. What only passes through the stage has
/// none, and keeps the coder that it came with.
class BundleTypes {
 public:
  /// `plan` must outlive this.
  explicit BundleTypes(const BundlePlan& plan);

  /// The elements of a source or a sink. Throws beam::Error (kInvalidArgument) for a type without a coder.
  internal::WireElements ElementsOf(const PlannedPort& port) const;
  /// Null for collections without a type, and for types without a coder.
  const internal::WireForm* FormOf(const std::string& collection) const;

 private:
  void NoteType(const std::string& collection, const internal::ElementType* type);
  void UniteFlattened();
  void NoteRaw(const std::string& collection, const CoderSpec& coder);

  const BundlePlan& plan_;
  std::map<std::string, const internal::ElementType*> types_;
  std::map<std::string, CoderSpec> raw_coders_;  // of those without a type
};

}  // namespace beam::runners
