// Bundles whose functions want to know when they are committed: what the runner is told, and what it makes the worker call.

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>

#include "beam/beam.h"
#include "test/runners/harness/fake_services.h"
#include "test/runners/harness/scripted_runner.h"
#include "test/runners/harness/splittable_stage.h"
#include "test/runners/harness/stage_of.h"

namespace beam::runners {
namespace {

using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;
using std::chrono::minutes;

constexpr char kRequirement[] = "beam:requirement:pardo:finalization:v1";

bool Requires(const model::Pipeline& pipeline, const std::string& urn) {
  const auto& requirements = pipeline.requirements();
  return std::find(requirements.begin(), requirements.end(), urn) != requirements.end();
}

/// Acknowledges positive numbers, cannot acknowledge negative ones, and fails for 13.
struct Acknowledges {
  Counter* acknowledged;
  std::int64_t ProcessElement(BundleFinalizer finalizer, std::int64_t n) {
    if (n == 13) throw std::runtime_error("no thirteens");
    if (n > 0) finalizer.AfterBundleCommit(minutes(10), [this] { acknowledged->Add(); });
    if (n < 0) finalizer.AfterBundleCommit(minutes(10), [] { throw std::runtime_error("connection lost"); });
    return n;
  }
};

/// A worker with one step, "Acknowledge".
class Worker {
 public:
  Worker() {
    ParDo(Create(p_, {std::int64_t{1}}), Named("Acknowledge", Acknowledges{&acknowledged_}));
    stage_ = std::make_unique<StageOf>(p_, true);
    stage_->With("Acknowledge").Source(stage_->InputOf("Acknowledge")).Sink(stage_->OutputOf("Acknowledge"));
    ScriptedRunner::Options options = ScriptedRunner::Defaults();
    options.stages["stage"] = stage_->Connect("data").descriptor();
    options.factory = std::make_shared<OperatorBundleFactory>();
    runner_ = std::make_unique<ScriptedRunner>(std::make_shared<Script>(), options);
  }
  ScriptedRunner& runner() { return *runner_; }
  fn::InstructionResponse RunBundle(const std::string& id, const std::vector<std::int64_t>& numbers) {
    return runner_->RunBundle(id, Encoded<std::int64_t>(numbers));
  }
  int acknowledged() const { return acknowledged_.Get(); }

