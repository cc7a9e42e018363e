// What the options of a run become, and which are refused before anything runs.
#include "runners/engine/settings.h"

#include <catch2/catch.hpp>

#include "beam/base/error.h"

namespace beam::runners {
namespace {

using Catch::Contains;

TEST_CASE("threads and memory are those of the machine unless they are named") {
  RunOptions options;
  CHECK(MakeEngineSettings(options).threads >= 1);
  CHECK(MakeEngineSettings(options).memory_limit > 0);
  options.threads = 3;
  options.memory_limit = 1 << 20;
  CHECK(MakeEngineSettings(options).threads == 3);
  CHECK(MakeEngineSettings(options).memory_limit == 1 << 20);
}

TEST_CASE("a spill folder that is not there is refused before anything runs") {
  RunOptions options;
  options.spill_dir = "/no/such/folder";
  CHECK_THROWS_WITH(MakeEngineSettings(options), Contains("--spill_dir") && Contains("/no/such/folder"));
}

TEST_CASE("numbers that make no sense are refused by the flag's name") {
  RunOptions options;
  options.threads = 1025;
  CHECK_THROWS_WITH(MakeEngineSettings(options), Contains("--threads"));
  options.threads = 0;
  options.stall_timeout = Duration(-1);
  CHECK_THROWS_WITH(MakeEngineSettings(options), Contains("--stall_timeout"));
}

TEST_CASE("a forced setting that does not exist is refused") {
  RunOptions options;
  options.extra["force"] = "no_fusion,no_such_setting";
  CHECK_THROWS_WITH(MakeEngineSettings(options), Contains("no_such_setting"));
}

}  // namespace
}  // namespace beam::runners
