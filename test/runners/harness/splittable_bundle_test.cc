// Splittable DoFns in bundles: their parts, what they give back, and elements that the runner splits while they are processed.

#include <catch2/catch.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <numeric>
#include <string>
#include <vector>

#include "test/runners/harness/fake_services.h"
#include "test/runners/harness/scripted_runner.h"
#include "test/runners/harness/splittable_stage.h"

namespace beam::runners {
namespace {

using Catch::Matchers::Contains;
using Numbers = std::vector<std::int64_t>;
using Sized = SizedRestriction<std::int64_t, OffsetRange>;

Sized Part(std::int64_t element, OffsetRange range, double size = 1, Timestamp watermark = Timestamp::Millis(5)) {
  return {{element, {range, watermark}}, size};
}

Numbers Range(std::int64_t from, std::int64_t to) {
  Numbers numbers(static_cast<std::size_t>(to - from));
  std::iota(numbers.begin(), numbers.end(), from);
  return numbers;
}

struct Below {
  OffsetRange InitialRestriction(const std::int64_t& limit) const { return {0, limit}; }
  std::vector<OffsetRange> SplitRestriction(const std::int64_t&, const OffsetRange& all) const { return all.Split(10); }
  void ProcessElement(OffsetRangeTracker& tracker, const std::int64_t&, Emitter<std::int64_t> out) {
    for (std::int64_t i = tracker.CurrentRestriction().from; tracker.TryClaim(i); ++i) out(i);
  }
};
/// Emits three numbers at a time, and wants to be called again after a minute.
struct ThreeAtATime {
  OffsetRange InitialRestriction(const std::int64_t&) const { return {0, OffsetRange::kEndless}; }
  double RestrictionSize(const std::int64_t&, const OffsetRange& range) const {
    return 100 - static_cast<double>(range.from);
  }
  ProcessContinuation ProcessElement(OffsetRangeTracker& tracker, ManualWatermark& watermark, const std::int64_t&,
                                     Emitter<std::int64_t> out) {
    const std::int64_t from = tracker.CurrentRestriction().from;
    for (std::int64_t i = from; i < from + 3; ++i) {
      if (!tracker.TryClaim(i)) return ProcessContinuation::Stop();
      out(i);
    }
    watermark.Set(Timestamp::Millis(1000 * (from + 3) + 250));
    return ProcessContinuation::Resume(std::chrono::milliseconds(60'500));
  }
};
struct Endless {
  static constexpr bool kUnbounded = true;
  OffsetRange InitialRestriction(const std::int64_t&) const { return {0, OffsetRange::kEndless}; }
  std::optional<OffsetRange> TruncateRestriction(const std::int64_t& limit, const OffsetRange& range) const {
    if (range.from >= limit) return std::nullopt;
    return OffsetRange{range.from, limit};
  }
  void ProcessElement(OffsetRangeTracker& tracker, const std::int64_t&, Emitter<std::int64_t> out) {
    for (std::int64_t i = tracker.CurrentRestriction().from; tracker.TryClaim(i); ++i) out(i);
  }
};

// A bundle of a processor that reads `elements`.
template <class T>
std::string Run(BundleProcessor& processor, const std::vector<T>& elements) {
  FakeServices services;
  processor.Start(services);
  processor.ProcessData("source", Encoded<T>(elements));
  processor.Finish();
  return services.sent["sink"];
}

TEST_CASE("the runner is told that the step is splittable, and how restrictions travel") {
  SplittableStage stage{Below()};
  const auto& coders = stage.stage().proto().components().coders();
  const model::Coder& restriction = coders.at(stage.payload().restriction_coder_id());
  CHECK(restriction.spec().urn() == "beam:coder:kv:v1");
  CHECK(coders.at(restriction.component_coder_ids(0)).spec().urn() == "beam:coder:row:v1");
  CHECK(stage.whole().spec().urn() == "beam:transform:pardo:v1");
  const auto& requirements = stage.stage().proto().requirements();
  REQUIRE(requirements.size() == 1);
  CHECK(requirements[0] == "beam:requirement:pardo:splittable_dofn:v1");
  const auto bounded = [](auto& of) {
    const auto& collections = of.stage().proto().components().pcollections();
    return collections.at(of.whole().outputs().begin()->second).is_bounded();
  };
  CHECK(bounded(stage) == model::IsBounded::BOUNDED);
  SplittableStage endless{Endless()};
  CHECK(bounded(endless) == model::IsBounded::UNBOUNDED);
}

TEST_CASE("in front of the exchange elements get restrictions, which are split and sized") {
  SplittableStage stage{Below()};
  const auto sized = Decoded<Sized>(Run<std::int64_t>(*stage.MakeFront(), {25, 0}));
  REQUIRE(sized.size() == 4);
  CHECK(sized[0] == Part(25, {0, 10}, 10));
  CHECK(sized[1] == Part(25, {10, 20}, 10));
  CHECK(sized[2] == Part(25, {20, 25}, 5));
  CHECK(sized[3] == Part(0, {0, 0}, 0));
}

TEST_CASE("behind the exchange restrictions are processed, and nothing is left") {
  SplittableStage stage{Below()};
  const auto processor = stage.MakeProcess();
  CHECK(Decoded<std::int64_t>(Run<Sized>(*processor, {Part(25, {20, 25}), Part(25, {0, 3}), Part(0, {0, 0})})) ==
        Numbers{20, 21, 22, 23, 24, 0, 1, 2});
  CHECK(processor->TakeResiduals().empty());
}

// What an application's element is.
Sized ElementOf(const fn::BundleApplication& application) {
  const auto decoded = Decoded<Sized>(application.element());
  REQUIRE(decoded.size() == 1);
  return decoded[0];
}

TEST_CASE("what wants to be resumed goes back to the runner, and on from there") {
  SplittableStage stage{ThreeAtATime()};
  const auto processor = stage.MakeProcess();
  CHECK(Decoded<std::int64_t>(Run<Sized>(*processor, {Part(1, {0, OffsetRange::kEndless})})) == Numbers{0, 1, 2});
  const auto left = processor->TakeResiduals();
  REQUIRE(left.size() == 1);
  CHECK(left[0].requested_time_delay().seconds() == 60);
  CHECK(left[0].requested_time_delay().nanos() == 500'000'000);
  const fn::BundleApplication& rest = left[0].application();
  CHECK(rest.transform_id() == "process");
  CHECK(rest.input_id() == kMainInput);
  CHECK(rest.is_bounded() == model::IsBounded::UNBOUNDED);
  REQUIRE(rest.output_watermarks().size() == 1);
  CHECK(rest.output_watermarks().at("out0").seconds() == 3);
  CHECK(rest.output_watermarks().at("out0").nanos() == 250'000'000);
  CHECK(ElementOf(rest) == Part(1, {3, OffsetRange::kEndless}, 97, Timestamp::Millis(3250)));

  FakeServices services;
  processor->Start(services);
  processor->ProcessData("source", rest.element());
  processor->Finish();
  CHECK(Decoded<std::int64_t>(services.sent["sink"]) == Numbers{3, 4, 5});
  CHECK(ElementOf(processor->TakeResiduals().at(0).application()).key.value.key.from == 6);
  CHECK(processor->TakeResiduals().empty());
}

TEST_CASE("work without end ends its bundle after a while, wherever it is") {
  SplittableStage stage{Endless()};
  const auto processor = stage.MakeProcess();
  const Numbers first = Decoded<std::int64_t>(Run<Sized>(*processor, {Part(1, {0, OffsetRange::kEndless})}));
  const auto left = processor->TakeResiduals();
  REQUIRE(left.size() == 1);
  CHECK(left[0].requested_time_delay().ByteSizeLong() == 0);
  const Sized rest = ElementOf(left[0].application());
  CHECK(first == Range(0, rest.key.value.key.from));
  CHECK(first.size() >= 10'000);
  CHECK(first.size() < 20'000);
  // The next bundle has as much time.
  CHECK(Decoded<std::int64_t>(Run<Sized>(*processor, {rest})).size() >= 10'000);
  CHECK(processor->TakeResiduals().size() == 1);
}

TEST_CASE("a job that is drained has its restrictions truncated") {
  SplittableStage endless{Endless()};
  CHECK(Decoded<Sized>(Run<Sized>(*endless.MakeTruncate(), {Part(20, {5, OffsetRange::kEndless}), Part(3, {5, 9})})) ==
        std::vector<Sized>{Part(20, {5, 20}, 15)});
  SplittableStage resumes{ThreeAtATime()};
  CHECK(Run<Sized>(*resumes.MakeTruncate(), {Part(1, {0, 9})}).empty());
  SplittableStage below{Below()};
  CHECK(Decoded<Sized>(Run<Sized>(*below.MakeTruncate(), {Part(9, {0, 9})})) == std::vector<Sized>{Part(9, {0, 9}, 9)});
}

std::string ErrorOf(StageOf& stage) {
  try {
    stage.Make();
  } catch (const Error& error) {
    return error.status().message();
  }
  return "no error";
}

TEST_CASE("descriptors that put a splittable step where it cannot be are refused") {
  SplittableStage whole{Below()};
  whole.stage().With("Step").Source(whole.Input()).Sink(whole.whole().outputs().begin()->second);
  CHECK_THAT(ErrorOf(whole.stage()), Contains("its function is splittable") && Contains("transform '"));

  SplittableStage far{Below()};
  far.AddProcess();
  far.stage().descriptor().mutable_transforms()->erase("source");
  far.stage().Source(far.Input());
  CHECK_THAT(ErrorOf(far.stage()), Contains("stands behind a source") && Contains("process"));

  Pipeline p;
  Map(Create(p, {std::int64_t{1}}), Named("Plain", [](std::int64_t n) { return n; }));
  StageOf plain(p);
  plain.WithPart("Plain", "beam:transform:sdf_pair_with_restriction:v1", plain.InputOf("Plain"),
                 plain.OutputOf("Plain"));
  CHECK_THAT(ErrorOf(plain), Contains("its function is not splittable"));
}

/// Waits after its third number until it may go on.
struct Waits {
  Counter* inside;
  Gate* go;
  OffsetRange InitialRestriction(const std::int64_t& limit) const { return {0, limit}; }
  void ProcessElement(OffsetRangeTracker& tracker, const std::int64_t&, Emitter<std::int64_t> out) {
    for (std::int64_t i = tracker.CurrentRestriction().from; tracker.TryClaim(i); ++i) {
      out(i);
      if (i != 2) continue;
      inside->Add();
      go->Wait();
    }
  }
};

// A worker that is inside the first of its elements.
class Worker {
 public:
  explicit Worker(const std::vector<Sized>& elements) {
    StageOf& process = stage_.AddProcess().Connect("data");
    ScriptedRunner::Options options = ScriptedRunner::Defaults();
    options.stages["stage"] = process.descriptor();
    options.factory = std::make_shared<OperatorBundleFactory>();
    runner_ = std::make_unique<ScriptedRunner>(std::make_shared<Script>(), options);
    runner_->StartBundle("i1");
    runner_->SendData("i1", Encoded<Sized>(elements));
    inside_.WaitFor(1);
  }
  ~Worker() { go_.Open(); }

  fn::ProcessBundleSplitResponse Split(double fraction, std::int64_t elements,
                                       const std::vector<std::int64_t>& allowed = {}) {
    ScriptedRunner::DesiredSplit desired;
    desired.set_fraction_of_remainder(fraction);
    desired.set_estimated_input_elements(elements);
    for (const std::int64_t point : allowed) desired.add_allowed_split_points(point);
    const fn::InstructionResponse response = runner_->Split("i1", {{"source", desired}});
    CHECK(response.error() == "");
    return response.process_bundle_split();
  }
  // From here on splits meet a function that runs.
  void GoOn() { go_.Open(); }
  Numbers Finish() {
    GoOn();
    runner_->SendData("i1", "", true);
    const fn::InstructionResponse response = runner_->ResponseTo("i1");
    CHECK(response.error() == "");
    CHECK(response.process_bundle().residual_roots_size() == 0);
    return Decoded<std::int64_t>(runner_->OutputOf("i1").data["sink"]);
  }

 private:
  Counter inside_;
  Gate go_;
  SplittableStage<Waits> stage_{Waits{&inside_, &go_}, true};
  std::unique_ptr<ScriptedRunner> runner_;
};

TEST_CASE("an element is split while it is processed: what is kept, and what another bundle gets") {
  Worker worker({Part(1, {0, 103}, 200)});
  const fn::ProcessBundleSplitResponse split = worker.Split(0.5, 1);
  REQUIRE(split.channel_splits_size() == 1);
  CHECK(split.channel_splits(0).transform_id() == "source");
  CHECK(split.channel_splits(0).last_primary_element() == -1);
  CHECK(split.channel_splits(0).first_residual_element() == 1);
  REQUIRE(split.primary_roots_size() == 1);
  REQUIRE(split.residual_roots_size() == 1);
  const Sized kept = ElementOf(split.primary_roots(0));
  const Sized rest = ElementOf(split.residual_roots(0).application());
  CHECK(kept == Part(1, {0, 53}, 100));
  CHECK(rest == Part(1, {53, 103}, 100));
  CHECK(split.residual_roots(0).application().transform_id() == "process");
  CHECK(split.residual_roots(0).application().is_bounded() == model::IsBounded::BOUNDED);
  CHECK(worker.Finish() == Range(0, 53));
}

TEST_CASE("a split keeps whole elements where the runner wants more than the one in progress") {
  Worker worker({Part(1, {0, 10}), Part(2, {10, 12}), Part(3, {20, 22}), Part(4, {30, 32})});
  const fn::ProcessBundleSplitResponse split = worker.Split(0.5, 4);
  REQUIRE(split.channel_splits_size() == 1);
  CHECK(split.primary_roots_size() == 0);
  CHECK(split.channel_splits(0).first_residual_element() == 2);
  CHECK(worker.Finish() == Numbers{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11});
}

TEST_CASE("a checkpoint gives everything back that has not been claimed, elements behind it too") {
  Worker worker({Part(1, {0, 10}), Part(2, {10, 12})});
  const fn::ProcessBundleSplitResponse split = worker.Split(0, 2);
  REQUIRE(split.primary_roots_size() == 1);
  CHECK(ElementOf(split.primary_roots(0)).key.value.key == OffsetRange{0, 3});
  CHECK(ElementOf(split.residual_roots(0).application()).key.value.key == OffsetRange{3, 10});
  CHECK(split.channel_splits(0).last_primary_element() == -1);
  CHECK(split.channel_splits(0).first_residual_element() == 1);
  // There is nothing left to give.
  CHECK(worker.Split(0, 2).ByteSizeLong() == 0);
  CHECK(worker.Finish() == Numbers{0, 1, 2});
}

TEST_CASE("an element is split only where the runner allows it to be") {
  Worker worker({Part(1, {0, 10}), Part(2, {10, 12})});
  CHECK(worker.Split(0.1, 2, {1, 2}).primary_roots_size() == 0);
  CHECK(worker.Split(0.1, 2, {0}).ByteSizeLong() == 0);
  const fn::ProcessBundleSplitResponse split = worker.Split(0.1, 2, {0, 1});
  CHECK(split.channel_splits_size() == 1);
  worker.Finish();
}

TEST_CASE("while a runner splits again and again, every number comes out once") {
  for (int run = 0; run < 50; ++run) {
    Worker worker({Part(1, {0, 50'000}, 1)});
    std::vector<OffsetRange> rest;
    worker.GoOn();
    for (int i = 0; i < 20; ++i) {
      const fn::ProcessBundleSplitResponse split = worker.Split(0.9, 1);
      if (split.residual_roots_size() == 0) continue;
      rest.push_back(ElementOf(split.residual_roots(0).application()).key.value.key);
    }
    const Numbers all = worker.Finish();
    std::int64_t end = 50'000;
    for (const OffsetRange& range : rest) {
      CHECK(range.to == end);
      end = range.from;
    }
    CHECK(all == Range(0, end));
  }
}

}  // namespace
}  // namespace beam::runners
