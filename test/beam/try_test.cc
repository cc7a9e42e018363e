#include "test/transforms/in_windows.h"

namespace beam::testing {
namespace {

TEST_CASE("Try of a function that returns nothing gives a Status") {
  const Status fine = Try([] {});
  CHECK(fine.ok());
  const Status failed = Try([] { throw Error(StatusCode::kNotFound, "no file"); });
  CHECK(failed.code() == StatusCode::kNotFound);
  CHECK(failed.message() == "no file");
}

TEST_CASE("Try of a function that returns a Status or a StatusOr gives the same") {
  CHECK(Try([] { return Status(StatusCode::kAborted, "stop"); }).code() == StatusCode::kAborted);
  const StatusOr<int> seven = Try([] { return StatusOr<int>(7); });
  CHECK(*seven == 7);
}

TEST_CASE("Try of a function that returns a reference copies the value") {
  const std::string word = "fig";
  const StatusOr<std::string> tried = Try([&]() -> const std::string& { return word; });
  CHECK(tried.value() == "fig");
}

}  // namespace
}  // namespace beam::testing
