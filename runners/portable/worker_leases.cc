#include "runners/portable/worker_leases.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <random>
#include <utility>

#include "beam/base/error.h"

namespace beam::runners {

namespace {

constexpr char kDone = 'D';
constexpr int kBacklog = 64;

std::string NewName() {
  constexpr char kDigits[] = "0123456789abcdef";
  std::random_device random;
  std::string name = "beam-cpp-";
  for (int i = 0; i < 32; ++i) name += kDigits[random() % 16];
  return name;
}

std::string NameInEnvironment() {
  const char* const name = std::getenv(kLeaseVariable);
  return name == nullptr ? std::string() : std::string(name);
}

// Names in the abstract namespace begin with a zero byte; no file is left behind.
struct Address {
  explicit Address(const std::string& name) {
    socket.sun_family = AF_UNIX;
    const std::size_t length = std::min(name.size(), sizeof(socket.sun_path) - 1);
    std::memcpy(socket.sun_path + 1, name.data(), length);
    size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + length);
  }
  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&socket); }

  sockaddr_un socket{};
  socklen_t size;
};

pid_t PeerOf(int connection) {
  ucred peer{};
  socklen_t size = sizeof(peer);
  const bool known = getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0;
  return known && peer.uid == getuid() ? peer.pid : 0;
}

}  // namespace

WorkerLeases::WorkerLeases()
    : name_(NewName()), listener_(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {
  const Address address(name_);
  if (!listener_.open() || bind(listener_.number(), address.get(), address.size) != 0 ||
      listen(listener_.number(), kBacklog) != 0) {
    throw Error(StatusCode::kUnavailable,
                std::string("the program cannot listen for the ends of its workers; ") + std::strerror(errno));
  }
}

void WorkerLeases::AcceptNew() {
  while (true) {
    Descriptor connection(accept4(listener_.number(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (!connection.open()) return;
    const pid_t pid = PeerOf(connection.number());
    if (pid == 0) continue;
    workers_.push_back({std::move(connection), pid});
    lost_ = 0;
  }
}

void WorkerLeases::DropEnded(Clock::time_point now) {
  std::vector<Worker> left;
  for (Worker& worker : workers_) {
    char word = 0;
    const ssize_t size = recv(worker.connection.number(), &word, 1, 0);
    if (size < 0 && (errno == EAGAIN || errno == EINTR)) {
      left.push_back(std::move(worker));
    } else if (size != 1 || word != kDone) {
      lost_ = worker.pid;
      lost_since_ = now;
    }
  }
  workers_ = std::move(left);
}

std::optional<pid_t> WorkerLeases::FindLost(Clock::time_point now, Clock::duration patience) {
  DropEnded(now);
  AcceptNew();
  if (lost_ == 0 || now - lost_since_ < patience) return std::nullopt;
  return lost_;
}

WorkerLease::WorkerLease() : WorkerLease(NameInEnvironment()) {}

WorkerLease::WorkerLease(const std::string& name) {
  if (name.empty()) return;
  Descriptor connection(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const Address address(name);
  if (connection.open() && connect(connection.number(), address.get(), address.size) == 0) {
    connection_ = std::move(connection);
  }
}

void WorkerLease::GiveBack() {
  if (connection_.open()) static_cast<void>(send(connection_.number(), &kDone, 1, MSG_NOSIGNAL));
}

}  // namespace beam::runners
