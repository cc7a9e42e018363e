// Splits of a data channel between its elements, from the runner's question to what becomes of the elements: a worker with typed
// operators, in-process streams and a runner that a test plays.

#include <catch2/catch.hpp>
#include <cstdint>
#include <limits>
#include <memory>
#include <numeric>
#include <string>
#include <vector>

#include "beam/beam.h"
#include "test/runners/harness/fake_services.h"
#include "test/runners/harness/scripted_runner.h"
#include "test/runners/harness/stage_of.h"

namespace beam::runners {
namespace {

using Catch::Matchers::StartsWith;
using DesiredSplit = ScriptedRunner::DesiredSplit;
using ChannelSplit = fn::ProcessBundleSplitResponse::ChannelSplit;

DesiredSplit Desired(double fraction, std::int64_t elements, const std::vector<std::int64_t>& allowed = {}) {
  DesiredSplit desired;
  desired.set_fraction_of_remainder(fraction);
  desired.set_estimated_input_elements(elements);
  for (const std::int64_t point : allowed) desired.add_allowed_split_points(point);
  return desired;
}

std::vector<std::int64_t> NumbersBelow(std::int64_t end) {
  std::vector<std::int64_t> numbers(static_cast<std::size_t>(end));
  std::iota(numbers.begin(), numbers.end(), 0);
  return numbers;
}

// A worker whose step passes numbers on, and waits inside the first one until it may go on.
class SlowStep {
 public:
  SlowStep() {
    const auto numbers = Create(p_, {std::int64_t{0}});
    ParDo(numbers, Named("Slow", [this](std::int64_t n) {
            if (n == 0) {
              inside.Add();
              go.Wait();
            }
            return n;
          }));
    stage_ = std::make_unique<StageOf>(p_, true);
    stage_->With("Slow").Source(stage_->InputOf("Slow")).Sink(stage_->OutputOf("Slow")).Connect("data");
    ScriptedRunner::Options options = ScriptedRunner::Defaults();
    options.stages["stage"] = stage_->descriptor();
    options.factory = std::make_shared<OperatorBundleFactory>();
    runner_ = std::make_unique<ScriptedRunner>(std::make_shared<Script>(), options);
  }
  // A test that failed must not leave the worker waiting.
  ~SlowStep() { go.Open(); }

  ScriptedRunner& runner() { return *runner_; }
  // A bundle that has been sent all its elements and is inside the first one.
  void Begin(const std::string& id, std::int64_t elements) {
    const int before = inside.Get();
    runner_->StartBundle(id);
    runner_->SendData(id, Encoded(NumbersBelow(elements)));
    inside.WaitFor(before + 1);
  }
  fn::ProcessBundleSplitResponse Split(const std::string& id, const DesiredSplit& desired,
                                       const std::string& transform = "source") {
    const fn::InstructionResponse response = runner_->Split(id, {{transform, desired}});
    CHECK(response.error() == "");
    return response.process_bundle_split();
  }
  // What the bundle has put out, once it has been told that there is no more.
  std::vector<std::int64_t> Finish(const std::string& id) {
    go.Open();
    runner_->SendData(id, "", true);
    return OutputOf(id);
  }
  std::vector<std::int64_t> OutputOf(const std::string& id) {
    response = runner_->ResponseTo(id);
    CHECK(response.error() == "");
    return Decoded<std::int64_t>(runner_->OutputOf(id).data["sink"]);
  }

  Counter inside;
  Gate go;
  fn::InstructionResponse response;

