// SeveredConnection: passes bytes between a client and a server on this machine, until it is severed: then both see what they
// would see if the other one's process had been killed.
#pragma once

#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace beam::runners {

class SeveredConnection {
 public:
  explicit SeveredConnection(int server_port);
  SeveredConnection(const SeveredConnection&) = delete;
  SeveredConnection& operator=(const SeveredConnection&) = delete;
  ~SeveredConnection();

  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }
  /// Cuts all connections; new ones are not accepted.
  void Sever();

 private:
  void AcceptAll();
  void Pass(int from, int to);

  const int server_port_;
  int port_ = 0;
  int listener_ = -1;
  std::mutex mutex_;
  bool severed_ = false;
  std::vector<int> sockets_;
  std::vector<std::thread> passing_;
  std::thread accepting_;
};

}  // namespace beam::runners
