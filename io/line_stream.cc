#include "io/line_stream.h"

#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "beam/base/error.h"

namespace beam::io {

namespace {

constexpr char kStandardInput[] = "-";
constexpr std::size_t kReadBytes = 64 * 1024;

struct HostAndPort {
  std::string host;
  std::string port;
};

HostAndPort Parse(const std::string& address) {
  const std::size_t colon = address.rfind(':');
  HostAndPort parts;
  if (colon != std::string::npos) parts = {address.substr(0, colon), address.substr(colon + 1)};
  if (parts.host.starts_with('[') && parts.host.ends_with(']'))
    parts.host = parts.host.substr(1, parts.host.size() - 2);
  if (!parts.host.empty() && !parts.port.empty()) return parts;
  throw Error(
      StatusCode::kInvalidArgument,
      "lines are received from \"HOST:PORT\", or from \"-\", which is standard input; address = \"" + address + "\"");
}

[[noreturn]] void FailToConnect(const std::string& address, const std::string& why) {
  throw Error(StatusCode::kUnavailable,
              "no connection to the program that sends the lines; start it first; address = " + address + ": " + why);
}

// The first of the host's addresses that somebody listens at.
int Connect(const std::string& address) {
  const HostAndPort parts = Parse(address);
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (const int problem = getaddrinfo(parts.host.c_str(), parts.port.c_str(), &hints, &found); problem != 0) {
    FailToConnect(address, gai_strerror(problem));
  }
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> all(found, &freeaddrinfo);
  int problem = 0;
  for (const addrinfo* at = found; at != nullptr; at = at->ai_next) {
    const int file = socket(at->ai_family, at->ai_socktype | SOCK_CLOEXEC, at->ai_protocol);
    if (file >= 0 && connect(file, at->ai_addr, at->ai_addrlen) == 0) return file;
    problem = errno;
    if (file >= 0) close(file);
  }
  FailToConnect(address, std::strerror(problem));
}

}  // namespace

void LineStream::RequireAddress(const std::string& address) {
  if (address != kStandardInput) Parse(address);
}

std::shared_ptr<LineStream> LineStream::Open(const std::string& address, std::uint64_t max_line_bytes) {
  const int file = address == kStandardInput ? dup(STDIN_FILENO) : Connect(address);
  if (file < 0) {
    throw Error(StatusCode::kUnavailable, "standard input cannot be read: " + std::string(std::strerror(errno)));
  }
  return std::shared_ptr<LineStream>(new LineStream(address, file, max_line_bytes));
}

LineStream::LineStream(std::string address, int file, std::uint64_t max_line_bytes)
    : address_(std::move(address)), file_(file), max_line_bytes_(max_line_bytes) {}

LineStream::~LineStream() { close(file_); }

LineStream::Found LineStream::Look() {
  while (!FindLine()) {
    if (ended_) return Found::kEnd;
    if (buffer_.size() - begin_ > max_line_bytes_) {
      throw Error(StatusCode::kResourceExhausted,
                  "a line is longer than max_line_bytes; raise it if the sender sends a text; address = " + address_ +
                      ", max_line_bytes = " + std::to_string(max_line_bytes_));
    }
    if (!Readable()) return Found::kNothingYet;
    Read();
  }
  return Found::kLine;
}

void LineStream::Next() {
  begin_ = scanned_ = behind_;
  size_ = 0;
}

bool LineStream::FindLine() {
  const std::size_t end = buffer_.find('\n', scanned_);
  if (end == std::string::npos && (!ended_ || begin_ == buffer_.size())) {
    scanned_ = buffer_.size();
    return false;
  }
  scanned_ = std::min(end, buffer_.size());
  behind_ = end == std::string::npos ? buffer_.size() : end + 1;
  size_ = scanned_ - begin_;
  if (size_ > 0 && buffer_[scanned_ - 1] == '\r') --size_;
  return true;
}

bool LineStream::Readable() const {
  pollfd wanted{file_, POLLIN, 0};
  return poll(&wanted, 1, 0) != 0;
}

// Lines that have been taken make room.
void LineStream::Read() {
  buffer_.erase(0, begin_);
  scanned_ -= begin_;
  begin_ = 0;
  const std::size_t size = buffer_.size();
  buffer_.resize(size + kReadBytes);
  const ssize_t read = ::read(file_, buffer_.data() + size, kReadBytes);
  const int problem = errno;
  buffer_.resize(size + static_cast<std::size_t>(read > 0 ? read : 0));
  if (read == 0) ended_ = true;
  if (read >= 0 || problem == EINTR || problem == EAGAIN) return;
  throw Error(StatusCode::kUnavailable, "the connection to the program that sends the lines broke; address = " +
                                            address_ + ": " + std::strerror(problem));
}

}  // namespace beam::io
