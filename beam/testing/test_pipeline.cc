#include "beam/testing/test_pipeline.h"

#include <exception>
#include <utility>

#include "beam/runner.h"
#include "beam/testing/failure.h"

namespace beam::testing {

namespace {
RunOptions OptionsOfTests() {
  RunOptions options = DefaultRunOptions();
  if (options.threads == 0) options.threads = 2;
  return options;
}
}  // namespace

TestPipeline::TestPipeline(std::source_location location) : TestPipeline(OptionsOfTests(), location) {}

TestPipeline::TestPipeline(RunOptions options, std::source_location location)
    : options_(std::move(options)), location_(location), exceptions_(std::uncaught_exceptions()) {}

TestPipeline::~TestPipeline() {
  // While an exception flies, the test has failed already.
  if (state().ran || std::uncaught_exceptions() > exceptions_) return;
  FailInDestructor({"a TestPipeline was never run, so that nothing was tested; call its Run()", location_});
}

PipelineResult TestPipeline::Run(std::source_location location) {
  PipelineResult result = TryRun();
  if (result.ok()) return result;
  const auto& unmet = state().unmet_checks();
  if (unmet.empty()) {
    Fail({"the pipeline ended " + std::string(PipelineStateName(result.state())) + "\n" + result.status().ToString(),
          location});
  }
  for (const auto& [line, status] : unmet) Fail({status.message(), line});
  return result;
}

PipelineResult TestPipeline::TryRun() { return Pipeline::Run(options_); }

}  // namespace beam::testing
