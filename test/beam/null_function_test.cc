// A function that is null is refused when its step is built.
#include <functional>

#include "test/transforms/in_windows.h"
#include "transforms/with_keys.h"

namespace beam::testing {
namespace {

using Function = int (*)(int);

/// The error of a step that was given no function.
template <class Build>
std::string ErrorOf(const Build& build) {
  TestPipeline p;
  const auto numbers = Create(p, {1});
  std::string text;
  try {
    build(numbers);
  } catch (const Error& error) {
    CHECK(error.code() == StatusCode::kInvalidArgument);
    text = error.what();
  }
  p.TryRun();
  return text;
}

TEST_CASE("a null function is refused with the step's verb and line") {
  const auto error = ErrorOf([](const auto& numbers) { Map(numbers, Function(nullptr)); });
  CHECK_THAT(error, Catch::Contains("Map was given a null function; give it a function that exists") &&
                        Catch::Contains("null_function_test.cc:"));
}

TEST_CASE("every step that takes a function refuses a null one") {
  using Numbers = PCollection<int>;
  const auto names = [](const std::string& verb) { return Catch::Contains(verb + " was given a null function"); };
  CHECK_THAT(ErrorOf([](const Numbers& n) { ParDo(n, Function(nullptr)); }), names("ParDo"));
  CHECK_THAT(ErrorOf([](const Numbers& n) { Filter(n, static_cast<bool (*)(int)>(nullptr)); }), names("Filter"));
  CHECK_THAT(ErrorOf([](const Numbers& n) { FlatMap(n, static_cast<std::string (*)(int)>(nullptr)); }),
             names("FlatMap"));
  CHECK_THAT(ErrorOf([](const Numbers& n) { Partition<2>(n, Function(nullptr)); }), names("Partition"));
  CHECK_THAT(ErrorOf([](const Numbers& n) { WithKeys(n, Function(nullptr)); }), names("WithKeys"));
  CHECK_THAT(ErrorOf([](const Numbers& n) { Combine(n, static_cast<int (*)(int, int)>(nullptr)); }), names("Combine"));
}

TEST_CASE("a std::function without a target and a named null function are refused") {
  CHECK_THAT(ErrorOf([](const auto& numbers) { Map(numbers, std::function<int(int)>()); }),
             Catch::Contains("null function"));
  CHECK_THAT(ErrorOf([](const auto& numbers) { Map(numbers, Named("square", Function(nullptr))); }),
             Catch::Contains("null function"));
}

}  // namespace
}  // namespace beam::testing
