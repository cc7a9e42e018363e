#include "beam/init.h"

#include <cstdio>
#include <cstdlib>

#include "beam/base/cancellation.h"
#include "beam/pipeline.h"
#include "beam/runner.h"

namespace beam {

namespace {

constexpr int kUsageError = 2;
constexpr int kSignalBase = 128;

std::string ProgramName(int argc, const char* const* argv) {
  const std::string path = argc > 0 ? argv[0] : "program";
  return path.substr(path.rfind('/') + 1);
}

std::string Environment() {
  const char* text = std::getenv("BEAM_OPTIONS");
  return text == nullptr ? "" : text;
}

std::vector<std::string> Words(int argc, const char* const* argv) {
  return argc > 0 ? std::vector<std::string>(argv + 1, argv + argc) : std::vector<std::string>();
}

[[noreturn]] void ExitWithUsageError(const std::string& program, const Status& status) {
  std::string text = program + ": " + status.message() + "\n";
  for (const std::string& doing : status.context()) text += "  while " + doing + "\n";
  std::fprintf(stderr, "%s%s --help lists the flags\n", text.c_str(), program.c_str());
  std::exit(kUsageError);
}

int ExitCode(const PipelineResult& result) {
  if (result.ok()) return EXIT_SUCCESS;
  const int signal = internal::CancelSignal();
  if (result.state() == PipelineState::kCancelled && signal != 0) return kSignalBase + signal;
  const std::string text = result.status().ok() ? std::string("the run ended ") + PipelineStateName(result.state())
                                                : result.status().ToString();
  std::fprintf(stderr, "%s\n", text.c_str());
  return EXIT_FAILURE;
}

}  // namespace

namespace internal {

void InitProgram(const OptionTable& program, int argc, const char* const* argv, std::string (*help)(std::string_view)) {
  RunWorkerMain(argc, argv);
  const std::string name = ProgramName(argc, argv);
  StatusOr<ParsedRun> parsed = ParseCommandLine(program, Words(argc, argv), Environment(), DefaultRunOptions());
  if (!parsed.ok()) ExitWithUsageError(name, parsed.status());
  if (parsed->help) {
    std::fputs(help(name).c_str(), stdout);
    std::exit(EXIT_SUCCESS);
  }
  DefaultRunOptions() = std::move(parsed->run);
  LetInterruptsCancelRuns();
}

}  // namespace internal

void Init(int argc, const char* const* argv) { internal::InitProgram({}, argc, argv, &HelpText<NoOptions>); }

void InitStandardFlags(int& argc, char** argv) {
  RunWorkerMain(argc, argv);
  std::vector<std::string> words = Words(argc, argv);
  StatusOr<RunOptions> run = internal::TakeStandardFlags(words, Environment(), DefaultRunOptions());
  if (!run.ok()) ExitWithUsageError(ProgramName(argc, argv), run.status());
  DefaultRunOptions() = *std::move(run);
  internal::LetInterruptsCancelRuns();
  // The words that are left are a subsequence of argv, so the pointers are found by walking along both.
  int kept = 1;
  std::size_t next = 0;
  for (int i = 1; i < argc && next < words.size(); ++i) {
    if (words[next] != argv[i]) continue;
    argv[kept++] = argv[i];
    ++next;
  }
  if (argc > 0) argv[argc = kept] = nullptr;
}

int RunMain(Pipeline& pipeline) {
  const internal::InterruptScope interrupts;
  try {
    return ExitCode(pipeline.Run());
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return EXIT_FAILURE;
  }
}

}  // namespace beam
