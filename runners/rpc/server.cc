#include "runners/rpc/server.h"

#include <fmt/format.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server_builder.h>

#include "beam/base/error.h"

namespace beam::runners {

namespace {

constexpr int kUnlimited = -1;
constexpr char kLoopback[] = "127.0.0.1";

void Configure(grpc::ServerBuilder& builder) {
  builder.SetMaxReceiveMessageSize(kUnlimited);
  builder.SetMaxSendMessageSize(kUnlimited);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MAX_PING_STRIKES, 0);
  // Otherwise a second server on a taken port would start, and each would get some of the calls.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
}

}  // namespace

Server::Server(const std::vector<grpc::Service*>& services, ServerSettings settings) : settings_(settings) {
  grpc::ServerBuilder builder;
  Configure(builder);
  int port = 0;
  builder.AddListeningPort(fmt::format("{}:{}", kLoopback, settings.port), grpc::InsecureServerCredentials(), &port);
  for (grpc::Service* service : services) builder.RegisterService(service);
  server_ = builder.BuildAndStart();
  if (server_ == nullptr || port == 0) {
    throw Error(
        StatusCode::kUnavailable,
        fmt::format("no server can listen on this port; choose another, or 0 for any that is free; address = {}:{}",
                    kLoopback, settings.port));
  }
  endpoint_ = fmt::format("{}:{}", kLoopback, port);
}

Server::~Server() { Shutdown(); }

void Server::Shutdown() {
  server_->Shutdown(std::chrono::system_clock::now() + settings_.grace);
  server_->Wait();
}

}  // namespace beam::runners
