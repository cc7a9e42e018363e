// FailTransform: how errors about a pipeline proto begin.
#pragma once

#include <org/apache/beam/model/pipeline/v1/beam_runner_api.pb.h>

#include <string>

#include "beam/base/error.h"

namespace beam::runners {

/// Throws beam::Error: the transform with this id is `problem`, which says what was expected and what to do.
[[noreturn]] inline void FailTransform(const org::apache::beam::model::pipeline::v1::PTransform& transform,
                                       const std::string& id, StatusCode code, const std::string& problem) {
  throw Error(code, "transform '" + transform.unique_name() + "' of the submitted pipeline " + problem +
                        (problem.find("; ") == std::string::npos ? "; " : ", ") + "transform id = " + id);
}

}  // namespace beam::runners
