#include "beam/testing/failure.h"

#include <cstdio>
#include <cstdlib>

#include "beam/base/error.h"

namespace beam::testing {

namespace {
// Set during static initialization, read by tests: a registry of one.
FailureReporter reporter_of_program = nullptr;
}  // namespace

bool SetFailureReporter(FailureReporter reporter) {
  reporter_of_program = reporter;
  return true;
}

void Fail(const Failure& failure) {
  if (reporter_of_program == nullptr) throw Error(StatusCode::kFailedPrecondition, failure.message);
  reporter_of_program(failure);
}

void FailInDestructor(const Failure& failure) noexcept {
  if (reporter_of_program != nullptr) return reporter_of_program(failure);
  std::fprintf(stderr, "%s:%u: %s\n", failure.location.file_name(), static_cast<unsigned>(failure.location.line()),
               failure.message.c_str());
  std::abort();
}

}  // namespace beam::testing
