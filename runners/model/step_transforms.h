// Step transforms: which transforms of a pipeline proto are steps, in the order in which a graph can be built of them.
#pragma once

#include <org/apache/beam/model/pipeline/v1/beam_runner_api.pb.h>

#include <memory>
#include <string>
#include <vector>

namespace beam::runners {

/// A transform that becomes one node, with its inputs, its outputs and its spec.
struct StepTransform {
  std::string id;
  const org::apache::beam::model::pipeline::v1::PTransform* transform = nullptr;
  /// What `transform` is where the proto has none that says it: a combine_per_key of which it has the parts only.
  std::shared_ptr<const org::apache::beam::model::pipeline::v1::PTransform> made;
};

/// Every transform of the pipeline is one of the steps, or inside of one, or a composite that leads to steps. Steps are sorted by the
/// data flow; those that could be next by their ids, of which a shorter one is the lower.
///
/// Every collection that a step reads is then made by one earlier step, and is described in the proto. Throws beam::Error as
/// ProtoToGraph does where that cannot be.
std::vector<StepTransform> FindStepTransforms(const org::apache::beam::model::pipeline::v1::Pipeline& pipeline);

/// "p9" is lower than "p10".
bool IsLowerId(const std::string& a, const std::string& b);

}  // namespace beam::runners
