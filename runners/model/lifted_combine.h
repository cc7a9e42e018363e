// A lifted combine: a combine_per_key that somebody has replaced by its parts, with a shuffle between them.
#pragma once

#include <org/apache/beam/model/pipeline/v1/beam_runner_api.pb.h>

#include <memory>
#include <string>
#include <string_view>

namespace beam::runners {

/// True for the URN of a part that combines before a shuffle or behind it.
bool IsCombinePart(std::string_view urn);

/// The combine_per_key that stands for a composite of its parts, with the composite's name; null if `composite` is something else.
/// Throws beam::Error as ProtoToGraph does for parts that do not make a whole.
std::shared_ptr<const org::apache::beam::model::pipeline::v1::PTransform> WholeCombine(
    const std::string& id, const org::apache::beam::model::pipeline::v1::PTransform& composite,
    const org::apache::beam::model::pipeline::v1::Components& components);

}  // namespace beam::runners
