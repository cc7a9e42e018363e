// The adapter for GoogleTest.
#include "beam/testing/gtest.h"

#include <gtest/gtest-spi.h>

#include "beam/beam.h"
#include "beam/testing/testing.h"

namespace beam::testing {
namespace {

TEST(GoogleTestAdapter, UnmetExpectationFailsTheTestOnItsLine) {
  ::testing::TestPartResultArray results;
  const unsigned line = __LINE__ + 5;
  {
    const ::testing::ScopedFakeTestPartResultReporter intercepted(
        ::testing::ScopedFakeTestPartResultReporter::INTERCEPT_ONLY_CURRENT_THREAD, &results);
    TestPipeline p;
    Expect(Create(p, {1})).ToBe(2);
    p.Run();
  }
  ASSERT_EQ(results.size(), 1);
  EXPECT_TRUE(results.GetTestPartResult(0).nonfatally_failed());
  EXPECT_EQ(results.GetTestPartResult(0).line_number(), static_cast<int>(line));
  EXPECT_NE(std::string(results.GetTestPartResult(0).message()).find("--- missing:    2"), std::string::npos);
}

TEST(GoogleTestAdapter, FailedRunFailsTheTest) {
  EXPECT_NONFATAL_FAILURE(
      {
        TestPipeline p;
        const auto thrown =
            Map(Create(p, {1}), [](int n) -> int { throw std::runtime_error("no " + std::to_string(n)); });
        Expect(thrown).ToBeEmpty();
        p.Run();
      },
      "no 1");
}

TEST(GoogleTestAdapter, PipelineThatIsNeverRunFailsTheTest) {
  EXPECT_NONFATAL_FAILURE(
      {
        TestPipeline p;
        Expect(Create(p, {1})).ToBe(1);
      },
      "never run");
}

TEST(GoogleTestAdapter, WhatIsMetPasses) {
  TestPipeline p;
  Expect(Create(p, {1})).ToBe(1);
  EXPECT_TRUE(p.Run().ok());
}

}  // namespace
}  // namespace beam::testing
