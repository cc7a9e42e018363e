#include "runners/portable/worker_pool.h"

#include <fmt/format.h>

#include <map>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "runners/rpc/handler_status.h"
#include "runners/rpc/server.h"

namespace beam::runners {

class WorkerPool::Service : public fn::BeamFnExternalWorkerPool::Service {
 public:
  Service(RunWorker run_worker, OnFailure on_failure, int port)
      : run_worker_(std::move(run_worker)), on_failure_(std::move(on_failure)), server_({this}, {.port = port}) {}

  ~Service() override {
    server_.Shutdown();
    std::map<std::string, std::jthread> running;
    {
      std::lock_guard lock(mutex_);
      closed_ = true;
      running.swap(running_);
    }
    for (auto& [id, thread] : running) thread.request_stop();
    running.clear();
    JoinEnded();
  }

  const std::string& endpoint() const { return server_.endpoint(); }

  grpc::Status StartWorker(grpc::ServerContext*, const fn::StartWorkerRequest* request,
                           fn::StartWorkerResponse* response) override {
    return Handle([&] {
      JoinEnded();
      response->set_error(Start(*request));
    });
  }

  grpc::Status StopWorker(grpc::ServerContext*, const fn::StopWorkerRequest* request,
                          fn::StopWorkerResponse*) override {
    return Handle([&] {
      JoinEnded();
      std::lock_guard lock(mutex_);
      // A worker that never started or has ended is what the runner wanted.
      if (const auto found = running_.find(request->worker_id()); found != running_.end()) found->second.request_stop();
    });
  }

 private:
  // Returns what is wrong, or nothing.
  std::string Start(const fn::StartWorkerRequest& request) {
    const std::string& id = request.worker_id();
    std::lock_guard lock(mutex_);
    if (running_.count(id) != 0) {
      return fmt::format("a worker with this id is running here already; give each worker an id of its own; id = {}",
                         id);
    }
    try {
      running_[id] = std::jthread([this, request](std::stop_token stop) { Run(request, std::move(stop)); });
    } catch (const std::system_error& error) {
      running_.erase(id);
      return fmt::format("the machine has no thread left for a worker; end other programs; the error was: {}; id = {}",
                         error.what(), id);
    }
    return "";
  }

  void Run(const fn::StartWorkerRequest& request, std::stop_token stop) {
    const Status status = EndOf(request, std::move(stop));
    {
      std::lock_guard lock(mutex_);
      // A thread cannot join itself; whoever comes next does.
      if (!closed_) ended_.push_back(std::move(running_.extract(request.worker_id()).mapped()));
    }
    if (!status.ok() && on_failure_) on_failure_(request.worker_id(), status);
  }

  Status EndOf(const fn::StartWorkerRequest& request, std::stop_token stop) {
    try {
      return run_worker_(request, std::move(stop));
    } catch (const Error& error) {
      return error.status();
    } catch (const std::exception& error) {
      return Status(StatusCode::kInternal, error.what());
    } catch (...) {
      return Status(StatusCode::kInternal, "a worker ended with an exception that is no std::exception");
    }
  }

  void JoinEnded() {
    std::vector<std::jthread> ended;
    std::lock_guard lock(mutex_);
    ended.swap(ended_);
  }

  const RunWorker run_worker_;
  const OnFailure on_failure_;
  std::mutex mutex_;
  bool closed_ = false;
  std::map<std::string, std::jthread> running_;
  std::vector<std::jthread> ended_;
  // Declared last: it calls the members above from its first moment.
  Server server_;
};

WorkerPool::WorkerPool(RunWorker run_worker, OnFailure on_failure, int port)
    : service_(std::make_unique<Service>(std::move(run_worker), std::move(on_failure), port)) {}

WorkerPool::~WorkerPool() = default;

const std::string& WorkerPool::endpoint() const { return service_->endpoint(); }

}  // namespace beam::runners
