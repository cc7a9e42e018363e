// Server: how this process is called by a Beam runner.
//
// It listens on 127.0.0.1 and nowhere else: whoever can call it can make this process work for him, and only programs of this
// machine shall. There is no limit on the size of messages, and clients may ping as often as they like, since Beam's SDKs ping
// every 20 seconds whether there is a call or not.
//
// gRPC calls the handlers of the services from threads of its own, many at once.
#pragma once

#include <grpcpp/impl/codegen/service_type.h>
#include <grpcpp/server.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace beam::runners {

struct ServerSettings {
  /// 0 stands for any free port.
  int port = 0;
  /// How long calls that are under way may take to end by themselves when the server shuts down; then they are cancelled.
  std::chrono::milliseconds grace{5'000};
};

class Server {
 public:
  /// Listens when it returns. The services must outlive the server. Throws beam::Error (kUnavailable) if the port is taken.
  explicit Server(const std::vector<grpc::Service*>& services, ServerSettings settings = {});
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server();

  /// "127.0.0.1:port", with the real port.
  const std::string& endpoint() const { return endpoint_; }

  /// Takes no more calls, and returns when no handler runs any more. A handler that waits for something else than its stream
  /// has to be woken by others. May be called again, also from another thread.
  void Shutdown();

 private:
  ServerSettings settings_;
  std::string endpoint_;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace beam::runners
