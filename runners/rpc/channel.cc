#include "runners/rpc/channel.h"

#include <fmt/format.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>

#include <algorithm>

#include "beam/base/error.h"

namespace beam::runners {

namespace {

constexpr int kUnlimited = -1;
// The pause before another attempt. What gRPC calls the minimum is how long an attempt may take; that stays at its 20 seconds,
// because on a busy machine even loopback takes a while.
constexpr int kReconnectMs = 100;
constexpr int kMaxReconnectMs = 2'000;

bool IsLoopback(const std::string& endpoint) {
  return endpoint.starts_with("localhost:") || endpoint.starts_with("127.") || endpoint.starts_with("[::1]:");
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool HasHostAndPort(const std::string& endpoint) {
  const std::size_t colon = endpoint.rfind(':');
  if (colon == std::string::npos || colon == 0) return false;
  const std::string port = endpoint.substr(colon + 1);
  if (port.empty() || port.size() > 5 || !std::all_of(port.begin(), port.end(), IsDigit)) return false;
  return endpoint.find_first_of("/ \t\r\n") == std::string::npos;
}

grpc::ChannelArguments ArgumentsFor(const std::string& endpoint, const ChannelSettings& settings) {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kUnlimited);
  arguments.SetMaxSendMessageSize(kUnlimited);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, static_cast<int>(settings.keepalive.count()));
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, static_cast<int>(settings.keepalive_timeout.count()));
  arguments.SetInt(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, kReconnectMs);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, kMaxReconnectMs);
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  if (!settings.use_proxy || IsLoopback(endpoint)) arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  return arguments;
}

}  // namespace

std::shared_ptr<grpc::Channel> OpenChannel(const std::string& endpoint, const ChannelSettings& settings) {
  if (!HasHostAndPort(endpoint)) {
    throw Error(StatusCode::kInvalidArgument,
                fmt::format("an endpoint has the form HOST:PORT, as in localhost:8073; endpoint = \"{}\"", endpoint));
  }
  return grpc::CreateCustomChannel(endpoint, grpc::InsecureChannelCredentials(), ArgumentsFor(endpoint, settings));
}

std::shared_ptr<grpc::Channel> Connect(const Callee& callee, std::chrono::milliseconds timeout) {
  std::shared_ptr<grpc::Channel> channel = OpenChannel(callee.endpoint);
  if (!channel->WaitForConnected(std::chrono::system_clock::now() + timeout)) {
    throw Error(StatusCode::kUnavailable, fmt::format("{} does not answer; {}; endpoint = {}, milliseconds waited = {}",
                                                      callee.service, callee.advice, callee.endpoint, timeout.count()));
  }
  return channel;
}

void SetDeadline(grpc::ClientContext& context, std::chrono::milliseconds timeout) {
  context.set_deadline(std::chrono::system_clock::now() + timeout);
}

void WaitForService(grpc::ClientContext& context, std::chrono::milliseconds timeout) {
  context.set_wait_for_ready(true);
  SetDeadline(context, timeout);
}

Status CallStatusOver(grpc::Channel& channel, const grpc::Status& status, const Callee& callee, std::string_view call) {
  if (status.error_code() == grpc::StatusCode::DEADLINE_EXCEEDED && channel.GetState(false) != GRPC_CHANNEL_READY) {
    return CallStatus(grpc::Status(grpc::StatusCode::UNAVAILABLE, "nobody was there until the deadline"), callee, call);
  }
  return CallStatus(status, callee, call);
}

void RequireWorkerId(const std::string& worker_id) {
  // gRPC ends the process over metadata that HTTP/2 cannot carry, so this has to be found here.
  const auto printable = [](char c) { return c >= 0x20 && c <= 0x7e; };
  if (worker_id.empty() || !std::all_of(worker_id.begin(), worker_id.end(), printable)) {
    throw Error(
        StatusCode::kInvalidArgument,
        fmt::format(
            "a worker id has to be printable ASCII text, because it travels as metadata of every call; id = {:?}",
            worker_id));
  }
}

void SetWorkerId(grpc::ClientContext& context, const std::string& worker_id) {
  RequireWorkerId(worker_id);
  context.AddMetadata("worker_id", worker_id);
}

}  // namespace beam::runners
