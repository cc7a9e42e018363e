// Stages as a runner describes them, run by the typed operators: bytes in, bytes out.

#include "runners/harness/operator_bundle.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "beam/beam.h"
#include "coders/bytes.h"
#include "test/runners/harness/error_of.h"
#include "test/runners/harness/fake_services.h"
#include "test/runners/harness/stage_of.h"
#include "transforms/count.h"

namespace beam::runners {
namespace {

using Catch::Matchers::Contains;

// One bundle: everything in one piece.
template <class Out>
std::vector<Out> RunBundle(BundleProcessor& processor, const std::string& bytes, FakeServices& services) {
  services.sent.clear();
  processor.Start(services);
  processor.ProcessData("source", bytes);
  processor.Finish();
  return Decoded<Out>(services.sent["sink"]);
}
template <class Out>
std::vector<Out> RunBundle(BundleProcessor& processor, const std::string& bytes) {
  FakeServices services;
  return RunBundle<Out>(processor, bytes, services);
}

struct Doubling {
  Doubling() {
    const auto numbers = Create(p, {std::int64_t{1}});
    ParDo(numbers, Named("Double", [](std::int64_t n) {
            if (n == 13) throw std::runtime_error("no thirteens");
            return 2 * n;
          }));
  }
  Pipeline p;
};

TEST_CASE("a ParDo between a source and a sink makes bytes of bytes") {
  Doubling doubling;
  StageOf stage(doubling.p);
  stage.With("Double").Source(stage.InputOf("Double")).Sink(stage.OutputOf("Double"));
  const auto processor = stage.Make();
  CHECK(RunBundle<std::int64_t>(*processor, Encoded<std::int64_t>({1, 2, 300})) ==
        std::vector<std::int64_t>{2, 4, 600});
  CHECK(RunBundle<std::int64_t>(*processor, Encoded<std::int64_t>({7})) == std::vector<std::int64_t>{14});
  CHECK(RunBundle<std::int64_t>(*processor, "").empty());
}

TEST_CASE("elements may come in pieces of any size") {
  Doubling doubling;
  StageOf stage(doubling.p);
  stage.With("Double").Source(stage.InputOf("Double")).Sink(stage.OutputOf("Double"));
  const auto processor = stage.Make();
  const std::string bytes = Encoded<std::int64_t>({1, 2, 300, -1});
  FakeServices services;
  processor->Start(services);
  for (const char byte : bytes) processor->ProcessData("source", std::string_view(&byte, 1));
  processor->Finish();
  CHECK(Decoded<std::int64_t>(services.sent["sink"]) == std::vector<std::int64_t>{2, 4, 600, -2});
}

TEST_CASE("data that ends in the middle of an element fails the bundle, and so does what is no element") {
  Doubling doubling;
  StageOf stage(doubling.p);
  stage.With("Double").Source(stage.InputOf("Double")).Sink(stage.OutputOf("Double"));
  std::string bytes = Encoded<std::int64_t>({1, 300});
  bytes.pop_back();
  CHECK_THAT(ErrorOf([&] { RunBundle<std::int64_t>(*stage.Make(), bytes); }), Contains("in the middle of an element"));
  CHECK_THAT(ErrorOf([&] { RunBundle<std::int64_t>(*stage.Make(), std::string(40, '\xff')); }),
             Contains("in the middle of an element"));
}

TEST_CASE("an exception of user code names the step and the element") {
  Doubling doubling;
  StageOf stage(doubling.p);
  stage.With("Double").Source(stage.InputOf("Double")).Sink(stage.OutputOf("Double"));
  const std::string error = ErrorOf([&] { RunBundle<std::int64_t>(*stage.Make(), Encoded<std::int64_t>({1, 13})); });
  CHECK_THAT(error, Contains("'Double'") && Contains("no thirteens") && Contains("13"));
}

TEST_CASE("lengths that the runner put in front of parts are taken off and put on") {
  struct Point {
    std::int64_t x = 0;
    std::int64_t y = 0;
  };
  using Keyed = KV<std::string, Point>;
  Pipeline p;
  const auto points = Create(p, {Keyed{"a", {1, 2}}});
  ParDo(points, Named("Mirror", [](const Keyed& kv) { return Keyed{kv.key, {kv.value.y, kv.value.x}}; }));
  StageOf stage(p);
  stage.With("Mirror");
  const std::string in = stage.InputOf("Mirror");
  const model::Coder kv = stage.descriptor().coders().at(stage.CoderOf(in));
  const std::string prefixed = stage.AddCoder("beam:coder:length_prefix:v1", {kv.component_coder_ids(1)});
  const std::string wire = stage.AddCoder("beam:coder:kv:v1", {kv.component_coder_ids(0), prefixed});
  stage.Source(in, wire).Sink(stage.OutputOf("Mirror"), wire);
  std::string bytes;
  ByteWriter writer(bytes);
  for (const Keyed& element : {Keyed{"b", {1, 2}}, Keyed{"c", {300, 4}}}) {
    internal::WriteWindowedHeader<GlobalWindowCoder>({Timestamp::Millis(1), {Window::Global()}, PaneInfo()}, writer);
    writer.PutLengthPrefixed(element.key);
    writer.PutLengthPrefixed(EncodeElement(element.value));
  }
  FakeServices services;
  const auto processor = stage.Make();
  processor->Start(services);
  processor->ProcessData("source", bytes);
  processor->Finish();
  ByteReader reader(services.sent["sink"]);
  WindowedHeader<GlobalWindowCoder> header;
  internal::ReadWindowedHeader(reader, header);
  CHECK(header.timestamp == Timestamp::Millis(1));
  CHECK(reader.ReadLengthPrefixed() == "b");
  const auto point = DecodeElement<Point>(reader.ReadLengthPrefixed());
  CHECK(point.x == 2);
  CHECK(point.y == 1);
}

TEST_CASE("a lifted combine adds up before the shuffle and merges behind it") {
  using Amount = KV<std::string, std::int64_t>;
  Pipeline p;
  const auto amounts = Create(p, {Amount{"a", 1}});
  CombinePerKey(amounts, Named("Sum", [](std::int64_t a, std::int64_t b) { return a + b; }));
  const std::string base = "beam:transform:combine_per_key_";
  {
    StageOf stage(p);
    const std::string in = stage.InputOf("Sum/GroupByKey");
    stage.WithPart("Sum", base + "precombine:v1", in, stage.OutputOf("Sum/Extract"));
    stage.Source(in).Sink(stage.OutputOf("Sum/Extract"));
    const auto processor = stage.Make();
    const auto sums = RunBundle<Amount>(*processor, Encoded<Amount>({{"a", 1}, {"b", 2}, {"a", 3}}));
    std::map<std::string, std::int64_t> found;
    for (const Amount& sum : sums) found[sum.key] += sum.value;
    CHECK(sums.size() == 2);
    CHECK(found == std::map<std::string, std::int64_t>{{"a", 4}, {"b", 2}});
  }
  StageOf stage(p);
  const std::string grouped = stage.OutputOf("Sum/GroupByKey");
  stage.WithPart("Sum", base + "merge_accumulators:v1", grouped, stage.InputOf("Sum/GroupByKey"));
  stage.Source(grouped).Sink(stage.InputOf("Sum/GroupByKey"));
  using Group = KV<std::string, std::vector<std::int64_t>>;
  const auto merged = RunBundle<Amount>(*stage.Make(), Encoded<Group>({{"a", {1, 2, 3}}, {"b", {5}}}));
  CHECK(merged == std::vector<Amount>{{"a", 6}, {"b", 5}});
  // Some runners fire panes of nothing, which have no sum by a function of two values.
  CHECK(RunBundle<Amount>(*stage.Make(), Encoded<Group>({{"a", {}}, {"b", {5}}})) == std::vector<Amount>{{"b", 5}});
}

struct CountsFromHundred {
  std::int64_t CreateAccumulator() const { return 100; }
  std::int64_t AddInput(std::int64_t count, std::int64_t) const { return count + 1; }
  std::int64_t MergeAccumulators(std::int64_t a, std::int64_t b) const { return a + b; }
};

TEST_CASE("a combine function that knows the result of nothing gives it for a pane of nothing") {
  using Amount = KV<std::string, std::int64_t>;
  Pipeline p;
  CombinePerKey(Create(p, {Amount{"a", 1}}), Named("Count", CountsFromHundred()));
  StageOf stage(p);
  const std::string grouped = stage.OutputOf("Count/GroupByKey");
  stage.WithPart("Count", "beam:transform:combine_per_key_merge_accumulators:v1", grouped,
                 stage.InputOf("Count/GroupByKey"));
  stage.Source(grouped).Sink(stage.InputOf("Count/GroupByKey"));
  using Group = KV<std::string, std::vector<std::int64_t>>;
  CHECK(RunBundle<Amount>(*stage.Make(), Encoded<Group>({{"a", {}}, {"b", {2, 3}}})) ==
        std::vector<Amount>{{"a", 100}, {"b", 5}});
}

// A step that multiplies numbers by all elements of a side input.
struct ScaleStage {
  explicit ScaleStage(model::IsBounded::Enum boundedness = model::IsBounded::BOUNDED) {
    const auto numbers = Create(p, {std::int64_t{1}});
    const auto factors = Create(p, {std::int64_t{1}});
    ParDo(numbers,
          Named("Scale",
                [](std::int64_t n, const std::vector<std::int64_t>& by) {
                  std::int64_t product = n;
                  for (const std::int64_t factor : by) product *= factor;
                  return product;
                }),
          factors);
    stage = std::make_unique<StageOf>(p);
    stage->With("Scale").Source(stage->InputOf("Scale")).Sink(stage->OutputOf("Scale"));
    for (auto& [id, collection] : *stage->descriptor().mutable_pcollections()) collection.set_is_bounded(boundedness);
    side = stage->IdOf("Scale") + "/" + SideInputName(0);
    SetFactors({300, 2});
    processor = stage->Make();
  }
  void SetFactors(const std::vector<std::int64_t>& factors) {
    std::string& bytes = services.side_inputs[side];
    bytes.clear();
    for (const std::int64_t factor : factors) bytes += EncodeElement(factor);
  }
  std::vector<std::int64_t> Run(const std::vector<std::int64_t>& numbers) {
    return RunBundle<std::int64_t>(*processor, Encoded<std::int64_t>(numbers), services);
  }

