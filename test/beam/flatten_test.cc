#include "beam/flatten.h"

#include <array>

#include "test/transforms/in_windows.h"

namespace beam::testing {
namespace {

TEST_CASE("Flatten takes one to eight collections as arguments") {
  TestPipeline p;
  const auto one = Create(p, {1});
  const auto two = Create(p, {2});
  Expect(Flatten(one)).ToContainInAnyOrder({1});
  Expect(Flatten(one, two)).ToContainInAnyOrder({1, 2});
  Expect(Flatten(one, two, one, two)).ToContainInAnyOrder({1, 2, 1, 2});
  Expect(Flatten(one, two, one, two, one, two, one, two)).ToContainInAnyOrder({1, 1, 1, 1, 2, 2, 2, 2});
  p.Run();
}

TEST_CASE("Flatten takes lists, vectors and arrays") {
  TestPipeline p;
  const auto one = Create(p, {1});
  const auto two = Create(p, {2});
  Expect(Flatten({one, two, one})).ToContainInAnyOrder({1, 1, 2});
  Expect(Flatten({one})).ToBe(1);
  Expect(Flatten(std::vector{one, two})).ToContainInAnyOrder({1, 2});
  Expect(Flatten(std::array{one, two})).ToContainInAnyOrder({1, 2});
  p.Run();
}

TEST_CASE("Flatten puts together what Partition took apart") {
  TestPipeline p;
  const auto thirds = Partition<3>(Create(p, {1, 2, 3, 4}), [](int n) { return n % 3; });
  Expect(Flatten(thirds)).ToContainInAnyOrder({1, 2, 3, 4});
  p.Run();
}

TEST_CASE("Flatten of nothing says what to do instead, in every form") {
  const auto says_what_to_do = Catch::Predicate<Error>([](const Error& error) {
    return std::string(error.what()).find("Flatten was given no collection") != std::string::npos;
  });
  CHECK_THROWS_MATCHES(Flatten(std::initializer_list<PCollection<int>>{}), Error, says_what_to_do);
  CHECK_THROWS_MATCHES(Flatten(std::vector<PCollection<int>>()), Error, says_what_to_do);
  CHECK_THROWS_MATCHES(Flatten(std::array<PCollection<int>, 0>()), Error, says_what_to_do);
}

}  // namespace
}  // namespace beam::testing
