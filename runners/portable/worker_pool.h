// WorkerPool: where a runner asks this program for workers (Beam's external worker pool, which LOOPBACK stands on).
//
// The pool starts each worker on a thread of its own and answers the runner at once. It knows a worker by its id only, as the
// runner gave it; one pool serves several workers, of several jobs and runners, at the same time. Some runners never say that
// a worker is to stop, so a worker has to end by itself when its runner closes the control stream; then its id is free again.
#pragma once

#include <org/apache/beam/model/fn_execution/v1/beam_fn_api.grpc.pb.h>

#include <functional>
#include <memory>
#include <stop_token>
#include <string>

#include "beam/base/status.h"

namespace beam::runners {

namespace fn = org::apache::beam::model::fn_execution::v1;

class WorkerPool {
 public:
  /// Is the worker: returns when it has ended. It ends when the runner is done with it, and soon when a stop is requested.
  /// Called on a thread for each worker. What it throws counts as what it returns.
  using RunWorker = std::function<Status(const fn::StartWorkerRequest& request, std::stop_token stop)>;
  /// Is told that a worker ended with an error, on that worker's thread, when its id is free again; must not throw.
  using OnFailure = std::function<void(const std::string& worker_id, const Status& status)>;

  /// Listens on 127.0.0.1 when it returns; port 0 stands for any free one. Throws beam::Error if the port is taken.
  explicit WorkerPool(RunWorker run_worker, OnFailure on_failure = {}, int port = 0);
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;
  /// Takes no more requests, asks all workers to stop and waits for them.
  ~WorkerPool();

  /// "127.0.0.1:port", for the payload of an EXTERNAL environment.
  const std::string& endpoint() const;

 private:
  class Service;

  std::unique_ptr<Service> service_;
};

}  // namespace beam::runners
