#include "runners/harness/grpc_channel.h"

#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <chrono>

#include "beam/base/error.h"

namespace beam::runners {

namespace {

// Runners count pings that come more often than this as an attack.
constexpr int kKeepaliveMilliseconds = 20000;
constexpr int kKeepaliveTimeoutMilliseconds = 5000;
constexpr std::chrono::seconds kConnectTimeout(10);
constexpr std::chrono::milliseconds kStopInterval(100);

}  // namespace

std::shared_ptr<grpc::Channel> MakeGrpcChannel(const std::string& address) {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(-1);
  arguments.SetMaxSendMessageSize(-1);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, kKeepaliveMilliseconds);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kKeepaliveTimeoutMilliseconds);
  arguments.SetInt(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
  // Workers of one process do not share a connection: one that is flooded must not slow the others down.
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  // Runners are near; a proxy that the environment names is not meant for them.
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  return grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
}

void AwaitConnected(grpc::Channel& channel, const std::string& address, const std::function<bool()>& stop) {
  const auto deadline = std::chrono::system_clock::now() + kConnectTimeout;
  grpc_connectivity_state state = channel.GetState(true);
  // A refused connection is an answer: the runner is not there, and will not come.
  while (state != GRPC_CHANNEL_READY && state != GRPC_CHANNEL_TRANSIENT_FAILURE && !stop()) {
    const auto now = std::chrono::system_clock::now();
    if (now >= deadline) break;
    channel.WaitForStateChange(state, std::min(deadline, now + kStopInterval));
    state = channel.GetState(true);
  }
  if (state == GRPC_CHANNEL_READY) return;
  throw Error(
      StatusCode::kUnavailable,
      "no runner answers at this address; check that it still runs and that the address can be reached from here; "
      "address = " +
          address);
}

}  // namespace beam::runners
