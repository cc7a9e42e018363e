// WorkerMain: what beam::Init becomes when this program was started as a worker, by a runner or as a pool by the user.
#pragma once

#include <optional>

namespace beam::runners {

/// Nothing if the program was started to build a pipeline; otherwise serves the runner, or as a pool until it is interrupted,
/// and returns the exit code.
std::optional<int> WorkerMain(int argc, const char* const* argv);

}  // namespace beam::runners