 private:
  Pipeline p_;
  Counter acknowledged_;
  std::unique_ptr<StageOf> stage_;
  std::unique_ptr<ScriptedRunner> runner_;
};

TEST_CASE("the runner is told which steps want to be finalized") {
  Pipeline p;
  Counter acknowledged;
  const auto numbers = Create(p, {std::int64_t{1}});
  SECTION("none") {
    Map(numbers, Named("Plain", [](std::int64_t n) { return n; }));
    CHECK_FALSE(Requires(StageOf(p, true).proto(), kRequirement));
  }
  SECTION("one of two") {
    Map(ParDo(numbers, Named("Acknowledge", Acknowledges{&acknowledged})),
        Named("Plain", [](std::int64_t n) { return n; }));
    const StageOf stage(p, true);
    CHECK(Requires(stage.proto(), kRequirement));
    for (const auto& [id, transform] : stage.proto().components().transforms()) {
      if (transform.spec().urn() != "beam:transform:pardo:v1") continue;
      model::ParDoPayload payload;
      REQUIRE(payload.ParseFromString(transform.spec().payload()));
      CHECK(payload.requests_finalization() == (transform.unique_name() == "Acknowledge"));
    }
  }
}

TEST_CASE("callbacks are called when the runner has committed the bundle, once") {
  Worker worker;
  CHECK(worker.RunBundle("i1", {1, 2, 0}).process_bundle().requires_finalization());
  CHECK(worker.RunBundle("i2", {3}).process_bundle().requires_finalization());
  CHECK(worker.acknowledged() == 0);
  CHECK(worker.runner().Finalize("i1").error() == "");
  CHECK(worker.acknowledged() == 2);
  CHECK(worker.runner().Finalize("i1").error() == "");
  CHECK(worker.acknowledged() == 2);
  CHECK(worker.runner().Finalize("i2").error() == "");
  CHECK(worker.acknowledged() == 3);
}

TEST_CASE("a bundle that registers nothing need not be finalized, whatever those before it did") {
  Worker worker;
  worker.RunBundle("i1", {1});
  worker.runner().Finalize("i1");
  CHECK_FALSE(worker.RunBundle("i2", {0}).process_bundle().requires_finalization());
  worker.runner().Finalize("i2");
  CHECK(worker.acknowledged() == 1);
}

TEST_CASE("a bundle that fails is not finalized") {
  Worker worker;
  CHECK_THAT(worker.RunBundle("i1", {1, 13}).error(), Contains("no thirteens"));
  CHECK_THAT(worker.runner().Finalize("i1").error(), StartsWith("FAILED_PRECONDITION"));
  CHECK(worker.RunBundle("i2", {0}).error() == "");
  CHECK(worker.acknowledged() == 0);
}

TEST_CASE("a callback that fails is a warning in the log, not an error of its bundle") {
  Worker worker;
  worker.RunBundle("i1", {-1, 1});
  CHECK(worker.runner().Finalize("i1").error() == "");
  CHECK(worker.acknowledged() == 1);
  CHECK(worker.runner().EndWorker().ok());
  REQUIRE(worker.runner().log().size() == 1);
  const fn::LogEntry& entry = worker.runner().log()[0];
  CHECK(entry.severity() == fn::LogEntry_Severity_Enum_WARN);
  CHECK(entry.instruction_id() == "i1");
  CHECK_THAT(entry.message(), Contains("Acknowledge") && Contains("connection lost"));
}

TEST_CASE("what a bundle registered that was never finalized is not of the next one") {
  Pipeline p;
  Counter acknowledged;
  ParDo(Create(p, {std::int64_t{1}}), Named("Acknowledge", Acknowledges{&acknowledged}));
  StageOf stage(p, true);
  stage.With("Acknowledge").Source(stage.InputOf("Acknowledge")).Sink(stage.OutputOf("Acknowledge"));
  const auto processor = stage.Make();
  FakeServices services;
  for (const std::int64_t number : {1, 0}) {
    processor->Start(services);
    processor->ProcessData("source", Encoded<std::int64_t>({number}));
    processor->Finish();
    CHECK(processor->requires_finalization() == (number == 1));
  }
  processor->Finalize();
  CHECK(acknowledged.Get() == 0);
}

/// Acknowledges what it claims.
struct Below {
  Counter* acknowledged;
  OffsetRange InitialRestriction(const std::int64_t& end) const { return {0, end}; }
  void ProcessElement(BundleFinalizer finalizer, OffsetRangeTracker& tracker, const std::int64_t&,
                      Emitter<std::int64_t> out) {
    for (std::int64_t i = tracker.CurrentRestriction().from; tracker.TryClaim(i); ++i) {
      out(i);
      finalizer.AfterBundleCommit(minutes(10), [this] { acknowledged->Add(); });
    }
  }
};

TEST_CASE("the part of a splittable step that processes restrictions is finalized") {
  Counter acknowledged;
  SplittableStage stage{Below{&acknowledged}, true};
  CHECK(stage.payload().requests_finalization());
  CHECK(Requires(stage.stage().proto(), kRequirement));
  const auto processor = stage.MakeProcess();
  FakeServices services;
  processor->Start(services);
  const SizedRestriction<std::int64_t, OffsetRange> part{{3, {OffsetRange{0, 3}, Timestamp()}}, 3};
  processor->ProcessData("source", Encoded<SizedRestriction<std::int64_t, OffsetRange>>({part}));
  processor->Finish();
  REQUIRE(processor->requires_finalization());
  CHECK(acknowledged.Get() == 0);
  processor->Finalize();
  CHECK(acknowledged.Get() == 3);
  CHECK_FALSE(processor->requires_finalization());
}

}  // namespace
}  // namespace beam::runners
