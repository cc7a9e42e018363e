// Init, RunMain and Ctrl-C. What ends the process is tried in a child process.
#include "beam/init.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <functional>

#include "beam/base/cancellation.h"
#include "beam/pipeline.h"
#include "beam/runner.h"

namespace {

struct Options {
  std::vector<std::string> files;
  int top = 20;
  static constexpr beam::Flag kFlags[] = {{"files", "", beam::kPositional}};
};

struct Ended {
  int wait_status = 0;
  std::string out;
  std::string err;
  bool exited_with(int code) const { return WIFEXITED(wait_status) && WEXITSTATUS(wait_status) == code; }
  bool killed_by(int signal) const { return WIFSIGNALED(wait_status) && WTERMSIG(wait_status) == signal; }
};

std::string ReadAll(int descriptor) {
  std::string text;
  std::array<char, 4096> buffer;
  for (ssize_t n = 0; (n = read(descriptor, buffer.data(), buffer.size())) > 0;)
    text.append(buffer.data(), static_cast<std::size_t>(n));
  close(descriptor);
  return text;
}

// Runs `body` in a child process; what it writes stays below the capacity of a pipe.
Ended InChild(const std::function<int()>& body) {
  std::array<int, 2> out;
  std::array<int, 2> err;
  REQUIRE(pipe(out.data()) == 0);
  REQUIRE(pipe(err.data()) == 0);
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    dup2(out[1], STDOUT_FILENO);
    dup2(err[1], STDERR_FILENO);
    std::exit(body());
  }
  close(out[1]);
  close(err[1]);
  Ended ended;
  ended.out = ReadAll(out[0]);
  ended.err = ReadAll(err[0]);
  REQUIRE(waitpid(child, &ended.wait_status, 0) == child);
  return ended;
}

// A runner that does what the test says; what a pipeline computes plays no part here.
class ScriptedRunner : public beam::Runner {
 public:
  using Script = std::function<beam::PipelineResult(const beam::RunOptions&)>;
  explicit ScriptedRunner(Script script) : script_(std::move(script)) {}
  beam::PipelineResult Run(const beam::internal::Graph&, const beam::RunOptions& options) override {
    return script_(options);
  }

 private:
  Script script_;
};

// RunMain of an empty pipeline on a runner that does `script`.
int RunMainWith(ScriptedRunner::Script script) {
  beam::RegisterRunner("scripted", [script] { return std::make_unique<ScriptedRunner>(script); });
  beam::DefaultRunOptions().runner = "scripted";
  beam::Pipeline pipeline;
  return beam::RunMain(pipeline);
}

beam::PipelineResult Done() { return {beam::PipelineState::kDone, beam::Status()}; }
beam::PipelineResult Cancelled() { return {beam::PipelineState::kCancelled, beam::Status()}; }

TEST_CASE("Init gives the options and sets the defaults of runs") {
  const std::array<const char*, 5> argv = {"/bin/wordcount", "a.txt", "--top=3", "--threads=2", nullptr};
  const auto options = beam::Init<Options>(4, argv.data());
  CHECK(options.files == std::vector<std::string>{"a.txt"});
  CHECK(options.top == 3);
  CHECK(beam::DefaultRunOptions().threads == 2);
  beam::DefaultRunOptions() = {};
}

TEST_CASE("Init reads standard flags from BEAM_OPTIONS") {
  setenv("BEAM_OPTIONS", "--threads=6", 1);
  const std::array<const char*, 2> argv = {"wordcount", nullptr};
  beam::Init(1, argv.data());
  unsetenv("BEAM_OPTIONS");
  CHECK(beam::DefaultRunOptions().threads == 6);
  beam::DefaultRunOptions() = {};
}

TEST_CASE("--help prints the flags and exits with 0") {
  const Ended ended = InChild([] {
    const std::array<const char*, 3> argv = {"/bin/wordcount", "--help", nullptr};
    (void)beam::Init<Options>(2, argv.data());
    return 77;
  });
  CHECK(ended.exited_with(0));
  CHECK(ended.out == beam::HelpText<Options>("wordcount"));
  CHECK(ended.err.empty());
}

TEST_CASE("a mistake on the command line prints one line and a hint, and exits with 2") {
  const Ended ended = InChild([] {
    const std::array<const char*, 3> argv = {"/bin/wordcount", "--top=many", nullptr};
    (void)beam::Init<Options>(2, argv.data());
    return 77;
  });
  CHECK(ended.exited_with(2));
  CHECK(ended.out.empty());
  CHECK(ended.err ==
        "wordcount: --top expects a whole number from -2147483648 to 2147483647; given: many\n"
        "wordcount --help lists the flags\n");
}

TEST_CASE("InitStandardFlags leaves the rest of the command line in order") {
  std::array<std::string, 8> words = {"prog", "--mine", "--threads", "3", "x", "--other=", "--progress", "--"};
  std::array<char*, 9> argv = {};
  for (std::size_t i = 0; i < words.size(); ++i) argv[i] = words[i].data();
  int argc = 8;
  beam::InitStandardFlags(argc, argv.data());
  CHECK(beam::DefaultRunOptions().threads == 3);
  CHECK(beam::DefaultRunOptions().progress);
  REQUIRE(argc == 5);
  CHECK(std::vector<std::string>(argv.data() + 1, argv.data() + argc) ==
        std::vector<std::string>{"--mine", "x", "--other=", "--"});
  CHECK(argv[5] == nullptr);
  beam::DefaultRunOptions() = {};
}

