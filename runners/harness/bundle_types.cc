#include "runners/harness/bundle_types.h"

#include "beam/base/error.h"
#include "beam/exec/coder_description.h"
#include "beam/exec/operator_context.h"
#include "beam/exec/step_parts.h"
#include "beam/graph/graph.h"

namespace beam::runners {

namespace {

using internal::ElementType;
using internal::Node;
using internal::StepPart;

// The step's type of what it reads, and of one of its outputs.
const ElementType* InputTypeOf(const PlannedStep& step) {
  const Node& node = *step.step.node;
  if (step.part) return node.exchange->parts()->InputOf(*step.part);
  return step.step.graph->collection(node.inputs[0]).type;
}
const ElementType* OutputTypeOf(const PlannedStep& step, std::size_t output) {
  const Node& node = *step.step.node;
  if (step.part && *step.part != StepPart::kProcess) return node.exchange->parts()->OutputOf(*step.part);
  return step.step.graph->collection(node.outputs[output]).type;
}

}  // namespace

BundleTypes::BundleTypes(const BundlePlan& plan) : plan_(plan) {
  for (const PlannedStep& step : plan.steps) {
    NoteType(step.input, InputTypeOf(step));
    for (std::size_t i = 0; i < step.outputs.size(); ++i) NoteType(step.outputs[i], OutputTypeOf(step, i));
  }
  UniteFlattened();
  // What passes through is all here.
  for (const PlannedPort& source : plan.sources) {
    NoteRaw(source.collection, internal::WithoutStateBacked(source.element));
  }
}

internal::WireElements BundleTypes::ElementsOf(const PlannedPort& port) const {
  const auto found = types_.find(port.collection);
  if (found == types_.end()) {
    const auto raw = raw_coders_.find(port.collection);
    // Nothing at all comes out of a Flatten of nothing.
    return internal::RawElements(port.element, raw == raw_coders_.end() ? port.element : raw->second);
  }
  if (found->second->wire_form() == nullptr) {
    throw Error(StatusCode::kInvalidArgument,
                "elements without a coder cannot leave their worker; give the type a coder (coders/coder.h); type = " +
                    std::string(found->second->name()));
  }
  return internal::TypedElements(port.element, *found->second->wire_form());
}

const internal::WireForm* BundleTypes::FormOf(const std::string& collection) const {
  const auto found = types_.find(collection);
  return found == types_.end() ? nullptr : found->second->wire_form();
}

void BundleTypes::NoteType(const std::string& collection, const ElementType* type) {
  if (!collection.empty()) types_.emplace(collection, type);
}

void BundleTypes::UniteFlattened() {
  for (bool changed = true; changed;) {
    changed = false;
    for (const auto& [from, targets] : plan_.flattened_into) {
      for (const std::string& into : targets) {
        if (types_.count(from) != 0) changed |= types_.emplace(into, types_[from]).second;
        if (types_.count(into) != 0) changed |= types_.emplace(from, types_[into]).second;
      }
    }
  }
}

void BundleTypes::NoteRaw(const std::string& collection, const CoderSpec& coder) {
  if (types_.count(collection) != 0 || !raw_coders_.emplace(collection, coder).second) return;
  const auto found = plan_.flattened_into.find(collection);
  if (found == plan_.flattened_into.end()) return;
  for (const std::string& into : found->second) NoteRaw(into, coder);
}

}  // namespace beam::runners
