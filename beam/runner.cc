#include "beam/runner.h"

#include <cstdio>
#include <cstdlib>
#include <map>
#include <mutex>

namespace beam {

namespace {

struct Registry {
  std::mutex mutex;
  std::map<std::string, std::function<std::unique_ptr<Runner>()>, std::less<>> makers;
};

// The one registry of runners; a function-local object so that static initializers in any order may register.
Registry& TheRegistry() {
  static Registry registry;
  return registry;
}

}  // namespace

void RegisterRunner(std::string name, std::function<std::unique_ptr<Runner>()> make) {
  std::lock_guard lock(TheRegistry().mutex);
  TheRegistry().makers[std::move(name)] = std::move(make);
}

std::unique_ptr<Runner> MakeRunner(std::string_view name) {
  std::lock_guard lock(TheRegistry().mutex);
  const auto it = TheRegistry().makers.find(name);
  if (it != TheRegistry().makers.end()) return it->second();
  std::string known;
  for (const auto& [other, make] : TheRegistry().makers) known += (known.empty() ? "" : ", ") + other;
  throw Error(StatusCode::kNotFound,
              "--runner names no runner that this program links; known: " + known + "; given: " + std::string(name));
}

std::vector<std::string> RunnerNames() {
  std::lock_guard lock(TheRegistry().mutex);
  std::vector<std::string> names;
  for (const auto& [name, make] : TheRegistry().makers) names.push_back(name);
  return names;
}

namespace {
std::optional<int> (*worker_main)(int argc, const char* const* argv) = nullptr;
}  // namespace

void RegisterWorkerMain(std::optional<int> (*main)(int argc, const char* const* argv)) { worker_main = main; }

void RunWorkerMain(int argc, const char* const* argv) {
  if (worker_main == nullptr) return;
  const std::optional<int> code = worker_main(argc, argv);
  if (!code) return;
  // User code that did not return in time may still hold threads, which nothing else is to wait for.
  std::fflush(nullptr);
  std::_Exit(*code);
}

RunOptions& DefaultRunOptions() {
  static RunOptions options;
  return options;
}

}  // namespace beam
