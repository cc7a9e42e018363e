// Failures of pipelines as failures of Catch2, version 2 or 3. Include it in one file of the test program or in all.
// Where there is no Catch2, this header is empty.
#pragma once

#if __has_include(<catch2/internal/catch_assertion_handler.hpp>)
#include <catch2/catch_test_macros.hpp>
#include <catch2/internal/catch_assertion_handler.hpp>
#define BEAM_TESTING_HAS_CATCH2
#elif __has_include(<catch2/catch.hpp>)
#include <catch2/catch.hpp>
#define BEAM_TESTING_HAS_CATCH2
#endif

#ifdef BEAM_TESTING_HAS_CATCH2
#include <string>

#include "beam/testing/failure.h"

namespace beam::testing::internal {

/// A failure at the user's line; the test case goes on.
inline void ReportToCatch2(const Failure& failure) {
  const Catch::SourceLineInfo line(failure.location.file_name(), failure.location.line());
  Catch::AssertionHandler handler(Catch::StringRef("Expect"), line, Catch::StringRef(),
                                  Catch::ResultDisposition::ContinueOnFailure);
  handler.handleMessage(Catch::ResultWas::ExplicitFailure, std::string(failure.message));
  handler.complete();
}

inline const bool kReportsToCatch2 = SetFailureReporter(&ReportToCatch2);

}  // namespace beam::testing::internal
#endif
