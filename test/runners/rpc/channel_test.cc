// Channels: which endpoints are taken, and what the metadata of a call may be.

#include "runners/rpc/channel.h"

#include <catch2/catch.hpp>

#include "beam/base/error.h"

namespace beam::runners {
namespace {

TEST_CASE("an endpoint is a host and a port") {
  for (const char* endpoint : {"localhost:8073", "127.0.0.1:1", "[::1]:65535", "flink.example:8099"}) {
    INFO(endpoint);
    CHECK_NOTHROW(OpenChannel(endpoint));
  }
  for (const char* endpoint : {"", "localhost", ":8073", "localhost:", "localhost:http", "http://localhost:8073",
                               "localhost:8073/", "localhost:123456", "local host:1"}) {
    INFO(endpoint);
    try {
      OpenChannel(endpoint);
      FAIL("accepted");
    } catch (const Error& error) {
      CHECK(error.code() == StatusCode::kInvalidArgument);
      CHECK(std::string(error.what()).find("HOST:PORT") != std::string::npos);
      CHECK(std::string(error.what()).find(std::string("endpoint = \"") + endpoint + "\"") != std::string::npos);
    }
  }
}

TEST_CASE("an id that no metadata can carry is an error, not the end of the process") {
  for (const char* id : {"worker_0", "job-086[job]_ref_Environment_default_environment_1", "'quoted'", " "}) {
    grpc::ClientContext context;
    CHECK_NOTHROW(SetWorkerId(context, id));
  }
  for (const char* id : {"", "two\nlines", "na\xc3\xafve", "\x7f"}) {
    grpc::ClientContext context;
    CHECK_THROWS_AS(SetWorkerId(context, id), Error);
  }
}

}  // namespace
}  // namespace beam::runners
