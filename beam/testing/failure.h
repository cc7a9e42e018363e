// Failure: what a test of a pipeline has found, and how it reaches the test framework.
#pragma once

#include <source_location>
#include <string>

namespace beam::testing {

/// A failure and the user's line that it belongs to.
struct Failure {
  std::string message;
  std::source_location location;
};

/// Takes a failure to a test framework. Must not throw: the test goes on.
using FailureReporter = void (*)(const Failure& failure);

/// The adapters (catch2.h, gtest.h) call this once, while the program starts. Returns true.
bool SetFailureReporter(FailureReporter reporter);

/// Reports through the adapter that the program includes; without one, throws beam::Error, which every test framework
/// shows as a failure.
void Fail(const Failure& failure);

/// The same for destructors, which must not throw: without an adapter the program ends with the message.
void FailInDestructor(const Failure& failure) noexcept;

}  // namespace beam::testing
