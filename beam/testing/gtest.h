// Failures of pipelines as failures of GoogleTest. Include it in one file of the test program or in all.
// Where there is no GoogleTest, this header is empty.
#pragma once

#if __has_include(<gtest/gtest.h>)
#include <gtest/gtest.h>

#include "beam/testing/failure.h"

namespace beam::testing::internal {

/// A failure at the user's line; the test goes on.
inline void ReportToGoogleTest(const Failure& failure) {
  ADD_FAILURE_AT(failure.location.file_name(), static_cast<int>(failure.location.line())) << failure.message;
}

inline const bool kReportsToGoogleTest = SetFailureReporter(&ReportToGoogleTest);

}  // namespace beam::testing::internal
#endif
