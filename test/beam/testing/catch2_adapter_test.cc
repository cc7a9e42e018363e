// The adapter for Catch2. What must be a failure of the test is tested by tests that must fail.
#include <catch2/catch.hpp>

#include "beam/beam.h"
#include "beam/testing/catch2.h"
#include "beam/testing/testing.h"

namespace beam::testing {
namespace {

TEST_CASE("an unmet expectation fails the test case", "[!shouldfail]") {  // The failure is what is tested.
  TestPipeline p;
  Expect(Create(p, {1})).ToBe(2);
  p.Run();
}

TEST_CASE("a failed run fails the test case", "[!shouldfail]") {  // The failure is what is tested.
  TestPipeline p;
  const auto thrown = Map(Create(p, {1}), [](int) -> int { throw 5; });
  Expect(thrown).ToBeEmpty();
  p.Run();
}

TEST_CASE("a pipeline that is never run fails the test case", "[!shouldfail]") {  // The failure is what is tested.
  TestPipeline p;
  Expect(Create(p, {1})).ToBe(1);
}

TEST_CASE("a coder that breaks its contract fails the test case", "[!shouldfail]") {  // The failure is what is tested.
  CheckCombineFn([](int a, int b) { return a - b; }, std::vector<int>{1, 2, 3});
}

TEST_CASE("what is met passes, and the test goes on after Run") {
  TestPipeline p;
  Expect(Create(p, {1})).ToBe(1);
  CHECK(p.Run().ok());
}

TEST_CASE("a test that fails before its pipeline runs is not blamed twice", "[!throws]") {
  CHECK_THROWS_AS(
      [] {
        TestPipeline p;
        throw std::runtime_error("something else");
      }(),
      std::runtime_error);
}

}  // namespace
}  // namespace beam::testing
