#include "test/runners/harness/severed_connection.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include <array>

namespace beam::runners {

namespace {

sockaddr_in Local(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  return address;
}

}  // namespace

SeveredConnection::SeveredConnection(int server_port) : server_port_(server_port) {
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = Local(0);
  REQUIRE(bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0);
  REQUIRE(listen(listener_, 10) == 0);
  socklen_t length = sizeof(address);
  REQUIRE(getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &length) == 0);
  port_ = ntohs(address.sin_port);
  accepting_ = std::thread([this] { AcceptAll(); });
}

SeveredConnection::~SeveredConnection() {
  Sever();
  accepting_.join();
  for (std::thread& thread : passing_) thread.join();
  for (const int socket : sockets_) close(socket);
  close(listener_);
}

void SeveredConnection::AcceptAll() {
  while (true) {
    const int client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client < 0) return;
    const int server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_in address = Local(server_port_);
    const bool connected = connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
    std::lock_guard lock(mutex_);
    sockets_.push_back(client);
    sockets_.push_back(server);
    if (severed_ || !connected) return;
    passing_.emplace_back([this, client, server] { Pass(client, server); });
    passing_.emplace_back([this, client, server] { Pass(server, client); });
  }
}

void SeveredConnection::Pass(int from, int to) {
  std::array<char, 65536> buffer;
  while (true) {
    const ssize_t count = recv(from, buffer.data(), buffer.size(), 0);
    if (count <= 0) break;
    if (send(to, buffer.data(), static_cast<std::size_t>(count), MSG_NOSIGNAL) != count) break;
  }
  shutdown(to, SHUT_RDWR);
}

void SeveredConnection::Sever() {
  std::lock_guard lock(mutex_);
  severed_ = true;
  shutdown(listener_, SHUT_RDWR);
  for (const int socket : sockets_) shutdown(socket, SHUT_RDWR);
}

}  // namespace beam::runners
