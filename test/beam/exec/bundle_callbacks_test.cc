// What functions have called once a bundle is committed: in order, once, in time, and whatever happens in it.
#include "beam/exec/bundle_callbacks.h"

#include <catch2/catch.hpp>
#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "beam/base/error.h"
#include "beam/bundle_finalizer.h"
#include "beam/context.h"
#include "beam/event_time/clocks.h"
#include "beam/exec/operator_context.h"
#include "beam/graph/graph.h"

namespace beam::internal {
namespace {

using Catch::Matchers::Contains;
using std::chrono::seconds;

class SetClock final : public ProcessingClock {
 public:
  Timestamp Now() const override { return now; }
  Timestamp now;
};

/// A step with a finalizer, and what its callbacks say.
struct Step {
  Step() {
    node.name = "Acknowledge";
    operator_context.node = &node;
    operator_context.clock = &clock;
    operator_context.callbacks = &callbacks;
  }
  auto Says(std::string text) {
    return [this, text = std::move(text)] { said.push_back(text); };
  }

  Node node;
  SetClock clock;
  BundleCallbacks callbacks;
  OperatorContext operator_context;
  Context context{&operator_context};
  BundleFinalizer finalizer{context};
  std::vector<std::string> said;
};
using Said = std::vector<std::string>;

TEST_CASE("callbacks are called once, in the order in which they were registered") {
  Step step;
  CHECK(step.callbacks.empty());
  step.finalizer.AfterBundleCommit(seconds(1), step.Says("first"));
  step.finalizer.AfterBundleCommit(
      seconds(1), [&step, text = std::make_unique<Said>(1, "second")] { step.said.push_back(text->front()); });
  CHECK_FALSE(step.callbacks.empty());
  CHECK(step.said.empty());
  CHECK(step.callbacks.Call().empty());
  CHECK(step.said == Said{"first", "second"});
  CHECK(step.callbacks.empty());
  step.callbacks.Call();
  CHECK(step.said.size() == 2);
}

TEST_CASE("a callback that has expired is not called") {
  Step step;
  step.clock.now = Timestamp(seconds(100));
  step.finalizer.AfterBundleCommit(seconds(10), step.Says("ten seconds"));
  step.finalizer.AfterBundleCommit(seconds(11), step.Says("eleven seconds"));
  step.finalizer.AfterBundleCommit(Duration::max(), step.Says("for ever"));
  SECTION("it may be called in its last moment") {
    step.clock.now = Timestamp(seconds(110));
    step.callbacks.Call();
    CHECK(step.said == Said{"ten seconds", "eleven seconds", "for ever"});
  }
  SECTION("and not after it") {
    step.clock.now = Timestamp(seconds(110)) + Duration(1);
    CHECK(step.callbacks.Call().empty());
    CHECK(step.said == Said{"eleven seconds", "for ever"});
  }
}

TEST_CASE("what goes wrong in a callback is told with the step, and the others are called") {
  Step step;
  step.finalizer.AfterBundleCommit(seconds(1), [] { throw std::runtime_error("connection lost"); });
  step.finalizer.AfterBundleCommit(seconds(1), [] { return Status(StatusCode::kNotFound, "no such message"); });
  step.finalizer.AfterBundleCommit(seconds(1), [] { return Status(); });
  step.finalizer.AfterBundleCommit(seconds(1), [] { throw 7; });
  step.finalizer.AfterBundleCommit(seconds(1), step.Says("last"));
  const std::vector<Status> failures = step.callbacks.Call();
  REQUIRE(failures.size() == 3);
  CHECK_THAT(failures[0].message(), Contains("Acknowledge") && Contains("AfterBundleCommit failed") &&
                                        Contains("the run goes on") && Contains("connection lost"));
  CHECK(failures[1].code() == StatusCode::kNotFound);
  CHECK_THAT(failures[1].message(), Contains("no such message"));
  CHECK_THAT(failures[2].message(), Contains("no std::exception"));
  CHECK(step.said == Said{"last"});
}

TEST_CASE("a bundle that begins forgets what was registered before it") {
  Step step;
  step.finalizer.AfterBundleCommit(seconds(1), step.Says("of a bundle that was given up"));
  step.callbacks.Clear();
  CHECK(step.callbacks.empty());
  step.callbacks.Call();
  CHECK(step.said.empty());
}

Status ErrorOf(BundleFinalizer finalizer, Duration expiry) {
  try {
    finalizer.AfterBundleCommit(expiry, [] {});
  } catch (const Error& error) {
    return error.status();
  }
  return Status();
}

TEST_CASE("a callback that could never be called is refused") {
  Step step;
  CHECK(ErrorOf(step.finalizer, Duration(0)).code() == StatusCode::kInvalidArgument);
  CHECK_THAT(ErrorOf(step.finalizer, Duration(-5)).message(), Contains("expires at once") && Contains("= -5"));
  step.operator_context.callbacks = nullptr;
  CHECK(ErrorOf(step.finalizer, Duration(1)).code() == StatusCode::kUnimplemented);
}

}  // namespace
}  // namespace beam::internal
