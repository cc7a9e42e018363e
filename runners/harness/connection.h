// Connection: a data or state stream that is open, with the thread that reads it. Connections: one for each address, opened
// when it is first needed and again after it broke.
//
// Thread-safe. What is read is handed to a function on the connection's own thread.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "beam/base/error.h"
#include "runners/harness/streams.h"

namespace beam::runners {

/// Different for each connection that is ever opened, also at one address.
using ConnectionId = std::uint64_t;

template <class In, class Out>
class Connection {
 public:
  /// `kind` and `address` are for error texts only.
  Connection(ConnectionId id, std::string kind, std::string address, std::shared_ptr<Stream<In, Out>> stream)
      : id_(id), kind_(std::move(kind)), address_(std::move(address)), stream_(std::move(stream)) {}
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection() {
    stream_->Cancel();
    if (reader_.joinable()) reader_.join();
  }

  /// `receive` gets each message; the stream is given up if it returns an error. `ended` is called once, at the end.
  void Start(std::function<Status(In&&)> receive, std::function<void(const Status&)> ended) {
    reader_ = std::thread([this, receive = std::move(receive), ended = std::move(ended)] { ReadAll(receive, ended); });
  }

  ConnectionId id() const { return id_; }
  /// Blocks while the runner does not keep up; throws beam::Error when the stream is gone.
  void Write(const Out& message) { Require(stream_->Write(message)); }
  /// The same; see Stream::WriteSoon.
  void WriteSoon(const Out& message) { Require(stream_->WriteSoon(message)); }
  /// Ok while the stream is open.
  Status end() const {
    std::lock_guard lock(mutex_);
    return end_;
  }
  void Close() { stream_->Close(); }
  void Cancel() { stream_->Cancel(); }
  /// False if the stream is still open at that time.
  bool WaitForEnd(std::chrono::steady_clock::time_point deadline) {
    std::unique_lock lock(mutex_);
    return ended_.wait_until(lock, deadline, [&] { return !end_.ok(); });
  }

 private:
  void Require(bool written) const {
    if (written) return;
    const Status why = end();
    throw Error(why.ok() ? Gone(Status()) : why);
  }
  void ReadAll(const std::function<Status(In&&)>& receive, const std::function<void(const Status&)>& ended) {
    In message;
    Status refused;
    // What a message keeps of its memory serves the next one.
    while (refused.ok() && stream_->Read(message)) refused = receive(std::move(message));
    const Status why = refused.ok() ? Gone(stream_->end()) : refused;
    // Wakes those that wait to write.
    if (refused.ok()) {
      stream_->Close();
    } else {
      stream_->Cancel();
    }
    {
      std::lock_guard lock(mutex_);
      end_ = why;
      ended_.notify_all();
    }
    ended(why);
  }
  Status Gone(const Status& why) const {
    const std::string cause =
        why.ok() ? "the runner closed it" : std::string(StatusCodeName(why.code())) + ": " + why.message();
    return Status(StatusCode::kUnavailable, "the " + kind_ + " stream to the runner is gone: " + cause +
                                                "; the bundle can be run again; address = " + address_);
  }

  const ConnectionId id_;
  const std::string kind_;
  const std::string address_;
  const std::shared_ptr<Stream<In, Out>> stream_;
  mutable std::mutex mutex_;
  std::condition_variable ended_;
  Status end_;
  std::thread reader_;
};

template <class In, class Out>
class Connections {
 public:
  using Opened = Connection<In, Out>;
  /// `open` makes the stream; `start` calls Start on a connection that is new.
  Connections(std::string kind, std::function<std::shared_ptr<Stream<In, Out>>(const std::string& address)> open,
              std::function<void(Opened&)> start)
      : kind_(std::move(kind)), open_(std::move(open)), start_(std::move(start)) {}

  std::shared_ptr<Opened> Open(const std::string& address) {
    std::lock_guard lock(mutex_);
    if (shut_down_)
      throw Error(StatusCode::kCancelled, "the worker is shutting down; no " + kind_ + " stream is opened any more");
    std::shared_ptr<Opened>& connection = by_address_[address];
    if (connection == nullptr || !connection->end().ok()) {
      auto opened = std::make_shared<Opened>(++last_id_, kind_, address, open_(address));
      start_(*opened);
      connection = std::move(opened);
    }
    return connection;
  }
  /// Opens nothing any more. Streams are closed and get until the deadline to end by themselves; then they are cancelled.
  void Shutdown(std::chrono::steady_clock::time_point deadline) {
    std::map<std::string, std::shared_ptr<Opened>> open;
    {
      std::lock_guard lock(mutex_);
      shut_down_ = true;
      open.swap(by_address_);
    }
    for (const auto& [address, connection] : open) {
      if (connection != nullptr) connection->Close();
    }
    for (const auto& [address, connection] : open) {
      if (connection != nullptr && !connection->WaitForEnd(deadline)) connection->Cancel();
    }
  }

 private:
  const std::string kind_;
  const std::function<std::shared_ptr<Stream<In, Out>>(const std::string& address)> open_;
  const std::function<void(Opened&)> start_;
  std::mutex mutex_;
  bool shut_down_ = false;
  ConnectionId last_id_ = 0;
  std::map<std::string, std::shared_ptr<Opened>> by_address_;
};

using DataConnection = Connection<fn::Elements, fn::Elements>;
using StateConnection = Connection<fn::StateResponse, fn::StateRequest>;

}  // namespace beam::runners
