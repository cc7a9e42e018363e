// Sample pipelines: together they have everything that a pipeline proto says of a pipeline of ours.
#pragma once

#include <string>
#include <vector>

#include "beam/beam.h"

namespace beam::runners {

struct SamplePipeline {
  std::string name;
  void (*build)(Pipeline&);
  /// False for one that only the process that built it can run.
  bool ships = true;
};

const std::vector<SamplePipeline>& SamplePipelines();

}  // namespace beam::runners
