// The portable runner: sends a pipeline to a job service that speaks Beam's protocol, and is a worker for it in this process
// (LOOPBACK). Registered as "portable", and as "prism", "flink" and "spark", which only differ in where they look by default.
#pragma once

#include <string>

#include "beam/runner.h"

namespace beam::runners {

class PortableRunner final : public Runner {
 public:
  /// `default_endpoint`: host:port of the job service where --job_endpoint does not name one; may be empty.
  explicit PortableRunner(std::string default_endpoint) : default_endpoint_(std::move(default_endpoint)) {}

  PipelineResult Run(const internal::Graph& graph, const RunOptions& options) override;

 private:
  std::string default_endpoint_;
};

}  // namespace beam::runners
