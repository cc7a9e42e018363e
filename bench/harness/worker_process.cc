#include "bench/harness/worker_process.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <stdexcept>
#include <thread>

namespace beam::bench {

namespace {
constexpr std::chrono::milliseconds kPoll(20);
constexpr std::chrono::seconds kGrace(3);
}  // namespace

WorkerProcess::WorkerProcess(const std::vector<std::string>& command) {
  std::vector<char*> words;
  for (const std::string& word : command) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  pid_ = fork();
  if (pid_ < 0) throw std::runtime_error(std::string("no process can be started: ") + std::strerror(errno));
  if (pid_ > 0) return;
  execvp(words[0], words.data());
  std::fprintf(stderr, "drive: cannot run %s: %s\n", words[0], std::strerror(errno));
  _exit(127);
}

WorkerProcess::~WorkerProcess() {
  const auto deadline = std::chrono::steady_clock::now() + kGrace;
  while (Alive() && std::chrono::steady_clock::now() < deadline) std::this_thread::sleep_for(kPoll);
  if (!Alive()) return;
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
}

bool WorkerProcess::Alive() {
  if (!reaped_) reaped_ = waitpid(pid_, nullptr, WNOHANG) == pid_;
  return !reaped_;
}

double WorkerProcess::CpuSeconds() const {
  clockid_t clock{};
  timespec time{};
  if (clock_getcpuclockid(pid_, &clock) != 0 || clock_gettime(clock, &time) != 0)
    throw std::runtime_error("the worker's processor time cannot be read; it may have ended");
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

double WorkerProcess::PeakRssMb() const {
  double kib = 0;
  const std::string name = "/proc/" + std::to_string(pid_) + "/status";
  if (std::FILE* status = std::fopen(name.c_str(), "r")) {
    char line[256];
    while (std::fgets(line, sizeof line, status) != nullptr) {
      if (std::strncmp(line, "VmHWM:", 6) == 0) std::sscanf(line + 6, "%lf", &kib);
    }
    std::fclose(status);
  }
  return kib / 1024;
}

}  // namespace beam::bench
