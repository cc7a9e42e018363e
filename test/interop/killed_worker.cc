// kill -9 of a worker in the middle of a job: the run must end within 30 s, with the reason. Run by the scripts of test/interop beside
// an engine: killed_worker --runner=prism --environment_type=PROCESS. Exits 0 if the promise held.
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stop_token>
#include <string>
#include <thread>

#include "beam/beam.h"
#include "beam/runner.h"

namespace {

constexpr std::chrono::seconds kLimit(30);

// Says which process it is and stays until it is killed.
int WaitToBeKilled(const std::string& pid_file, int n) {
  const std::string unfinished = pid_file + ".unfinished";
  std::ofstream(unfinished) << getpid() << '\n';
  std::filesystem::rename(unfinished, pid_file);
  while (true) pause();
  return n;
}

// Kills the worker as soon as it has said who it is; returns when that was.
std::chrono::steady_clock::time_point KillTheWorker(const std::stop_token& stop, const std::string& pid_file) {
  pid_t pid = 0;
  while (!(std::ifstream(pid_file) >> pid)) {
    if (stop.stop_requested()) return {};
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  kill(pid, SIGKILL);
  return std::chrono::steady_clock::now();
}

}  // namespace

int main(int argc, char** argv) {
  // The script says where the job service is.
  if (const char* endpoint = std::getenv("BEAM_JOB_ENDPOINT"); endpoint != nullptr) {
    beam::DefaultRunOptions().extra["job_endpoint"] = endpoint;
  }
  beam::Init(argc, argv);
  const std::string pid_file = std::filesystem::temp_directory_path() / ("killed_worker." + std::to_string(getpid()));
  beam::Pipeline p;
  beam::Map(beam::Create(p, {1}), beam::Bind(&WaitToBeKilled, pid_file));
  std::chrono::steady_clock::time_point killed;
  std::jthread killer([&](const std::stop_token& stop) { killed = KillTheWorker(stop, pid_file); });
  const beam::PipelineResult result = p.Run();
  const auto ended = std::chrono::steady_clock::now();
  killer.request_stop();
  killer.join();
  std::filesystem::remove(pid_file);
  const double seconds = std::chrono::duration<double>(ended - killed).count();
  std::printf("the run ended %.1f s after its worker was killed: %s\n", seconds, result.status().ToString().c_str());
  const bool clear = !result.ok() && result.status().ToString().find("worker") != std::string::npos;
  const bool held = clear && ended - killed < kLimit;
  std::puts(held ? "PASSED" : "FAILED: an end that names the worker, within 30 s, was promised");
  return held ? EXIT_SUCCESS : EXIT_FAILURE;
}
