// Servers and the channels that reach them.

#include "runners/rpc/server.h"

#include <org/apache/beam/model/fn_execution/v1/beam_provision_api.grpc.pb.h>
#include <org/apache/beam/model/job_management/v1/beam_artifact_api.grpc.pb.h>

#include <catch2/catch.hpp>
#include <condition_variable>
#include <cstdio>
#include <fstream>
#include <mutex>
#include <sstream>
#include <string>
#include <thread>

#include "beam/base/error.h"
#include "runners/rpc/channel.h"

namespace beam::testing {
namespace {

namespace fn = org::apache::beam::model::fn_execution::v1;
namespace jobs = org::apache::beam::model::job_management::v1;
using runners::Callee;
using runners::Server;
using runners::SetWorkerId;
using runners::WaitForService;
using std::chrono::milliseconds;

int PortOf(const std::string& endpoint) { return std::stoi(endpoint.substr(endpoint.find(':') + 1)); }

// Answers with the worker's id as the retrieval token, and with as many bytes of options as it was made with.
class Provision : public fn::ProvisionService::Service {
 public:
  explicit Provision(std::size_t bytes = 0) : bytes_(bytes) {}
  grpc::Status GetProvisionInfo(grpc::ServerContext* context, const fn::GetProvisionInfoRequest*,
                                fn::GetProvisionInfoResponse* response) override {
    const auto found = context->client_metadata().find("worker_id");
    const std::string id =
        found == context->client_metadata().end() ? "none" : std::string(found->second.data(), found->second.size());
    response->mutable_info()->set_retrieval_token(id);
    (*response->mutable_info()->mutable_metadata())["large"] = std::string(bytes_, 'x');
    return grpc::Status::OK;
  }

 private:
  std::size_t bytes_;
};

// Waits in its handler until it is released.
class Waiting : public fn::ProvisionService::Service {
 public:
  grpc::Status GetProvisionInfo(grpc::ServerContext*, const fn::GetProvisionInfoRequest*,
                                fn::GetProvisionInfoResponse*) override {
    std::unique_lock lock(mutex_);
    called_ = true;
    changed_.notify_all();
    changed_.wait(lock, [this] { return released_; });
    return grpc::Status::OK;
  }
  void WaitUntilCalled() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return called_; });
  }
  void Release() {
    std::lock_guard lock(mutex_);
    released_ = true;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool called_ = false;
  bool released_ = false;
};

Callee CalleeAt(const std::string& endpoint) { return {"the provision service", endpoint, "start it"}; }

struct Answer {
  Status status;
  fn::ProvisionInfo info;
};

Answer Ask(grpc::Channel& channel, std::shared_ptr<grpc::Channel> shared, grpc::ClientContext& context) {
  const auto stub = fn::ProvisionService::NewStub(shared);
  fn::GetProvisionInfoResponse response;
  const grpc::Status status = stub->GetProvisionInfo(&context, {}, &response);
  return {CallStatusOver(channel, status, CalleeAt("here:1"), "GetProvisionInfo"), response.info()};
}

Answer Ask(const std::shared_ptr<grpc::Channel>& channel, const std::string& worker_id = "") {
  grpc::ClientContext context;
  if (!worker_id.empty()) SetWorkerId(context, worker_id);
  return Ask(*channel, channel, context);
}

