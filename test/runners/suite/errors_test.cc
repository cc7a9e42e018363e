// What a user reads when something goes wrong: the step, the line, what was being done, the element, the cause first.
#include <optional>
#include <ranges>
#include <stdexcept>
#include <string>
#include <thread>

#include "test/runners/suite/on_every_runner.h"

namespace beam::testing {
namespace {

using Catch::Contains;
using Catch::StartsWith;

std::string FirstLine(const Status& status) {
  const std::string text = status.ToString();
  return text.substr(0, text.find('\n'));
}

TEST_CASE("a DoFn that throws fails the run with its name, its line, the message and the element on the first line") {
  unsigned line = 0;
  FailsOnEveryRunner(
      [&](TestPipeline& p) {
        const auto words = Create(p, {"ok", "bad \n word"});
        line = __LINE__ + 1;
        Map(words, Named("Parse", [](const std::string& w) -> int {
              if (w.size() > 2) throw std::invalid_argument("no number");
              return 1;
            }));
      },
      [&](const Status& status) {
        CHECK_THAT(FirstLine(status), Contains("'Parse'") && Contains("errors_test.cc:" + std::to_string(line)) &&
                                          Contains("no number") && Contains("element = \"bad \\x0a word\""));
        CHECK_THAT(status.ToString(), Contains("while processing an element"));
      });
}

TEST_CASE("the element of the error is the one that was being processed, in every form of DoFn") {
  const auto fail_at_777 = [](int n) {
    if (n == 777) throw std::runtime_error("unlucky");
  };
  const auto check = [](const Status& status) { CHECK_THAT(FirstLine(status), Contains("element = 777")); };
  FailsOnEveryRunner(
      [&](TestPipeline& p) {
        ParDo(Create(p, std::views::iota(0, 2000)), [=](int n, Emitter<int> emit) {
          fail_at_777(n);
          emit(n);
        });
      },
      check);
  FailsOnEveryRunner(
      [&](TestPipeline& p) {
        Map(Create(p, std::views::iota(0, 2000)), [=](int n) {
          fail_at_777(n);
          return n;
        });
      },
      check);
  FailsOnEveryRunner(
      [&](TestPipeline& p) {
        Filter(Create(p, std::views::iota(0, 2000)), [=](int n) {
          fail_at_777(n);
          return true;
        });
      },
      check);
  FailsOnEveryRunner(
      [&](TestPipeline& p) {
        FlatMap(Create(p, std::views::iota(0, 2000)), [=](int n) {
          fail_at_777(n);
          return std::vector<int>{n};
        });
      },
      check);
  FailsOnEveryRunner(
      [&](TestPipeline& p) {
        Partition<2>(Create(p, std::views::iota(0, 2000)), [=](int n) {
          fail_at_777(n);
          return 0;
        });
      },
      check);
}

TEST_CASE("a beam::Error keeps its code, its message and its context") {
  FailsOnEveryRunner(
      [](TestPipeline& p) {
        Map(Create(p, {1}),
            [](int) -> int { throw Error(Status(StatusCode::kNotFound, "no such table").While("opening the table")); });
      },
      [](const Status& status) {
        CHECK(status.code() == StatusCode::kNotFound);
        CHECK_THAT(status.ToString(), Contains("no such table") && Contains("while opening the table"));
      });
}

TEST_CASE("what is thrown and is no std::exception fails the run all the same") {
  FailsOnEveryRunner([](TestPipeline& p) { Map(Create(p, {1}), Named("Throw", [](int) -> int { throw 5; })); },
                     [](const Status& status) { CHECK_THAT(FirstLine(status), Contains("'Throw'")); });
}

TEST_CASE("a step that stands still for the stall timeout is named, and the run fails when it returns", "[direct]") {
  FailsOnEveryRunner(
      [](TestPipeline& p) {
        p.options().stall_timeout = Duration(1000);
        ParDo(Create(p, {1}), Named("Wait", [](Context& context, int) {
                while (!context.cancelled()) std::this_thread::yield();
              }));
      },
      [](const Status& status) {
        CHECK(status.code() == StatusCode::kDeadlineExceeded);
        CHECK_THAT(FirstLine(status),
                   Contains("--stall_timeout") && Contains("Step 'Wait' (") && Contains("errors_test.cc:"));
      });
}

TEST_CASE("a DoFn may return its error") {
  FailsOnEveryRunner(
      [](TestPipeline& p) {
        ParDo(Create(p, {1, 2}), Named("Write", [](int n) {
                return n == 2 ? Status(StatusCode::kUnavailable, "the disk is away") : Status();
              }));
      },
      [](const Status& status) {
        CHECK(status.code() == StatusCode::kUnavailable);
        CHECK_THAT(FirstLine(status), Contains("'Write'") && Contains("the disk is away") && Contains("element = 2"));
      });
}

TEST_CASE("a DoFn may return a value or its error") {
  const auto parse = [](const std::string& w) -> StatusOr<int> {
    if (w.empty()) return Status(StatusCode::kInvalidArgument, "nothing there");
    return static_cast<int>(w.size());
  };
  OnEveryRunner([&](TestPipeline& p) { Expect(ParDo(Create(p, {"a", "bc"}), parse)).ToContainInAnyOrder({1, 2}); });
  FailsOnEveryRunner(
      [&](TestPipeline& p) {
        ParDo(Create(p, {"a", ""}), parse);
      },
      [](const Status& status) {
        CHECK(status.code() == StatusCode::kInvalidArgument);
        CHECK_THAT(FirstLine(status), Contains("nothing there") && Contains("element = \"\""));
      });
}

enum class Where : std::uint8_t { kSetup, kStartBundle, kFinishBundle, kTeardown };
struct FailsIn {
  Where where = Where::kSetup;
  void FailAt(Where here) const {
    if (here == where) throw std::runtime_error("it broke");
  }
  void Setup() { FailAt(Where::kSetup); }
  void StartBundle() { FailAt(Where::kStartBundle); }
  int ProcessElement(int n) { return n; }
  void FinishBundle() { FailAt(Where::kFinishBundle); }
  void Teardown() { FailAt(Where::kTeardown); }
};

TEST_CASE("a failing lifecycle method fails the run and is named", "[direct]") {
  const std::pair<Where, std::string> methods[] = {{Where::kSetup, "Setup"},
                                                   {Where::kStartBundle, "StartBundle"},
                                                   {Where::kFinishBundle, "FinishBundle"},
                                                   {Where::kTeardown, "Teardown"}};
  for (const auto& [where, name] : methods) {
    FailsOnEveryRunner([&, at = where](TestPipeline& p) { ParDo(Create(p, {1}), FailsIn{at}); },
                       [&](const Status& status) {
                         CHECK_THAT(FirstLine(status), Contains("FailsIn") && Contains("it broke"));
                         CHECK_THAT(status.ToString(), Contains("while calling " + name));
                       });
  }
}

struct FailingCombine {
  std::string where;
  void FailAt(const char* here) const {
    if (where == here) throw std::runtime_error("it broke");
  }
  std::string CreateAccumulator() {
    FailAt("CreateAccumulator");
    return "";
  }
  void AddInput(std::string& a, int n) {
    FailAt("AddInput");
    a += std::to_string(n);
  }
  void MergeAccumulators(std::string& a, const std::string& b) {
    FailAt("MergeAccumulators");
    a += b;
  }
  std::size_t ExtractOutput(const std::string& a) {
    FailAt("ExtractOutput");
    return a.size();
  }
};

TEST_CASE("a combine function that throws fails the run with the step's name") {
  for (const std::string where : {"CreateAccumulator", "AddInput", "ExtractOutput"}) {
    FailsOnEveryRunner(
        [&](TestPipeline& p) {
          const auto keyed = Map(Create(p, std::views::iota(0, 5000)), [](int n) { return KV<int, int>{n % 50, n}; });
          CombinePerKey(keyed, Named("Join", FailingCombine{where}));
        },
        [&](const Status& status) { CHECK_THAT(FirstLine(status), Contains("'Join'") && Contains("it broke")); });
  }
}

TEST_CASE("an error that a DoFn catches around an emit still fails the run") {
  FailsOnEveryRunner(
      [](TestPipeline& p) {
        const auto swallowed = ParDo(Create(p, std::views::iota(0, 5000)), [](int n, Emitter<int> emit) {
          try {
            emit(n);
          } catch (...) {
          }
        });
        Map(swallowed, Named("Below", [](int n) -> int {
              if (n == 100) throw std::runtime_error("not to be hidden");
              return n;
            }));
      },
      [](const Status& status) { CHECK_THAT(FirstLine(status), Contains("'Below'") && Contains("not to be hidden")); });
}

TEST_CASE("of steps on both sides of an exchange, the one that threw is named") {
  FailsOnEveryRunner(
      [](TestPipeline& p) {
        const auto before = Map(Create(p, {1, 2}), Named("Before", [](int n) { return n; }));
        Map(Reshuffle(before), Named("After", [](int) -> int { throw std::runtime_error("here"); }));
      },
      [](const Status& status) { CHECK_THAT(FirstLine(status), Contains("'After'") && !Contains("'Before'")); });
}

TEST_CASE("the steps of a composite of the library blame the user's line") {
  unsigned line = 0;
  FailsOnEveryRunner(
      [&](TestPipeline& p) {
        const Scope scope(p, "Mine");
        line = __LINE__ + 1;
        Combine(Create(p, {1}), Named("Join", FailingCombine{"AddInput"}));
      },
      [&](const Status& status) {
        CHECK_THAT(FirstLine(status), Contains("Mine/Join") && Contains("errors_test.cc:" + std::to_string(line)));
      });
}

TEST_CASE("a failed run leaves its result to the caller, and Check throws it") {
  TestPipeline p;
  Map(Create(p, {1}), [](int) -> int { throw std::runtime_error("no"); });
  const PipelineResult result = p.TryRun();
  CHECK(result.state() == PipelineState::kFailed);
  CHECK_THROWS_AS(result.Check(), Error);
  CHECK_THROWS_WITH(result.Check(), Contains("no"));
}

TEST_CASE("a pipeline runs once, and takes no more steps then") {
  TestPipeline p;
  const auto numbers = Create(p, {1});
  CHECK(p.TryRun().ok());
  CHECK_THROWS_WITH(p.TryRun(), Contains("twice"));
  CHECK_THROWS_WITH(Map(numbers, [](int n) { return n; }), Contains("has already run"));
}

TEST_CASE("options that make no sense are refused by their names") {
  TestPipeline p;
  Create(p, {1});
  p.options().threads = -1;
  CHECK_THROWS_WITH(p.TryRun(), Contains("--threads") && Contains("-1"));
  TestPipeline q;
  Create(q, {1});
  q.options().runner = "abacus";
  CHECK_THROWS_WITH(q.TryRun(), Contains("abacus") && Contains("direct"));
  q.options().runner = "direct";
  CHECK(q.TryRun().ok());
}

}  // namespace
}  // namespace beam::testing