  Pipeline p;
  std::unique_ptr<StageOf> stage;
  std::string side;
  FakeServices services;
  std::unique_ptr<BundleProcessor> processor;
};

TEST_CASE("side inputs are fetched page by page") {
  ScaleStage scale;
  // A runner need not know them before it sends data.
  scale.processor->Start(scale.services);
  CHECK(scale.services.questions == 0);
  scale.processor->ProcessData("source", Encoded<std::int64_t>({1, 2}));
  scale.processor->Finish();
  CHECK(Decoded<std::int64_t>(scale.services.sent["sink"]) == std::vector<std::int64_t>{600, 1200});
  CHECK(scale.services.questions == 3);
}

TEST_CASE("a side input that was complete when it was read is known in the next bundle") {
  ScaleStage scale;
  scale.Run({1});
  scale.services.questions = 0;
  CHECK(scale.Run({3}) == std::vector<std::int64_t>{1800});
  CHECK(scale.services.questions == 0);
}

TEST_CASE("a side input that may change is read in each bundle") {
  ScaleStage scale(model::IsBounded::UNBOUNDED);
  CHECK(scale.Run({1}) == std::vector<std::int64_t>{600});
  scale.SetFactors({5});
  CHECK(scale.Run({1}) == std::vector<std::int64_t>{5});
}

TEST_CASE("under one token a side input that may change is read once, and under another one anew") {
  ScaleStage scale(model::IsBounded::UNBOUNDED);
  scale.services.side_input_tokens[scale.side] = "before";
  CHECK(scale.Run({1}) == std::vector<std::int64_t>{600});
  scale.SetFactors({5});
  scale.services.questions = 0;
  CHECK(scale.Run({1}) == std::vector<std::int64_t>{600});
  CHECK(scale.services.questions == 0);
  scale.services.side_input_tokens[scale.side] = "behind";
  CHECK(scale.Run({1, 2}) == std::vector<std::int64_t>{5, 10});
}

TEST_CASE("the result of no values is put out where the side input of results is empty") {
  Pipeline p;
  Combine(Create(p, {std::int64_t{1}}), CountFn<std::int64_t>());
  StageOf stage(p);
  const std::string step = "Combine/Default";
  stage.With(step).Source(stage.InputOf(step)).Sink(stage.OutputOf(step));
  const auto processor = stage.Make();
  FakeServices services;
  const std::string impulse = Encoded<Bytes>({Bytes()});
  CHECK(RunBundle<std::int64_t>(*processor, impulse, services) == std::vector<std::int64_t>{0});
  services.side_inputs[stage.IdOf(step) + "/" + SideInputName(0)] = EncodeElement(std::int64_t{7});
  CHECK(RunBundle<std::int64_t>(*processor, impulse, services).empty());
}

TEST_CASE("a bundle without elements reads no side input, which may not be there yet") {
  ScaleStage scale;
  scale.services.side_inputs[scale.side].clear();
  CHECK(scale.Run({}).empty());
  CHECK(scale.services.questions == 0);
  scale.SetFactors({7});
  CHECK(scale.Run({1}) == std::vector<std::int64_t>{7});
}

TEST_CASE("what only passes through a stage keeps its bytes") {
  Pipeline p;
  const auto one = Create(p, {KV<std::string, std::int64_t>{"a", 1}});
  Flatten(one, one);
  StageOf stage(p);
  stage.With("Flatten");
  for (const auto& [id, transform] : stage.descriptor().transforms()) {
    if (transform.unique_name() != "Flatten") continue;
    const std::string from = transform.inputs().begin()->second;
    const std::string to = transform.outputs().begin()->second;
    stage.Source(from).Sink(to);
    break;
  }
  using Element = KV<std::string, std::int64_t>;
  const std::vector<Element> twice{{"x", 1}, {"x", 1}, {"y", 300}, {"y", 300}};
  CHECK(RunBundle<Element>(*stage.Make(), Encoded<Element>({{"x", 1}, {"y", 300}})).size() == twice.size());
}

TEST_CASE("a step behind a Flatten finishes its bundle after all that are in front of it") {
  Pipeline p;
  const auto numbers = Create(p, {std::int64_t{1}});
  const auto times = ParDo(numbers, Named("Times", [](std::int64_t n) { return n * 10; }));
  ParDo(Flatten(numbers, times), Named("Behind", [](std::int64_t n) { return n + 1; }));
  StageOf stage(p);
  stage.With("Times").With("Flatten").With("Behind");
  stage.Source(stage.InputOf("Times")).Sink(stage.OutputOf("Behind"));
  // A descriptor lists its transforms in no order, in another one each time that it is copied.
  for (int i = 0; i < 20; ++i) {
    const fn::ProcessBundleDescriptor copy = stage.descriptor();
    const auto processor = OperatorBundleFactory().Make(copy);
    std::vector<std::int64_t> sent = RunBundle<std::int64_t>(*processor, Encoded<std::int64_t>({1, 2}));
    std::sort(sent.begin(), sent.end());
    CHECK(sent == std::vector<std::int64_t>{2, 3, 11, 21});
  }
}

TEST_CASE("a Flatten of nothing feeds a stage without a source") {
  Pipeline p;
  const auto none = Flatten(std::vector<PCollection<std::int64_t>>(), p);
  ParDo(none, Named("Double", [](std::int64_t n) { return 2 * n; }));
  StageOf stage(p);
  stage.With("Flatten").With("Double").Sink(stage.OutputOf("Double"));
  FakeServices services;
  const auto processor = stage.Make();
  processor->Start(services);
  processor->Finish();
  CHECK(services.sent["sink"].empty());
}

TEST_CASE("a descriptor that contradicts itself is refused with the transform's name") {
  Doubling doubling;
  SECTION("a coder that is not there") {
    StageOf stage(doubling.p);
    stage.With("Double").Source(stage.InputOf("Double"), "nowhere").Sink(stage.OutputOf("Double"));
    CHECK_THAT(ErrorOf([&] { stage.Make(); }), Contains("nowhere"));
  }
  SECTION("a coder that contains itself") {
    StageOf stage(doubling.p);
    stage.With("Double").Source(stage.InputOf("Double")).Sink(stage.OutputOf("Double"));
    for (auto& [id, coder] : *stage.descriptor().mutable_coders()) {
      coder.clear_component_coder_ids();
      coder.add_component_coder_ids(id);
      coder.mutable_spec()->set_urn("beam:coder:iterable:v1");
    }
    CHECK_THAT(ErrorOf([&] { stage.Make(); }), Contains("contains itself"));
  }
  SECTION("a step that feeds itself") {
    StageOf stage(doubling.p);
    stage.With("Double").Source(stage.InputOf("Double")).Sink(stage.OutputOf("Double"));
    stage.descriptor().mutable_transforms()->erase("source");
    for (auto& [id, transform] : *stage.descriptor().mutable_transforms()) {
      if (transform.unique_name() == "Double") (*transform.mutable_outputs())[OutputName(0)] = stage.InputOf("Double");
    }
    CHECK_THAT(ErrorOf([&] { stage.Make(); }), Contains("depends on its own output"));
  }
  SECTION("a transform that nobody knows") {
    StageOf stage(doubling.p);
    stage.With("Double").Source(stage.InputOf("Double")).Sink(stage.OutputOf("Double"));
    (*stage.descriptor().mutable_transforms())["odd"].mutable_spec()->set_urn("beam:transform:odd:v1");
    CHECK_THAT(ErrorOf([&] { stage.Make(); }), Contains("'odd'") && Contains("beam:transform:odd:v1"));
  }
  SECTION("another element coder") {
    StageOf stage(doubling.p);
    stage.With("Double");
    const std::string text = stage.AddCoder("beam:coder:string_utf8:v1", {});
    stage.Source(stage.InputOf("Double"), text).Sink(stage.OutputOf("Double"));
    CHECK_THAT(ErrorOf([&] { stage.Make(); }), Contains("string_utf8") && Contains("varint"));
  }
}

TEST_CASE("the function of a pipeline that has ended is not found") {
  Doubling doubling;
  fn::ProcessBundleDescriptor descriptor;
  {
    StageOf stage(doubling.p, true);
    stage.With("Double").Source(stage.InputOf("Double")).Sink(stage.OutputOf("Double"));
    descriptor = stage.descriptor();
  }
  CHECK_THAT(ErrorOf([&] { OperatorBundleFactory().Make(descriptor); }), Contains("not running the pipeline"));
}

}  // namespace
}  // namespace beam::runners
