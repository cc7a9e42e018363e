// Runner: what executes a graph; runners are found by name.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "beam/graph/graph.h"
#include "beam/result.h"

namespace beam {

/// Executes graphs. Implementations live under runners/ and register themselves.
class Runner {
 public:
  virtual ~Runner() = default;
  /// Runs to the end. Reports failure in the result; throws only for options that make no sense.
  virtual PipelineResult Run(const internal::Graph& graph, const RunOptions& options) = 0;
};

/// Makes `--runner=name` known. The last registration of a name wins. Call during static initialization or from main.
void RegisterRunner(std::string name, std::function<std::unique_ptr<Runner>()> make);
/// Throws beam::Error(kNotFound) that lists the known names.
std::unique_ptr<Runner> MakeRunner(std::string_view name);
/// The registered names in order.
std::vector<std::string> RunnerNames();

/// Lets `main` see the command line of the program before beam::Init does: it returns nothing, or the exit code of a program that
/// was not started to build a pipeline but as a runner's worker, and has been one.
void RegisterWorkerMain(std::optional<int> (*main)(int argc, const char* const* argv));
/// Ends the process if it was one.
void RunWorkerMain(int argc, const char* const* argv);

/// The options that Pipeline::Run() uses; beam::Init sets them.
RunOptions& DefaultRunOptions();

}  // namespace beam
