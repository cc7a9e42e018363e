// Workers that end, and workers that are killed.
#include "runners/portable/worker_leases.h"

#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <cstdlib>

namespace beam::runners {
namespace {

using std::chrono::seconds;
using Clock = WorkerLeases::Clock;

const Clock::time_point kStart;
constexpr seconds kPatience(20);

// A process that connects and then does as it is told by one byte: 'e' ends it in good order.
class WorkerProcess {
 public:
  explicit WorkerProcess(const WorkerLeases& leases) {
    int orders[2];
    int answers[2];
    REQUIRE(pipe(orders) == 0);
    REQUIRE(pipe(answers) == 0);
    pid_ = fork();
    if (pid_ == 0) {
      setenv(kLeaseVariable, leases.name().c_str(), 1);
      WorkerLease lease;
      char word = 'c';
      if (write(answers[1], &word, 1) != 1 || read(orders[0], &word, 1) != 1) _exit(1);
      lease.GiveBack();
      _exit(0);
    }
    orders_ = Descriptor(orders[1]);
    const Descriptor ours(answers[0]);
    close(orders[0]);
    close(answers[1]);
    char word = 0;
    REQUIRE(read(ours.number(), &word, 1) == 1);
  }
  pid_t pid() const { return pid_; }
  void EndInOrder() {
    REQUIRE(write(orders_.number(), "e", 1) == 1);
    waitpid(pid_, nullptr, 0);
  }
  void Kill() {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }

 private:
  Descriptor orders_;
  pid_t pid_ = 0;
};

TEST_CASE("a worker that ends in good order is not missed") {
  WorkerLeases leases;
  WorkerProcess worker(leases);
  CHECK_FALSE(leases.FindLost(kStart, kPatience));
  worker.EndInOrder();
  CHECK_FALSE(leases.FindLost(kStart, kPatience));
  CHECK_FALSE(leases.FindLost(kStart + seconds(100), kPatience));
}

TEST_CASE("a worker that was killed is missed when nothing has replaced it in time") {
  WorkerLeases leases;
  WorkerProcess worker(leases);
  CHECK_FALSE(leases.FindLost(kStart, kPatience));
  worker.Kill();
  CHECK_FALSE(leases.FindLost(kStart, kPatience));
  CHECK_FALSE(leases.FindLost(kStart + seconds(19), kPatience));
  CHECK(leases.FindLost(kStart + seconds(20), kPatience) == worker.pid());
}

TEST_CASE("a worker that comes after one that was killed replaces it") {
  WorkerLeases leases;
  WorkerProcess first(leases);
  CHECK_FALSE(leases.FindLost(kStart, kPatience));
  first.Kill();
  CHECK_FALSE(leases.FindLost(kStart, kPatience));
  WorkerProcess second(leases);
  CHECK_FALSE(leases.FindLost(kStart + seconds(20), kPatience));
  CHECK_FALSE(leases.FindLost(kStart + seconds(100), kPatience));
  second.EndInOrder();
  CHECK_FALSE(leases.FindLost(kStart + seconds(200), kPatience));
}

TEST_CASE("a worker without a lease in its environment, or with one that nobody holds, works on") {
  unsetenv(kLeaseVariable);
  WorkerLease none;
  none.GiveBack();
  setenv(kLeaseVariable, "beam-cpp-nobody", 1);
  WorkerLease nobody;
  nobody.GiveBack();
  unsetenv(kLeaseVariable);
}

TEST_CASE("a worker may be told the name of its lease") {
  WorkerLeases leases;
  {
    WorkerLease lease(leases.name());
    CHECK_FALSE(leases.FindLost(kStart, kPatience));
  }
  // It went without giving the lease back.
  CHECK_FALSE(leases.FindLost(kStart, kPatience));
  CHECK(leases.FindLost(kStart + seconds(20), kPatience) == getpid());
}

}  // namespace
}  // namespace beam::runners
