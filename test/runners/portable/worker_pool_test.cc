// The pool of workers as a runner sees it.

#include "runners/portable/worker_pool.h"

#include <catch2/catch.hpp>
#include <condition_variable>
#include <map>
#include <mutex>
#include <set>
#include <stdexcept>
#include <vector>

#include "beam/base/error.h"
#include "runners/rpc/channel.h"

namespace beam::testing {
namespace {

namespace fn = org::apache::beam::model::fn_execution::v1;
using runners::WorkerPool;

// Workers that run until they are told to end, by the pool or by the test (as when a runner closes the control stream).
class Workers {
 public:
  WorkerPool::RunWorker Run() {
    return [this](const fn::StartWorkerRequest& request, std::stop_token stop) {
      const std::stop_callback wake(stop, [this] {
        std::lock_guard lock(mutex_);
        changed_.notify_all();
      });
      std::unique_lock lock(mutex_);
      requests_[request.worker_id()] = request;
      changed_.notify_all();
      changed_.wait(lock, [&] { return stop.stop_requested() || closed_.count(request.worker_id()) != 0; });
      requests_.erase(request.worker_id());
      stopped_[request.worker_id()] = stop.stop_requested();
      changed_.notify_all();
      return Status();
    };
  }
  void Close(const std::string& id) {
    std::lock_guard lock(mutex_);
    closed_.insert(id);
    changed_.notify_all();
  }
  fn::StartWorkerRequest WaitUntilRunning(const std::string& id) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return requests_.count(id) != 0; });
    return requests_[id];
  }
  // True if it was the pool that asked it to stop.
  bool WaitUntilStopped(const std::string& id) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return stopped_.count(id) != 0; });
    return stopped_[id];
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::string, fn::StartWorkerRequest> requests_;
  std::set<std::string> closed_;
  std::map<std::string, bool> stopped_;
};

// What a runner does.
class Runner {
 public:
  explicit Runner(const WorkerPool& pool)
      : stub_(fn::BeamFnExternalWorkerPool::NewStub(runners::OpenChannel(pool.endpoint()))) {}

  // The error in the answer.
  std::string Start(const std::string& id) {
    fn::StartWorkerRequest request;
    request.set_worker_id(id);
    request.mutable_control_endpoint()->set_url("localhost:1");
    (*request.mutable_params())["key"] = "value";
    grpc::ClientContext context;
    fn::StartWorkerResponse response;
    const grpc::Status status = stub_->StartWorker(&context, request, &response);
    INFO(status.error_message());
    REQUIRE(status.ok());
    return response.error();
  }
  std::string Stop(const std::string& id) {
    fn::StopWorkerRequest request;
    request.set_worker_id(id);
    grpc::ClientContext context;
    fn::StopWorkerResponse response;
    const grpc::Status status = stub_->StopWorker(&context, request, &response);
    INFO(status.error_message());
    REQUIRE(status.ok());
    return response.error();
  }

 private:
  std::unique_ptr<fn::BeamFnExternalWorkerPool::Stub> stub_;
};

TEST_CASE("a worker gets the request that it was started with, and runs until it is stopped") {
  Workers workers;
  WorkerPool pool(workers.Run());
  Runner runner(pool);
  CHECK(pool.endpoint().find("127.0.0.1:") == 0);
  CHECK(runner.Start("worker_0") == "");
  const fn::StartWorkerRequest request = workers.WaitUntilRunning("worker_0");
  CHECK(request.control_endpoint().url() == "localhost:1");
  CHECK(request.params().at("key") == "value");
  CHECK(runner.Stop("worker_0") == "");
  CHECK(workers.WaitUntilStopped("worker_0"));
}

TEST_CASE("several workers of several jobs run at once, whatever their ids look like") {
  Workers workers;
  WorkerPool pool(workers.Run());
  Runner one(pool), other(pool);
  const std::vector<std::string> ids = {"worker_0", "93-1", "job-001[name]_go", "'quoted' \"id\"\n", "../../etc", ""};
  for (std::size_t i = 0; i < ids.size(); ++i) CHECK((i % 2 == 0 ? one : other).Start(ids[i]) == "");
  for (const std::string& id : ids) CHECK(workers.WaitUntilRunning(id).worker_id() == id);
  CHECK(other.Stop("93-1") == "");
  CHECK(workers.WaitUntilStopped("93-1"));
  // The others have not noticed.
  for (const char* id : {"worker_0", "job-001[name]_go"}) CHECK(workers.WaitUntilRunning(id).worker_id() == id);
}

