// BundlePlan: what a ProcessBundleDescriptor says, checked and in the order of the data flow, with our steps found.
#pragma once

#include <org/apache/beam/model/fn_execution/v1/beam_fn_api.pb.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "beam/event_time/window_fn.h"
#include "beam/exec/step_parts.h"
#include "coders/coder.h"
#include "runners/harness/found_step.h"

namespace beam::runners {

/// Where elements enter or leave a stage.
struct PlannedPort {
  std::string transform;
  std::string collection;
  CoderSpec element;
  CoderSpec window;
};

/// A transform that runs an operator of ours.
struct PlannedStep {
  std::string transform;
  FoundStep step;
  std::optional<internal::StepPart> part;  ///< Of a combining or a splittable step; otherwise the step is whole.
  std::string input;
  std::string input_name;                          ///< The local one of the input.
  std::vector<std::string> outputs;                ///< In the step's order; empty where nobody asked for one.
  std::vector<std::string> output_names;           ///< The local ones of the outputs that somebody asked for.
  std::map<std::string, std::string> side_inputs;  ///< Collections by local name.
  CoderSpec key;                                   ///< Of the input's elements, for a step with state.
};

/// A transform whose elements are windows.
struct PlannedWindowStep {
  std::string transform;
  internal::WindowFnRef fn;
  bool merges = false;  ///< Otherwise it maps windows to those of a side input.
  std::string input;
  std::string output;
};

struct BundlePlan {
  std::vector<PlannedPort> sources;
  std::vector<PlannedPort> sinks;
  std::vector<PlannedStep> steps;
  std::vector<PlannedWindowStep> window_steps;
  /// The collections that a Flatten adds each collection to.
  std::map<std::string, std::vector<std::string>> flattened_into;
};

/// Throws beam::Error that names the transform, for a descriptor that contradicts itself or holds what this harness cannot run.
BundlePlan PlanBundle(const org::apache::beam::model::fn_execution::v1::ProcessBundleDescriptor& descriptor);

}  // namespace beam::runners
