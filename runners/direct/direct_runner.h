// The direct runner: the engine with threads of this process. Registered as "direct".
#pragma once

#include "beam/runner.h"
#include "runners/engine/settings.h"

namespace beam::runners {

class DirectRunner final : public Runner {
 public:
  PipelineResult Run(const internal::Graph& graph, const RunOptions& options) override;

 private:
  PipelineResult RunGraph(const internal::Graph& graph, const EngineSettings& settings);
};

}  // namespace beam::runners