 private:
  Pipeline p_;
  std::unique_ptr<StageOf> stage_;
  std::unique_ptr<ScriptedRunner> runner_;
};

std::uint64_t ReadIndexOf(const google::protobuf::RepeatedPtrField<model::MonitoringInfo>& infos) {
  for (const model::MonitoringInfo& info : infos) {
    if (info.urn() != "beam:metric:data_channel:read_index:v1") continue;
    CHECK(info.type() == "beam:metrics:sum_int64:v1");
    CHECK(info.labels().at("PTRANSFORM") == "source");
    ByteReader reader(info.payload());
    return reader.ReadVarint();
  }
  FAIL("the answer does not say how far the source has been read");
  return 0;
}

TEST_CASE("half of what is left of a running bundle is given back, and the bundle ends in front of it") {
  SlowStep slow;
  slow.Begin("i1", 10);
  const fn::ProcessBundleSplitResponse split = slow.Split("i1", Desired(0.5, 10));
  REQUIRE(split.channel_splits_size() == 1);
  const ChannelSplit& channel = split.channel_splits(0);
  CHECK(channel.transform_id() == "source");
  CHECK(channel.last_primary_element() == 4);
  CHECK(channel.first_residual_element() == 5);
  CHECK(split.primary_roots_size() == 0);
  CHECK(split.residual_roots_size() == 0);
  CHECK(slow.Finish("i1") == NumbersBelow(5));
  CHECK(ReadIndexOf(slow.response.process_bundle().monitoring_infos()) == 5);
}

TEST_CASE("elements that the runner sends after a split are taken from the stream and dropped") {
  SlowStep slow;
  slow.Begin("i1", 4);
  REQUIRE(slow.Split("i1", Desired(0.5, 1000, {6})).channel_splits_size() == 1);
  std::vector<std::int64_t> all = NumbersBelow(1000);
  slow.runner().SendData("i1", Encoded<std::int64_t>({all.begin() + 4, all.begin() + 5}));
  slow.runner().SendData("i1", Encoded<std::int64_t>({all.begin() + 5, all.end()}));
  CHECK(slow.Finish("i1") == NumbersBelow(6));
  // The next bundle of the same processor is whole again.
  slow.runner().StartBundle("i2");
  slow.runner().SendData("i2", Encoded(NumbersBelow(20)), true);
  CHECK(slow.OutputOf("i2") == NumbersBelow(20));
}

TEST_CASE("a bundle can be split before its data has come, and then all of it is another bundle's") {
  SlowStep slow;
  slow.runner().StartBundle("i1");
  // What runs answers with its metrics: then it can be split.
  while (slow.runner().Progress("i1").process_bundle_progress().monitoring_infos().empty()) {
  }
  const fn::ProcessBundleSplitResponse split = slow.Split("i1", Desired(0, 10));
  REQUIRE(split.channel_splits_size() == 1);
  CHECK(split.channel_splits(0).last_primary_element() == -1);
  CHECK(split.channel_splits(0).first_residual_element() == 0);
  slow.runner().SendData("i1", Encoded(NumbersBelow(10)));
  CHECK(slow.Finish("i1").empty());
}

TEST_CASE("elements that come inside the instruction are split as others are") {
  SlowStep slow;
  fn::InstructionRequest request;
  request.set_instruction_id("i1");
  request.mutable_process_bundle()->set_process_bundle_descriptor_id("stage");
  for (const bool last : {false, true}) {
    fn::Elements::Data& data = *request.mutable_process_bundle()->mutable_elements()->add_data();
    data.set_instruction_id("i1");
    data.set_transform_id("source");
    data.set_data(last ? "" : Encoded(NumbersBelow(10)));
    data.set_is_last(last);
  }
  slow.runner().Send(request);
  slow.inside.WaitFor(1);
  REQUIRE(slow.Split("i1", Desired(0.2, 10)).channel_splits_size() == 1);
  slow.go.Open();
  CHECK(slow.OutputOf("i1") == NumbersBelow(2));
}

TEST_CASE("a second split gives back a part of what the first one left, never more elements than that") {
  SlowStep slow;
  slow.Begin("i1", 100);
  CHECK(slow.Split("i1", Desired(0.5, 100)).channel_splits(0).first_residual_element() == 50);
  CHECK(slow.Split("i1", Desired(0.9, 100)).channel_splits(0).first_residual_element() == 45);
  CHECK(slow.Split("i1", Desired(0, 100)).channel_splits(0).first_residual_element() == 1);
  CHECK(slow.Split("i1", Desired(0, 100)).ByteSizeLong() == 0);
  CHECK(slow.Finish("i1") == NumbersBelow(1));
}

TEST_CASE("a split that gives nothing back has an empty answer, and the bundle keeps all") {
  SlowStep slow;
  slow.Begin("i1", 3);
  CHECK(slow.Split("i1", Desired(1, 3)).ByteSizeLong() == 0);
  CHECK(slow.Split("i1", Desired(0.5, 1)).ByteSizeLong() == 0);
  CHECK(slow.Split("i1", Desired(0.5, 3, {0})).ByteSizeLong() == 0);
  CHECK(slow.Split("i1", Desired(0.5, 3, {3, 400, -1})).ByteSizeLong() == 0);
  CHECK(slow.Split("i1", Desired(0.5, 0)).ByteSizeLong() == 0);
  CHECK(slow.Split("i1", Desired(std::numeric_limits<double>::quiet_NaN(), 3)).ByteSizeLong() == 0);
  CHECK(slow.Finish("i1") == NumbersBelow(3));
}

TEST_CASE("a question about a transform that is no source is declined, beside one that is answered") {
  SlowStep slow;
  slow.Begin("i1", 10);
  CHECK(slow.Split("i1", Desired(0, 10), "nowhere").ByteSizeLong() == 0);
  CHECK(slow.Split("i1", Desired(0, 10), "sink").ByteSizeLong() == 0);
  CHECK(slow.runner().Split("i1", {}).process_bundle_split().ByteSizeLong() == 0);
  const fn::InstructionResponse both =
      slow.runner().Split("i1", {{"nowhere", Desired(0, 10)}, {"source", Desired(0, 10)}});
  CHECK(both.process_bundle_split().channel_splits_size() == 1);
  CHECK(slow.Finish("i1") == NumbersBelow(1));
}

TEST_CASE("after its last element a bundle declines, and after its end too") {
  SlowStep slow;
  slow.Begin("i1", 1);
  slow.runner().SendData("i1", "", true);
  CHECK(slow.Split("i1", Desired(0, 1)).ByteSizeLong() == 0);
  slow.go.Open();
  CHECK(slow.OutputOf("i1") == NumbersBelow(1));
  CHECK(slow.Split("i1", Desired(0, 100)).ByteSizeLong() == 0);
  CHECK_THAT(slow.runner().Split("never").error(), StartsWith("NOT_FOUND"));
}

TEST_CASE("progress says which element is being processed") {
  SlowStep slow;
  slow.Begin("i1", 10);
  const auto progress = slow.runner().Progress("i1");
  CHECK(ReadIndexOf(progress.process_bundle_progress().monitoring_infos()) == 0);
  CHECK(slow.Finish("i1") == NumbersBelow(10));
  CHECK(ReadIndexOf(slow.response.process_bundle().monitoring_infos()) == 10);
}

TEST_CASE("two bundles of a stage are split apart from each other") {
  SlowStep slow;
  slow.Begin("i1", 10);
  slow.Begin("i2", 10);
  CHECK(slow.Split("i2", Desired(0, 10)).channel_splits_size() == 1);
  CHECK(slow.Finish("i1") == NumbersBelow(10));
  CHECK(slow.Finish("i2") == NumbersBelow(1));
}

TEST_CASE("while a runner splits again and again, each element stays or goes") {
  SlowStep slow;
  slow.go.Open();
  for (int run = 0; run < 10; ++run) {
    const std::string id = "i" + std::to_string(run);
    slow.runner().StartBundle(id);
    const std::vector<std::int64_t> all = NumbersBelow(20'000);
    std::int64_t kept = 20'000;
    for (std::int64_t at = 0; at < 20'000; at += 1'000) {
      slow.runner().SendData(id, Encoded<std::int64_t>({all.begin() + at, all.begin() + at + 1'000}));
      const fn::ProcessBundleSplitResponse split = slow.Split(id, Desired(0.95, 20'000));
      if (split.channel_splits_size() == 0) continue;
      CHECK(split.channel_splits(0).last_primary_element() + 1 == split.channel_splits(0).first_residual_element());
      CHECK(split.channel_splits(0).first_residual_element() < kept);
      kept = split.channel_splits(0).first_residual_element();
    }
    CHECK(slow.Finish(id) == NumbersBelow(kept));
  }
}

}  // namespace
}  // namespace beam::runners
