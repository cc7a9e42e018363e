// The options of a program as a job service gets them.

#include "runners/portable/job_options.h"

#include <catch2/catch.hpp>

#include "beam/base/error.h"

namespace beam::runners {
namespace {

const google::protobuf::Value& At(const google::protobuf::Struct& options, const std::string& key) {
  INFO(options.DebugString());
  REQUIRE(options.fields().count(key) == 1);
  return options.fields().at(key);
}

TEST_CASE("an option's key is its name between beam:option and v1") {
  CHECK(JobOptionKey("parallelism") == "beam:option:parallelism:v1");
  CHECK(JobOptionKey("--parallelism") == "beam:option:parallelism:v1");
  CHECK(JobOptionKey("max-bundle-size") == "beam:option:max_bundle_size:v1");
}

TEST_CASE("a name that is no option's name is refused with what was written") {
  for (const char* name : {"", "--", "a b", "beam:option:x:v1", "a=b", "na\xc3\xafve"}) {
    INFO(name);
    try {
      JobOptionKey(name);
      FAIL("accepted");
    } catch (const Error& error) {
      CHECK(error.code() == StatusCode::kInvalidArgument);
      CHECK(std::string(error.what()).find(std::string("name = \"") + name + "\"") != std::string::npos);
    }
  }
}

TEST_CASE("every kind of value keeps its kind, but for whole numbers, which a Struct cannot hold") {
  const google::protobuf::Struct options = JobOptions({
      {"streaming", true},
      {"parallelism", std::int64_t{2}},
      {"large", std::int64_t{9007199254740993}},
      {"ratio", 0.5},
      {"master", std::string("local[2]")},
      {"experiments", std::vector<std::string>{"a", "b=c"}},
      {"nothing", std::vector<std::string>{}},
  });
  CHECK(At(options, "beam:option:streaming:v1").bool_value());
  CHECK(At(options, "beam:option:parallelism:v1").string_value() == "2");
  CHECK(At(options, "beam:option:large:v1").string_value() == "9007199254740993");
  CHECK(At(options, "beam:option:ratio:v1").number_value() == 0.5);
  CHECK(At(options, "beam:option:master:v1").string_value() == "local[2]");
  const auto& experiments = At(options, "beam:option:experiments:v1").list_value();
  REQUIRE(experiments.values_size() == 2);
  CHECK(experiments.values(1).string_value() == "b=c");
  CHECK(At(options, "beam:option:nothing:v1").has_list_value());
}

TEST_CASE("the runner's name stays at home") {
  const google::protobuf::Struct options =
      JobOptions({{"runner", std::string("portable")}, {"name", std::string("x")}});
  CHECK(options.fields_size() == 1);
  CHECK(options.fields().count("beam:option:runner:v1") == 0);
}

TEST_CASE("texts from the command line become booleans, lists and strings") {
  CHECK(JobOptionFromText("streaming", "true") == JobOptionValue(true));
  CHECK(JobOptionFromText("streaming", "false") == JobOptionValue(false));
  CHECK(JobOptionFromText("parallelism", "2") == JobOptionValue(std::string("2")));
  CHECK(JobOptionFromText("master", "a,b") == JobOptionValue(std::string("a,b")));
  CHECK(JobOptionFromText("--experiments", "a,,b=1,") == JobOptionValue(std::vector<std::string>{"a", "b=1"}));
  CHECK(JobOptionFromText("experiments", "") == JobOptionValue(std::vector<std::string>{}));
}

}  // namespace
}  // namespace beam::runners
