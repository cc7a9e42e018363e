// Channels: how this side calls a Beam service.
//
// Every channel of ours is plaintext HTTP/2 with no limit on the size of messages (elements of any size travel in them, and
// all of Beam's runners lift the limit too). While a call is open it pings from time to time, so that a peer that went away
// without a word is noticed; Prism counts pings that come faster than every 20 seconds as abuse. Each channel has a connection
// of its own: one client's reconnecting does not delay another's.
//
// All functions here may be called from any thread.
#pragma once

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "beam/base/status.h"
#include "runners/rpc/call_status.h"

namespace beam::runners {

struct ChannelSettings {
  std::chrono::milliseconds keepalive{30'000};
  /// What is silent for so long after a ping is gone. Java services pause for long when they collect garbage.
  std::chrono::milliseconds keepalive_timeout{60'000};
  /// Whether a proxy that the environment names is used for other machines; it cannot reach this one's own ports.
  bool use_proxy = true;
};

/// A channel to "host:port"; it connects when it is first used. Throws beam::Error (kInvalidArgument) for an endpoint that has
/// another form.
std::shared_ptr<grpc::Channel> OpenChannel(const std::string& endpoint, const ChannelSettings& settings = {});

/// Like OpenChannel, and waits until the service answers, which may have been started only just now. Throws beam::Error
/// (kUnavailable) if it does not within `timeout`.
std::shared_ptr<grpc::Channel> Connect(const Callee& callee, std::chrono::milliseconds timeout);

/// The call fails after `timeout`, whatever happens.
void SetDeadline(grpc::ClientContext& context, std::chrono::milliseconds timeout);

/// The call waits up to `timeout` for the service to come back instead of failing when it is not there.
void WaitForService(grpc::ClientContext& context, std::chrono::milliseconds timeout);

/// Like CallStatus, for a call over `channel`: a deadline that passed because nobody was there is told as that.
Status CallStatusOver(grpc::Channel& channel, const grpc::Status& status, const Callee& callee, std::string_view call);

/// Throws beam::Error (kInvalidArgument) for an id that no metadata can carry.
void RequireWorkerId(const std::string& worker_id);

/// Puts the id of the worker on whose behalf the call is made into its metadata; runners route by it. Throws beam::Error
/// (kInvalidArgument) for an id that no metadata can carry.
void SetWorkerId(grpc::ClientContext& context, const std::string& worker_id);

}  // namespace beam::runners
