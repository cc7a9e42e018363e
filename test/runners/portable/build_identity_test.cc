// How a worker finds out that it is another build than the program that submitted a job.
#include "runners/portable/build_identity.h"

#include <catch2/catch.hpp>

#include "beam/beam.h"
#include "runners/portable/job_options.h"

namespace beam::runners {
namespace {

TEST_CASE("the same program agrees with itself") {
  google::protobuf::Struct options;
  AddBuildIdentity(options);
  CHECK(CompareBuild(options).ok());
}

TEST_CASE("a job that says nothing of its program is not refused") { CHECK(CompareBuild({}).ok()); }

TEST_CASE("another build is refused with both ids and the functions that only one of them has") {
  google::protobuf::Struct options;
  AddBuildIdentity(options);
  auto& fields = *options.mutable_fields();
  const std::string mine = fields.at(JobOptionKey("cpp_build_id")).string_value();
  fields[JobOptionKey("cpp_build_id")].set_string_value("0123abcd");
  auto& names = *fields[JobOptionKey("cpp_operators")].mutable_list_value();
  REQUIRE(names.values_size() > 0);
  const std::string lost = names.values(0).string_value();
  names.mutable_values(0)->set_string_value("CountWords");
  const Status status = CompareBuild(options);
  CHECK(status.code() == StatusCode::kFailedPrecondition);
  CHECK_THAT(status.message(), Catch::Contains("0123abcd") && Catch::Contains(mine));
  CHECK_THAT(status.message(), Catch::Contains("only of the submitted program: CountWords"));
  CHECK_THAT(status.message(), Catch::Contains("only of this worker: " + lost));
}

// Lists at least one operator of this program.
[[maybe_unused]] void ListAnOperator(Pipeline& p) {
  Map(Create(p, {1}), [](int n) { return n; });
}

}  // namespace
}  // namespace beam::runners