TEST_CASE("a second start of a running worker is an error that names it, and the worker runs on") {
  Workers workers;
  WorkerPool pool(workers.Run());
  Runner runner(pool);
  CHECK(runner.Start("same") == "");
  const std::string error = runner.Start("same");
  CHECK(error.find("running here already") != std::string::npos);
  CHECK(error.find("id = same") != std::string::npos);
  workers.WaitUntilRunning("same");
}

TEST_CASE("stopping a worker that never started, or twice, is harmless") {
  Workers workers;
  WorkerPool pool(workers.Run());
  Runner runner(pool);
  CHECK(runner.Stop("never") == "");
  CHECK(runner.Start("one") == "");
  CHECK(runner.Stop("one") == "");
  CHECK(runner.Stop("one") == "");
  CHECK(workers.WaitUntilStopped("one"));
}

TEST_CASE("the id of a worker that ended by itself can be used again") {
  std::mutex mutex;
  std::condition_variable changed;
  int ended = 0;
  WorkerPool pool([](const fn::StartWorkerRequest&, std::stop_token) { return Status(StatusCode::kAborted, "ended"); },
                  [&](const std::string&, const Status&) {
                    std::lock_guard lock(mutex);
                    ++ended;
                    changed.notify_all();
                  });
  Runner runner(pool);
  for (int time = 1; time <= 3; ++time) {
    CHECK(runner.Start("again") == "");
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return ended == time; });
  }
}

TEST_CASE("a worker that fails is reported with its id, and the pool lives on") {
  std::mutex mutex;
  std::condition_variable changed;
  std::map<std::string, Status> failures;
  WorkerPool pool(
      [](const fn::StartWorkerRequest& request, std::stop_token) -> Status {
        if (request.worker_id() == "throws") throw Error(StatusCode::kDataLoss, "thrown");
        if (request.worker_id() == "other") throw std::runtime_error("of another kind");
        if (request.worker_id() == "number") throw 7;
        return Status(StatusCode::kNotFound, "returned");
      },
      [&](const std::string& id, const Status& status) {
        std::lock_guard lock(mutex);
        failures[id] = status;
        changed.notify_all();
      });
  Runner runner(pool);
  for (const char* id : {"throws", "other", "number", "returns"}) CHECK(runner.Start(id) == "");
  std::unique_lock lock(mutex);
  changed.wait(lock, [&] { return failures.size() == 4; });
  CHECK(failures["throws"].ToString() == "DATA_LOSS: thrown");
  CHECK(failures["other"].ToString() == "INTERNAL: of another kind");
  CHECK(failures["number"].code() == StatusCode::kInternal);
  CHECK(failures["returns"].ToString() == "NOT_FOUND: returned");
}

TEST_CASE("the end of the pool stops its workers and waits for them") {
  Workers workers;
  {
    WorkerPool pool(workers.Run());
    Runner runner(pool);
    for (const char* id : {"a", "b", "c"}) CHECK(runner.Start(id) == "");
    workers.WaitUntilRunning("b");
    workers.Close("c");
  }
  CHECK(workers.WaitUntilStopped("a"));
  CHECK(workers.WaitUntilStopped("b"));
  workers.WaitUntilStopped("c");
}

TEST_CASE("a pool on a port that is taken is an error that names the port") {
  Workers workers;
  const WorkerPool pool(workers.Run());
  const int port = std::stoi(pool.endpoint().substr(pool.endpoint().find(':') + 1));
  try {
    const WorkerPool second(workers.Run(), {}, port);
    FAIL("two pools listen on one port");
  } catch (const Error& error) {
    CHECK(error.code() == StatusCode::kUnavailable);
    CHECK(std::string(error.what()).find(pool.endpoint()) != std::string::npos);
  }
}

}  // namespace
}  // namespace beam::testing
