// The threads that bundles run on.
#include "runners/harness/worker_threads.h"

#include <catch2/catch.hpp>

#include "beam/base/error.h"
#include "test/runners/harness/gate.h"

namespace beam::runners {
namespace {

std::chrono::steady_clock::time_point Whenever() { return std::chrono::steady_clock::now() + std::chrono::hours(1); }

TEST_CASE("There are as many threads as tasks that run at once") {
  WorkerThreads threads;
  Counter inside;
  Gate go;
  for (int i = 0; i < 10; ++i) {
    threads.Run([&] {
      inside.Add();
      go.Wait();
    });
  }
  inside.WaitFor(10);
  CHECK(threads.size() == 10);
  go.Open();
  CHECK(threads.Stop(Whenever()) == 0);
  CHECK(threads.size() == 0);
}

TEST_CASE("Tasks that were taken on before the end are run") {
  WorkerThreads threads;
  Counter done;
  for (int i = 0; i < 100; ++i) threads.Run([&] { done.Add(); });
  CHECK(threads.Stop(Whenever()) == 0);
  CHECK(done.Get() == 100);
}

TEST_CASE("After the end no task is taken on") {
  WorkerThreads threads;
  CHECK(threads.Stop(Whenever()) == 0);
  CHECK_THROWS_AS(threads.Run([] {}), Error);
}

TEST_CASE("A task that does not return is counted and left behind") {
  WorkerThreads threads;
  auto gate = std::make_shared<Gate>();
  auto done = std::make_shared<Gate>();
  Counter inside;
  threads.Run([gate, done, &inside] {
    inside.Add();
    gate->Wait();
    done->Open();
  });
  inside.WaitFor(1);
  CHECK(threads.Stop(std::chrono::steady_clock::now()) == 1);
  gate->Open();
  done->Wait();
}

}  // namespace
}  // namespace beam::runners
