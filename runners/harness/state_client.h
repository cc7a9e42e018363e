// StateService: the requests to the state service that wait for their answers, of all bundles and streams.
// BundleState: the StateClient of one bundle.
//
// StateService is thread-safe; a BundleState is for its bundle's thread. Many requests are under way at once and answers come
// in any order, because every request has an id that no other has.
//
// Requests go out together: one waits in the stream's buffer for the next, and a read or the end of the bundle sends what is there.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "runners/harness/connection.h"

namespace beam::runners {

class BundleState;

class StateService {
 public:
  using Connect = std::function<std::shared_ptr<StateStream>(const std::string& address)>;
  /// `warn` gets a sentence when the runner says something that concerns nobody.
  StateService(Connect connect, std::function<void(const std::string&)> warn);
  ~StateService();

  /// The address is empty if the stage has no state service; using the state is an error then.
  std::unique_ptr<BundleState> Begin(const std::string& instruction_id, const std::string& address);
  /// Fails all requests, now and later.
  void Abort(const Status& why);
  /// Closes the streams; those that have not ended at the deadline are cancelled.
  void Shutdown(std::chrono::steady_clock::time_point deadline) { connections_.Shutdown(deadline); }

 private:
  friend class BundleState;
  using RequestId = std::uint64_t;
  struct Pending {
    BundleState* bundle;
    ConnectionId connection;
    std::shared_ptr<const fn::StateRequest> request;
  };
  Status Receive(fn::StateResponse response);
  void Broken(ConnectionId connection, const Status& why);
  // Called with the mutex held.
  void Answer(RequestId id, const Pending& pending, fn::StateResponse response);
  void Fail(BundleState& bundle, const Status& why);

  const std::function<void(const std::string&)> warn_;
  std::mutex mutex_;
  RequestId last_id_ = 0;
  std::unordered_map<RequestId, Pending> pending_;
  Status aborted_;
  // Last, because its threads use the rest.
  Connections<fn::StateResponse, fn::StateRequest> connections_;
};

class BundleState final : public StateClient {
 public:
  ~BundleState() override;
  BundleState(const BundleState&) = delete;
  BundleState& operator=(const BundleState&) = delete;

  fn::StateGetResponse Get(const fn::StateKey& key, const std::string& continuation_token) override;
  void Ask(const fn::StateKey& key) override;
  void Append(const fn::StateKey& key, std::string data) override;
  void Clear(const fn::StateKey& key) override;

  /// Waits for the answers to all writes; throws beam::Error if one of them failed.
  void AwaitAcknowledged();

 private:
  friend class StateService;
  BundleState(StateService& service, std::string instruction_id, std::string address);
  using RequestId = StateService::RequestId;
  RequestId SendGet(const fn::StateKey& key, const std::string& continuation_token);
  RequestId Send(fn::StateRequest request);
  void Forget(const fn::StateKey& key);
  // Nothing stays here any more that the runner was to see.
  void Flush();
  void ThrowIfFailed() const;

  StateService& service_;
  const std::string instruction_id_;
  const std::string address_;
  std::shared_ptr<StateConnection> connection_;
  // The last request: the next one lets it go out without being waited for.
  std::shared_ptr<const fn::StateRequest> held_;
  std::unordered_map<std::string, RequestId> asked_;  // by the serialized key
  // Guarded by the service's mutex.
  std::condition_variable answered_;
  std::size_t unanswered_ = 0;
  RequestId awaited_ = 0;
  std::unordered_map<RequestId, fn::StateGetResponse> got_;
  Status failed_;
};

}  // namespace beam::runners
