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

TEST_CASE("the program goes along where workers may be started as another one") {
  const auto stages = [](const std::string& type, const std::string& config, const std::string& option) {
    RunOptions options;
    options.extra["environment_type"] = type;
    options.extra["environment_config"] = config;
    if (!option.empty()) options.extra["stage_program"] = option;
    const PortableOptions portable = MakePortableOptions(options, "localhost:8073");
    CHECK(portable.job_options.fields().count("beam:option:stage_program:v1") == 0);
    return portable.stage_program;
  };
  CHECK(stages("DOCKER", "image", ""));
  CHECK(stages("PROCESS", "/opt/worker", ""));
  CHECK_FALSE(stages("PROCESS", "", ""));
  CHECK_FALSE(stages("PROCESS", R"({"env": {"LANG": "C"}})", ""));
  CHECK_FALSE(stages("LOOPBACK", "", ""));
  CHECK_FALSE(stages("EXTERNAL", "localhost:1", ""));
  CHECK(stages("PROCESS", "", "true"));
  CHECK_FALSE(stages("DOCKER", "image", "false"));
  CHECK_THROWS_WITH(stages("EXTERNAL", "localhost:1", "true"), Contains("--environment_type=PROCESS or DOCKER"));
}

TEST_CASE("resource hints travel as the model names them") {
  RunOptions options;
  options.extra["resource_hints"] = "min_ram=2GiB,cpu_count=8,accelerator=type:t4;count:1,beam:resources:other:v1=x";
  const PortableOptions portable = MakePortableOptions(options, "localhost:8073");
  CHECK(portable.resource_hints ==
        std::map<std::string, std::string>{{"beam:resources:min_ram_bytes:v1", "2147483648"},
                                           {"beam:resources:cpu_count:v1", "8"},
                                           {"beam:resources:accelerator:v1", "type:t4;count:1"},
                                           {"beam:resources:other:v1", "x"}});
  CHECK(portable.job_options.fields().empty());
  for (const char* wrong : {"min_ram", "min_ram=much", "cpu_count=0", "cpu_count=two", "ram=1", "=4"}) {
    options.extra["resource_hints"] = wrong;
    CHECK_THROWS_WITH(MakePortableOptions(options, "localhost:8073"),
                      Contains("--resource_hints takes NAME=VALUE") && Contains(std::string("given: ") + wrong));
  }
}

}  // namespace
}  // namespace beam::runners
