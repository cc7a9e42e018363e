#include "runners/harness/grpc_channel.h"

#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <chrono>

#include "beam/base/error.h"
#include "runners/rpc/channel.h"

namespace beam::runners {

namespace {

// Runners count pings that come more often than this as an attack.
constexpr std::chrono::milliseconds kKeepalive(20'000);
constexpr std::chrono::milliseconds kKeepaliveTimeout(5'000);
constexpr std::chrono::seconds kConnectTimeout(10);
constexpr std::chrono::milliseconds kStopInterval(100);

}  // namespace

std::shared_ptr<grpc::Channel> MakeGrpcChannel(const std::string& address) {
  ChannelSettings settings;
  settings.keepalive = kKeepalive;
  settings.keepalive_timeout = kKeepaliveTimeout;
  // Runners are near; a proxy that the environment names is not meant for them.
  settings.use_proxy = false;
  return OpenChannel(address, settings);
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
