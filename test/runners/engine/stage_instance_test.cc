// Bundles of a stage: when what they write can be read.
#include "runners/engine/stage_instance.h"

#include <catch2/catch.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "beam/beam.h"
#include "runners/engine/plan.h"
#include "runners/engine/run_resources.h"

namespace beam::runners {
namespace {

using Pair = KV<std::string, std::int64_t>;

/// The first stage of a pipeline, whose only unit is an impulse, and what it has written into its first exchange.
class FirstStage {
 public:
  explicit FirstStage(Pipeline& pipeline)
      : graph_(pipeline.state().graph()),
        plan_(MakePlan(graph_, PlanOptions{})),
        resources_(graph_, plan_, MakeEngineSettings(RunOptions())),
        instance_(resources_, plan_.stages[0], 0) {
    REQUIRE(instance_.Open().ok());
  }
  StageInstance& instance() { return instance_; }
  Status RunBundle() { return instance_.RunBundle(internal::UnitRange{0, 1}); }
  std::size_t Written() {
    ShuffleStore& store = resources_.store(0, 0);
    std::size_t records = 0;
    for (std::size_t i = 0; i < store.partitions(); ++i) records += store.Size(i).records;
    return records;
  }

 private:
  const internal::Graph& graph_;
  Plan plan_;
  RunResources resources_;
  StageInstance instance_;
};

TEST_CASE("a bundle without callbacks keeps what it writes until the stage ends") {
  Pipeline p;
  GroupByKey(Create<Pair>(p, {{"a", 1}, {"b", 2}}));
  FirstStage stage(p);
  REQUIRE(stage.RunBundle().ok());
  CHECK_FALSE(stage.instance().finalizes());
  CHECK(stage.Written() == 0);
  REQUIRE(stage.instance().Drain().ok());
  CHECK(stage.Written() == 2);
}

TEST_CASE("what a bundle with callbacks writes can be read before they are called") {
  Pipeline p;
  int called = 0;
  GroupByKey(ParDo(Create<Pair>(p, {{"a", 1}, {"b", 2}}), [&called](BundleFinalizer finalizer, const Pair& pair) {
    finalizer.AfterBundleCommit(std::chrono::minutes(1), [&called] { ++called; });
    return pair;
  }));
  FirstStage stage(p);
  REQUIRE(stage.RunBundle().ok());
  CHECK(stage.instance().finalizes());
  CHECK(stage.Written() == 2);
  CHECK(called == 0);
  CHECK(stage.instance().Finalize().empty());
  CHECK(called == 2);
  CHECK_FALSE(stage.instance().finalizes());
  REQUIRE(stage.instance().Drain().ok());
  CHECK(stage.Written() == 2);
}

TEST_CASE("callbacks that nobody wanted any more are not those of the next bundle") {
  Pipeline p;
  int called = 0;
  ParDo(Create(p, {1}), [&called](BundleFinalizer finalizer, int) {
    finalizer.AfterBundleCommit(std::chrono::minutes(1), [&called] { ++called; });
  });
  FirstStage stage(p);
  REQUIRE(stage.RunBundle().ok());
  REQUIRE(stage.RunBundle().ok());
  stage.instance().Finalize();
  CHECK(called == 1);
}

}  // namespace
}  // namespace beam::runners
