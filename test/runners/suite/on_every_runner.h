// OnEveryRunner: one test body, every runner.
#pragma once

#include <catch2/catch.hpp>
#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

#include "beam/beam.h"
#include "beam/testing/catch2.h"
#include "beam/testing/testing.h"

namespace beam::testing {

/// A runner with its options, as the suite names it in failures.
struct RunnerUnderTest {
  std::string name;
  RunOptions options;
};

/// The direct runner, or the one that BEAM_SUITE_RUNNER names, whose job service is at BEAM_JOB_ENDPOINT; with BEAM_SUITE_STREAMING
/// in the mode that it has for unbounded inputs. `through_proto` (through_proto_runner.cc) is one of these in this process.
inline std::vector<RunnerUnderTest> RunnersUnderTest() {
  std::vector<RunnerUnderTest> runners;
  if (const char* name = std::getenv("BEAM_SUITE_RUNNER"); name != nullptr) {
    RunnerUnderTest portable{name, {}};
    portable.options.runner = name;
    if (const char* endpoint = std::getenv("BEAM_JOB_ENDPOINT"); endpoint != nullptr) {
      portable.options.extra["job_endpoint"] = endpoint;
    }
    if (std::getenv("BEAM_SUITE_STREAMING") != nullptr) portable.options.extra["streaming"] = "true";
    return {portable};
  }
  for (const int threads : {1, 2}) {
    RunnerUnderTest direct{"direct, threads = " + std::to_string(threads), {}};
    direct.options.threads = threads;
    runners.push_back(direct);
  }
  return runners;
}

/// Builds a pipeline with `build(pipeline)`, runs it, and asks its expectations, once for each runner. `inspect(result)` may
/// look at the result of each run.
inline void OnEveryRunner(
    const std::function<void(TestPipeline&)>& build,
    const std::function<void(const PipelineResult&)>& inspect = [](auto&) {}) {
  for (const RunnerUnderTest& runner : RunnersUnderTest()) {
    INFO("runner: " << runner.name);
    TestPipeline p(runner.options);
    build(p);
    inspect(p.Run());
  }
}

/// The same for pipelines that must fail; `inspect(status)` looks at the error of each run.
inline void FailsOnEveryRunner(const std::function<void(TestPipeline&)>& build,
                               const std::function<void(const Status&)>& inspect) {
  for (const RunnerUnderTest& runner : RunnersUnderTest()) {
    INFO("runner: " << runner.name);
    TestPipeline p(runner.options);
    build(p);
    const PipelineResult result = p.TryRun();
    CHECK(result.state() == PipelineState::kFailed);
    inspect(result.status());
  }
}

}  // namespace beam::testing
