// Makes the pipeline that a spec describes, and runs it.
#pragma once

#include <vector>

#include "beam/result.h"
#include "test/reference/naive_runner.h"
#include "test/reference/spec.h"

namespace beam::testing {

struct RunOfSpec {
  PipelineResult result;
  /// The elements of each of the spec's collected collections.
  std::vector<Rows> collected;
};

/// The spec must be valid. `runner` is the name of a runner.
RunOfSpec RunAsPipeline(const Spec& spec, const std::string& runner = "direct");

}  // namespace beam::testing
