// Init and RunMain: the first and the last line of a Beam program.
//
//   int main(int argc, char** argv) {
//     auto options = beam::Init<Options>(argc, argv);
//     beam::Pipeline p;
//     ...
//     return beam::RunMain(p);
//   }
#pragma once

#include <string>
#include <string_view>

#include "beam/options.h"

namespace beam {

class Pipeline;

namespace internal {
void InitProgram(const OptionTable& program, int argc, const char* const* argv, std::string (*help)(std::string_view));
}  // namespace internal

/// Reads the command line into an options struct (beam/options.h) and the standard flags into DefaultRunOptions();
/// standard flags may also stand in the environment variable BEAM_OPTIONS, where the command line overrides them. From
/// here on Ctrl-C cancels the runs of the program's pipelines, which then end CANCELLED and leave nothing behind; a
/// second one ends the process at once.
/// --help prints the flags and ends the program with 0; a mistake prints one line that names the flag, and ends it
/// with 2.
template <class Options>
[[nodiscard]] Options Init(int argc, const char* const* argv) {
  Options options;
  if constexpr (internal::CheckOptions<Options>()) {
    internal::InitProgram(internal::OptionTableOf(options), argc, argv, &HelpText<Options>);
  }
  return options;
}

/// The same for a program without flags of its own.
void Init(int argc, const char* const* argv);

/// For a program that reads its flags in a way of its own: takes the standard flags out of argc and argv, leaving the
/// rest in order (argv[argc] is null again). A mistake in a standard flag ends the program with 2; --help is left to
/// the program, which finds the text about the standard flags in beam::HelpText(name).
void InitStandardFlags(int& argc, char** argv);

/// Runs the pipeline with DefaultRunOptions() and returns the program's exit code: 0 when it ended DONE; 1 when it
/// failed, after its error was printed on standard error, the cause first; 130 when Ctrl-C cancelled it (143 for
/// SIGTERM).
[[nodiscard]] int RunMain(Pipeline& pipeline);

}  // namespace beam
