// MakeGrpcChannel: how a worker connects to a service of the runner.
#pragma once

#include <functional>
#include <memory>
#include <string>

namespace grpc {
class Channel;
}

namespace beam::runners {

/// A channel without TLS, as all runners offer it, for messages of any size. Does not wait for the connection. The channel notices
/// within half a minute that a machine at the other end is gone; a process that ends is noticed at once.
std::shared_ptr<grpc::Channel> MakeGrpcChannel(const std::string& address);

/// Throws beam::Error if nobody answers at the address for ten seconds, or soon after `stop` has become true.
void AwaitConnected(
    grpc::Channel& channel, const std::string& address, const std::function<bool()>& stop = [] { return false; });

}  // namespace beam::runners
