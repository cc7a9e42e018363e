// A function that is wrong on purpose: it counts for all bundles without a lock. A build under ThreadSanitizer must report it, through
// the harness and its in-process streams: were bundles ordered by locks of ours, races of users would stay unseen.

#include <catch2/catch.hpp>
#include <memory>
#include <string>

#include "beam/beam.h"
#include "test/runners/harness/fake_services.h"
#include "test/runners/harness/scripted_runner.h"
#include "test/runners/harness/stage_of.h"

namespace beam::runners {
namespace {

TEST_CASE("two bundles at once count in one variable") {
  Counter inside;
  Gate go;
  std::int64_t count = 0;
  Pipeline p;
  Map(Create(p, {std::int64_t{0}}), Named("Racy", [&](std::int64_t n) {
        inside.Add();
        go.Wait();
        return n + ++count;
      }));
  StageOf stage(p, true);
  stage.With("Racy").Source(stage.InputOf("Racy")).Sink(stage.OutputOf("Racy"));
  stage.Connect("data");
  ScriptedRunner::Options options = ScriptedRunner::Defaults();
  options.stages["stage"] = stage.descriptor();
  options.factory = std::make_shared<OperatorBundleFactory>();
  ScriptedRunner runner(std::make_shared<Script>(), options);
  for (const char* id : {"i1", "i2"}) {
    runner.StartBundle(id);
    runner.SendData(id, Encoded<std::int64_t>({0}), true);
  }
  inside.WaitFor(2);
  go.Open();
  CHECK(runner.ResponseTo("i1").error() == "");
  CHECK(runner.ResponseTo("i2").error() == "");
}

}  // namespace
}  // namespace beam::runners