TEST_CASE("a server takes a free port, and a client reaches it with its worker's id") {
  Provision service;
  const Server server({&service});
  CHECK(PortOf(server.endpoint()) > 0);
  const auto channel = Connect(CalleeAt(server.endpoint()), milliseconds(60'000));
  CHECK(Ask(channel, "worker 1").info.retrieval_token() == "worker 1");
  CHECK(Ask(channel).info.retrieval_token() == "none");
}

TEST_CASE("messages are larger than gRPC's own limit") {
  constexpr std::size_t kLarge = std::size_t{9} << 20;
  Provision service(kLarge);
  const Server server({&service});
  const Answer answer = Ask(Connect(CalleeAt(server.endpoint()), milliseconds(60'000)));
  CHECK(answer.status.ok());
  CHECK(answer.info.metadata().at("large").size() == kLarge);
}

TEST_CASE("a server gets the port that it asks for, unless it is taken") {
  Provision service, other;
  int port = 0;
  {
    const Server server({&service});
    port = PortOf(server.endpoint());
    try {
      const Server second({&other}, {.port = port});
      FAIL("two servers listen on one port");
    } catch (const Error& error) {
      CHECK(error.code() == StatusCode::kUnavailable);
      CHECK(std::string(error.what()).find("127.0.0.1:" + std::to_string(port)) != std::string::npos);
    }
  }
  const Server again({&other}, {.port = port});
  CHECK(PortOf(again.endpoint()) == port);
}

TEST_CASE("a server listens on loopback and nowhere else") {
  Provision service;
  const Server server({&service});
  char port[8];
  std::snprintf(port, sizeof(port), ":%04X ", PortOf(server.endpoint()));
  std::string listening;
  for (const char* table : {"/proc/self/net/tcp", "/proc/self/net/tcp6"}) {
    std::ifstream file(table);
    for (std::string line; std::getline(file, line);) {
      std::istringstream words(line);
      std::string slot, local, remote, state;
      words >> slot >> local >> remote >> state;
      if (state == "0A" && (local + " ").find(port) != std::string::npos)
        listening += local.substr(0, local.find(':')) + " ";
    }
  }
  // 127.0.0.1 as the kernel writes it, or the same as an address of IPv6.
  INFO(listening);
  CHECK((listening == "0100007F " || listening == "0000000000000000FFFF00000100007F "));
}

TEST_CASE("a service that is not there is told within the time that one waits for it") {
  std::string endpoint;
  {
    Provision service;
    endpoint = Server({&service}).endpoint();
  }
  try {
    Connect(CalleeAt(endpoint), milliseconds(1));
    FAIL("connected to nobody");
  } catch (const Error& error) {
    CHECK(error.code() == StatusCode::kUnavailable);
    CHECK(error.status().message() ==
          "the provision service does not answer; start it; endpoint = " + endpoint + ", milliseconds waited = 1");
  }
  const auto channel = runners::OpenChannel(endpoint);
  grpc::ClientContext context;
  WaitForService(context, milliseconds(1));
  const Answer answer = Ask(*channel, channel, context);
  CHECK(answer.status.code() == StatusCode::kUnavailable);
  CHECK(answer.status.message().find("the provision service does not answer; start it") == 0);
}

TEST_CASE("a call may wait for a service that comes up later") {
  Provision first, second;
  auto server = std::make_unique<Server>(std::vector<grpc::Service*>{&first});
  const int port = PortOf(server->endpoint());
  const auto channel = Connect(CalleeAt(server->endpoint()), milliseconds(60'000));
  server.reset();
  std::thread starting([&] {
    server = std::make_unique<Server>(std::vector<grpc::Service*>{&second}, runners::ServerSettings{.port = port});
  });
  grpc::ClientContext context;
  WaitForService(context, milliseconds(300'000));
  const Answer answer = Ask(*channel, channel, context);
  starting.join();
  CHECK(answer.status.ToString() == "OK");
}

TEST_CASE("a service that does not answer in time is told so") {
  Waiting service;
  const Server server({&service}, {.port = 0, .grace = milliseconds(0)});
  const auto channel = Connect(CalleeAt(server.endpoint()), milliseconds(60'000));
  grpc::ClientContext context;
  runners::SetDeadline(context, milliseconds(1));
  const Answer answer = Ask(*channel, channel, context);
  service.Release();
  CHECK(answer.status.code() == StatusCode::kDeadlineExceeded);
  CHECK(answer.status.message().find("the provision service did not answer in time") == 0);
}

TEST_CASE("a server that shuts down lets calls that are under way end") {
  Waiting service;
  Server server({&service}, {.port = 0, .grace = milliseconds(300'000)});
  const auto channel = Connect(CalleeAt(server.endpoint()), milliseconds(60'000));
  Answer answer;
  std::thread asking([&] { answer = Ask(channel); });
  service.WaitUntilCalled();
  std::thread shutting([&] { server.Shutdown(); });
  service.Release();
  shutting.join();
  asking.join();
  CHECK(answer.status.ok());
  server.Shutdown();
}

TEST_CASE("a server that shuts down cuts off calls that do not end") {
  Waiting service;
  Server server({&service}, {.port = 0, .grace = milliseconds(0)});
  const auto channel = Connect(CalleeAt(server.endpoint()), milliseconds(60'000));
  Answer answer;
  std::thread shutting;
  std::thread asking([&] { answer = Ask(channel); });
  service.WaitUntilCalled();
  shutting = std::thread([&] { server.Shutdown(); });
  asking.join();
  service.Release();
  shutting.join();
  CHECK_FALSE(answer.status.ok());
}

TEST_CASE("a call that the server does not know says so") {
  Provision service;
  const Server server({&service});
  const auto channel = Connect(CalleeAt(server.endpoint()), milliseconds(60'000));
  const auto stub = jobs::ArtifactRetrievalService::NewStub(channel);
  grpc::ClientContext context;
  jobs::ResolveArtifactsResponse response;
  const Status status = CallStatusOver(*channel, stub->ResolveArtifacts(&context, {}, &response),
                                       CalleeAt(server.endpoint()), "ResolveArtifacts");
  CHECK(status.code() == StatusCode::kUnimplemented);
  CHECK(status.message().find("does not know this call; see whether it is what listens there") != std::string::npos);
}

}  // namespace
}  // namespace beam::testing
