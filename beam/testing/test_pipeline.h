// TestPipeline: a pipeline for tests.
#pragma once

#include <source_location>

#include "beam/pipeline.h"

namespace beam::testing {

/// A pipeline that runs on two threads unless told otherwise, so that what a DoFn shares by mistake shows, and that fails
/// the test when it is never run: expectations that nobody asks are no test.
///
///   beam::testing::TestPipeline p;
///   beam::testing::Expect(Words(beam::Create(p, {"a b"}))).ToContainInAnyOrder({"a", "b"});
///   p.Run();
class TestPipeline : public Pipeline {
 public:
  explicit TestPipeline(std::source_location location = std::source_location::current());
  explicit TestPipeline(RunOptions options, std::source_location location = std::source_location::current());
  TestPipeline(const TestPipeline&) = delete;
  TestPipeline& operator=(const TestPipeline&) = delete;
  ~TestPipeline();

  /// What Run will use: those of beam::Init, or the defaults, with at least two threads.
  RunOptions& options() { return options_; }

  /// Runs the pipeline and asks the expectations. A failed run and each unmet expectation is a failure of the test.
  PipelineResult Run(std::source_location location = std::source_location::current());
  /// The same for tests of failure: says what happened in its result only.
  PipelineResult TryRun();

 private:
  RunOptions options_;
  std::source_location location_;
  int exceptions_;
};

}  // namespace beam::testing
