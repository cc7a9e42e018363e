// What the portable runner makes of a program's options, and what it refuses.
#include "runners/portable/portable_options.h"

#include <catch2/catch.hpp>
#include <chrono>

#include "beam/base/error.h"

namespace beam::runners {
namespace {

using Catch::Matchers::Contains;

TEST_CASE("options without a job service are refused unless the runner has a usual one") {
  CHECK_THROWS_WITH(MakePortableOptions(RunOptions(), ""), Contains("say --job_endpoint=HOST:PORT"));
  CHECK(MakePortableOptions(RunOptions(), "localhost:8073").job_endpoint == "localhost:8073");
}

TEST_CASE("the endpoint that a user names counts more than the usual one") {
  RunOptions options;
  options.extra["job_endpoint"] = "localhost:1";
  CHECK(MakePortableOptions(options, "localhost:8073").job_endpoint == "localhost:1");
}

TEST_CASE("a run elsewhere cannot be drained from here") {
  RunOptions options;
  options.drain_after = std::chrono::minutes(1);
  CHECK_THROWS_WITH(MakePortableOptions(options, "localhost:8073"), Contains("--drain_after is of the direct runner"));
}

}  // namespace
}  // namespace beam::runners