TEST_CASE("RunMain runs with the default options and returns 0 for a run that ended DONE") {
  beam::DefaultRunOptions().threads = 9;
  int threads = 0;
  CHECK(RunMainWith([&threads](const beam::RunOptions& options) {
          threads = options.threads;
          return Done();
        }) == 0);
  CHECK(threads == 9);
  beam::DefaultRunOptions() = {};
}

TEST_CASE("RunMain prints the cause of a failed run first, then the chain, and returns 1") {
  const Ended ended = InChild([] {
    return RunMainWith([](const beam::RunOptions&) {
      return beam::PipelineResult(
          beam::PipelineState::kFailed,
          beam::Status(beam::StatusCode::kNotFound, "no such file; name = x").While("running Read"));
    });
  });
  CHECK(ended.exited_with(1));
  CHECK(ended.err == "NOT_FOUND: no such file; name = x\n  while running Read\n");
}

TEST_CASE("RunMain prints what a runner throws, and returns 1") {
  const Ended ended = InChild([] {
    beam::DefaultRunOptions().runner = "no_such_runner";
    beam::Pipeline pipeline;
    return beam::RunMain(pipeline);
  });
  CHECK(ended.exited_with(1));
  CHECK_THAT(ended.err, Catch::StartsWith("NOT_FOUND: --runner names no runner that this program links"));
}

TEST_CASE("the first Ctrl-C asks the run to cancel, and RunMain returns 130") {
  const Ended ended = InChild([] {
    return RunMainWith([](const beam::RunOptions&) {
      if (beam::internal::CancelRequested()) return Done();
      raise(SIGINT);
      return beam::internal::CancelRequested() ? Cancelled() : Done();
    });
  });
  CHECK(ended.exited_with(130));
  CHECK(ended.err == "\ncancelling the run; interrupt again to stop at once\n");
}

TEST_CASE("the second Ctrl-C ends the process, whichever signal came first") {
  for (const int first : {SIGINT, SIGTERM}) {
    const Ended ended = InChild([first] {
      return RunMainWith([first](const beam::RunOptions&) {
        raise(first);
        raise(SIGINT);
        return Done();
      });
    });
    CHECK(ended.killed_by(SIGINT));
  }
}

TEST_CASE("a run that a runner cancelled without a signal returns 1") {
  const Ended ended = InChild([] { return RunMainWith([](const beam::RunOptions&) { return Cancelled(); }); });
  CHECK(ended.exited_with(1));
  CHECK(ended.err == "the run ended CANCELLED\n");
}

volatile sig_atomic_t user_handler_calls = 0;

TEST_CASE("after the run the program's own handler is back, and the next run starts uncancelled") {
  const Ended ended = InChild([] {
    signal(SIGINT, [](int) { user_handler_calls = user_handler_calls + 1; });
    const int first = RunMainWith([](const beam::RunOptions&) {
      raise(SIGINT);
      return Cancelled();
    });
    raise(SIGINT);
    bool clean = false;
    const int second = RunMainWith([&clean](const beam::RunOptions&) {
      clean = !beam::internal::CancelRequested();
      return Done();
    });
    return first == 130 && second == 0 && clean && user_handler_calls == 1 ? 0 : 1;
  });
  CHECK(ended.exited_with(0));
}

TEST_CASE("a signal that was ignored stays ignored") {
  const Ended ended = InChild([] {
    signal(SIGINT, SIG_IGN);
    return RunMainWith([](const beam::RunOptions&) {
      raise(SIGINT);
      return beam::internal::CancelRequested() ? Cancelled() : Done();
    });
  });
  CHECK(ended.exited_with(0));
}

TEST_CASE("after Init every run of a pipeline can be cancelled, also without RunMain") {
  const Ended ended = InChild([] {
    const std::array<const char*, 3> argv = {"program", "--runner=scripted", nullptr};
    beam::Init(2, argv.data());
    beam::RegisterRunner("scripted", [] {
      return std::make_unique<ScriptedRunner>([](const beam::RunOptions&) {
        raise(SIGINT);
        return beam::internal::CancelRequested() ? Cancelled() : Done();
      });
    });
    beam::Pipeline pipeline;
    return pipeline.Run().state() == beam::PipelineState::kCancelled ? 0 : 1;
  });
  CHECK(ended.exited_with(0));
}

TEST_CASE("without Init and RunMain a signal is the program's own affair") {
  const Ended ended = InChild([] {
    beam::internal::LetInterruptsCancelRuns(false);  // Other tests of this process have called Init.
    signal(SIGINT, [](int) { user_handler_calls = user_handler_calls + 1; });
    beam::RegisterRunner("scripted", [] {
      return std::make_unique<ScriptedRunner>([](const beam::RunOptions&) {
        raise(SIGINT);
        return Done();
      });
    });
    beam::DefaultRunOptions().runner = "scripted";
    beam::Pipeline pipeline;
    return pipeline.Run().ok() && user_handler_calls == 1 && !beam::internal::CancelRequested() ? 0 : 1;
  });
  CHECK(ended.exited_with(0));
}

TEST_CASE("overlapping scopes keep one handler until the last one closes") {
  const Ended ended = InChild([] {
    auto first = std::make_unique<beam::internal::InterruptScope>();
    auto second = std::make_unique<beam::internal::InterruptScope>();
    first.reset();
    raise(SIGINT);
    if (!beam::internal::CancelRequested() || beam::internal::CancelSignal() != SIGINT) return 1;
    second.reset();
    return 0;
  });
  CHECK(ended.exited_with(0));
}

}  // namespace
