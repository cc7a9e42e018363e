// Pipeline protos read back: what was written comes back, and what no pipeline of ours says is an error.
#include "runners/model/proto_to_graph.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/util/message_differencer.h>

#include <catch2/catch.hpp>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "beam/exec/operator_context.h"
#include "beam/graph/urns.h"
#include "beam/state.h"
#include "runners/direct/direct_runner.h"
#include "test/runners/model/sample_pipelines.h"
#include "test/runners/model/sent_pipeline.h"
#include "transforms/count.h"

namespace beam::runners {
namespace {

namespace model = org::apache::beam::model::pipeline::v1;
using Catch::Matchers::Contains;
using internal::Graph;
using internal::Node;

// Maps have no order in the bytes of a payload.
model::Pipeline WithSortedPayloads(model::Pipeline pipeline) {
  for (auto& [id, transform] : *pipeline.mutable_components()->mutable_transforms()) {
    model::ParDoPayload payload;
    if (transform.spec().urn() != internal::urn::kParDo || !payload.ParseFromString(transform.spec().payload()))
      continue;
    std::string* const bytes = transform.mutable_spec()->mutable_payload();
    bytes->clear();
    google::protobuf::io::StringOutputStream stream(bytes);
    google::protobuf::io::CodedOutputStream out(&stream);
    out.SetSerializationDeterministic(true);
    payload.SerializeToCodedStream(&out);
  }
  return pipeline;
}

void CheckEqual(const model::Pipeline& proto, const model::Pipeline& expected) {
  google::protobuf::util::MessageDifferencer differencer;
  std::string differences;
  differencer.ReportDifferencesToString(&differences);
  CHECK(differencer.Compare(WithSortedPayloads(expected), WithSortedPayloads(proto)));
  CHECK(differences == "");
}

void CheckSameSteps(const Graph& graph, const Graph& expected) {
  CHECK(graph.ToString() == expected.ToString());
  REQUIRE(graph.nodes().size() == expected.nodes().size());
  for (std::size_t i = 0; i < graph.nodes().size(); ++i) {
    const Node& node = graph.node(i);
    const Node& original = expected.node(i);
    CHECK(node.Describe() == original.Describe());
    CHECK(node.part_of == original.part_of);
    CHECK(node.inner == original.inner);
    CHECK(node.unbounded == original.unbounded);
    CHECK(node.location.ToString() == original.location.ToString());
    CHECK((node.kind == original.kind && node.factory == original.factory && node.exchange == original.exchange &&
           node.source == original.source));
  }
}

void CheckSameCollections(const Graph& graph, const Graph& expected) {
  REQUIRE(graph.collections().size() == expected.collections().size());
  for (std::size_t i = 0; i < graph.collections().size(); ++i) {
    const internal::Collection& collection = graph.collection(i);
    const internal::Collection& original = expected.collection(i);
    INFO(graph.node(collection.producer).name);
    CHECK(collection.type == original.type);
    CHECK(collection.bounded == original.bounded);
    internal::Windowing windowing = graph.windowing_of(i);
    CHECK(internal::SameWindows(windowing.fn, expected.windowing_of(i).fn));
    windowing.fn = expected.windowing_of(i).fn;
    CHECK(windowing == expected.windowing_of(i));
  }
}

TEST_CASE("a pipeline that was sent comes back with its names, lines, types, windows and functions") {
  for (const SamplePipeline& sample : SamplePipelines()) {
    INFO(sample.name);
    const SentPipeline sent(sample.build);
    const Graph graph = Read(sent.proto());
    CheckSameSteps(graph, sent.graph());
    CheckSameCollections(graph, sent.graph());
    CheckEqual(sent.ProtoOf(graph), sent.proto());
  }
}

TEST_CASE("what was shipped to another process is sent on by it as it came") {
  for (const SamplePipeline& sample : SamplePipelines()) {
    if (!sample.ships) continue;
    INFO(sample.name);
    const Graph original = LoweredGraphOf(sample.build);
    const Graph received = Read(ShippedProtoOf(original));
    CHECK(received.ToString() == original.ToString());
    CheckSameCollections(received, original);
    // A factory may be made again as another one, which then stays what it is.
    const model::Pipeline proto = ShippedProtoOf(received);
    CheckEqual(ShippedProtoOf(Read(proto)), proto);
  }
}

struct Check {
  Counter right{"shipped", "right"};
  ValueState<int, "calls"> calls;
  void ProcessElement(const std::string& key, std::int64_t sum) {
    calls.Write(calls.ReadOr(0) + 1);
    if (*calls.Read() == 1 && sum == (key == "a" ? 3 : 1)) right.Add();
  }
};

void CountGroups(Pipeline& p) {
  const auto pairs = ParDo(Create(p, {"a", "b", "a", "a"}), [](const std::string& word) {
    return KV<std::string, int>{word, 1};
  });
  const auto sizes = ParDo(GroupByKey(pairs), [](const std::string& key, Iter<int> ones) {
    return KV<std::string, std::int64_t>{key, static_cast<std::int64_t>(ones.ToVector().size())};
  });
  ParDo(sizes, Check());
  ParDo(Count(ParDo(pairs, [](const std::string& key, int) { return key; })), Check());
}

TEST_CASE("shipped groupings, combines and steps with state run in the process that they came to") {
  const Graph graph = Read(ShippedProtoOf(LoweredGraphOf(&CountGroups)));
  const PipelineResult result = DirectRunner().Run(graph, RunOptions());
  REQUIRE(result.ok());
  CHECK(result.metrics().Counter("shipped", "right") == 4);
}

TEST_CASE("a TestStream cannot be played by another process") {
  for (const SamplePipeline& sample : SamplePipelines()) {
    if (sample.ships) continue;
    CHECK_THROWS_WITH(Read(ShippedProtoOf(LoweredGraphOf(sample.build))),
                      Contains("'TestStream'") && Contains("LOOPBACK"));
  }
}

model::PTransform& TransformOf(model::Pipeline& pipeline, const std::string& unique_name) {
  for (auto& [id, transform] : *pipeline.mutable_components()->mutable_transforms()) {
    if (transform.unique_name() == unique_name) return transform;
  }
  FAIL("there is no transform '" << unique_name << "'");
  throw 0;
}

void Words(Pipeline& p) {
  const auto words = Create(p, {"a", "b"});
  const auto counts = Count(words);
  const auto fixed = WindowInto(counts, Named("Fixed", FixedWindows(Duration(10))));
  GroupByKey(fixed);
  ParDo(counts, Named("Read", [](const KV<std::string, std::int64_t>&, const std::vector<std::string>&) { return 1; }),
        words);
}

TEST_CASE("a combine_per_key of which there are the parts only is one again") {
  const SentPipeline sent(&Words);
  model::Pipeline proto = sent.proto();
  model::PTransform& combine = TransformOf(proto, "Count/CombinePerKey");
  combine.mutable_spec()->Clear();
  const Graph graph = Read(proto);
  CheckSameSteps(graph, sent.graph());
  CheckEqual(sent.ProtoOf(graph), sent.proto());
}

TEST_CASE("ids mean nothing but the order of what could be next") {
  const SentPipeline sent(&Words);
  model::Pipeline proto = sent.proto();
  auto& transforms = *proto.mutable_components()->mutable_transforms();
  std::string& root = *proto.mutable_root_transform_ids(proto.root_transform_ids_size() - 1);
  transforms["another id"] = transforms.at(root);
  transforms.erase(root);
  root = "another id";
  CheckEqual(sent.ProtoOf(Read(proto)), sent.proto());
}

TEST_CASE("a side input that is described once more for those who read it in another way is one") {
  const SentPipeline sent(&Words);
  model::Pipeline proto = sent.proto();
  model::PTransform& read = TransformOf(proto, "Read");
  model::ParDoPayload payload;
  REQUIRE(payload.ParseFromString(read.spec().payload()));
  (*payload.mutable_side_inputs())["side0_all"] = payload.side_inputs().at("side0");
  (*payload.mutable_side_inputs())["side0"].mutable_access_pattern()->set_urn("beam:side_input:multimap:v1");
  (*read.mutable_inputs())["side0_all"] = read.inputs().at("side0");
  read.mutable_spec()->set_payload(payload.SerializeAsString());
  CheckEqual(sent.ProtoOf(Read(proto)), sent.proto());
}

/// What somebody did to a proto, and what the error says of it beside the name of the transform.
struct Broken {
  std::string transform;
  std::function<void(model::Pipeline&, model::PTransform&)> change;
  std::string expected;
};

void SetPayload(model::PTransform& transform, const std::function<void(model::ParDoPayload&)>& change) {
  model::ParDoPayload payload;
  REQUIRE(payload.ParseFromString(transform.spec().payload()));
  change(payload);
  transform.mutable_spec()->set_payload(payload.SerializeAsString());
}

using P = model::Pipeline;
using T = model::PTransform;

std::vector<Broken> BrokenEnds() {
  return {
      {"Fixed", [](P&, T& t) { (*t.mutable_inputs())["in"] = "p99"; }, "a collection that the pipeline does not hold"},
      {"Fixed", [](P&, T& t) { t.mutable_inputs()->at("in") = t.outputs().at("out0"); }, "depends on its own output"},
      {"Fixed", [](P&, T& t) { t.clear_inputs(); }, "another number of main inputs"},
      {"Read", [](P&, T& t) { t.clear_outputs(); }, "as many outputs as its function"},
      {"Fixed", [](P&, T& t) { t.clear_annotations(); }, "does not say of what type its elements are"},
      {"Fixed", [](P&, T& t) { t.mutable_spec()->clear_payload(); }, "the window function is of another SDK"},
      {"Fixed", [](P&, T& t) { t.mutable_spec()->set_payload("\xff"); }, "WindowIntoPayload"},
      {"Fixed", [](P&, T& t) { t.mutable_spec()->set_urn("beam:transform:sql:v1"); },
       "a primitive that this SDK has no step for"},
      {"Fixed", [](P&, T& t) { t.mutable_spec()->set_urn(internal::urn::kGroupByKey); },
       "the function of another transform"},
      {"GroupByKey",
       [](P& p, T& t) {
         t.mutable_annotations()->at(kStepAnnotation) = TransformOf(p, "Fixed").annotations().at(kStepAnnotation);
       },
       "the function of another transform"},
      {"GroupByKey", [](P& p, T& t) { t.mutable_inputs()->at("in") = TransformOf(p, "Read").inputs().at("side0"); },
       "an input of other elements than its function was made for"},
      {"GroupByKey", [](P& p, T& t) { t.mutable_inputs()->at("in") = TransformOf(p, "Fixed").inputs().at("in"); },
       "an input in other windows than its function was made for"},
  };
}

std::vector<Broken> BrokenReads() {
  return {
      {"Read",
       [](P&, T& t) {
         SetPayload(t, [](auto& payload) { payload.mutable_do_fn()->set_urn("beam:dofn:javasdk:0.1"); });
       },
       "needs a function that is not here: the function is of another SDK"},
      {"Read", [](P&, T& t) { SetPayload(t, [](auto& payload) { payload.clear_side_inputs(); }); },
       "another number of main inputs"},
      {"Read", [](P&, T& t) { SetPayload(t, [](auto& payload) { payload.set_restriction_coder_id("c99"); }); },
       "a coder that the pipeline does not hold"},
      {"Read",
       [](P&, T& t) {
         SetPayload(t, [](auto& payload) { payload.mutable_side_inputs()->begin()->second.clear_access_pattern(); });
       },
       "in a way that this SDK does not know"},
      {"Read",
       [](P&, T& t) {
         SetPayload(t, [](auto& payload) { payload.mutable_side_inputs()->begin()->second.clear_window_mapping_fn(); });
       },
       "maps its windows to those of a side input"},
      {"Read",
       [](P&, T& t) {
         SetPayload(t, [](auto& payload) {
           (*payload.mutable_side_inputs())["other"] = payload.side_inputs().begin()->second;
         });
       },
       "a side input that its function does not read"},
      {"Read", [](P& p, T& t) { t.mutable_outputs()->at("out0") = TransformOf(p, "Fixed").outputs().at("out0"); },
       "makes too"},
      {"Read",
       [](P& p, T& t) {
         p.mutable_components()->mutable_pcollections()->at(t.outputs().at("out0")).set_windowing_strategy_id("w99");
       },
       "a collection whose windowing strategy the pipeline does not hold"},
      {"Read",
       [](P& p, T& t) {
         p.mutable_components()->mutable_pcollections()->at(t.outputs().at("out0")).set_coder_id("c99");
       },
       "elements of another coder than its collection has"},
      {"Read",
       [](P&, T& t) {
         t.set_unique_name("Fixed");
         t.clear_display_data();
       },
       "a name that another one has"},
      {"Read", [](P&, T& t) { t.add_subtransforms("t99"); }, "a part that the pipeline does not hold"},
      {"Read", [](P& p, T&) { p.mutable_root_transform_ids()->RemoveLast(); }, "is in no composite and is no root"},
      {"Count", [](P&, T& t) { t.add_subtransforms(t.subtransforms(0)); }, "is reached twice"},
      {"Count/CombinePerKey/Merge",
       [](P& p, T&) {
         TransformOf(p, "Count/CombinePerKey").mutable_spec()->Clear();
         TransformOf(p, "Count/CombinePerKey").mutable_subtransforms()->RemoveLast();
       },
       "a part of a combine_per_key without its other parts"},
  };
}

TEST_CASE("a proto that no pipeline of ours says is an error that names the transform and what was expected") {
  const SentPipeline sent(&Words);
  std::vector<Broken> all = BrokenEnds();
  for (Broken& broken : BrokenReads()) all.push_back(std::move(broken));
  for (const Broken& broken : all) {
    INFO(broken.transform << ": " << broken.expected);
    model::Pipeline proto = sent.proto();
    broken.change(proto, TransformOf(proto, broken.transform));
    try {
      Read(proto);
      FAIL("it was read");
    } catch (const Error& error) {
      const std::string& message = error.status().message();
      CHECK_THAT(message, Contains(broken.expected));
      CHECK_THAT(message, Contains("transform '"));
      CHECK_THAT(message, Contains("; "));
      CHECK(message.find('\n') == std::string::npos);
    }
  }
}

std::string ErrorOf(const std::function<void(model::Pipeline&)>& change) {
  model::Pipeline proto = SentPipeline(&Words).proto();
  change(proto);
  try {
    Read(proto);
  } catch (const Error& error) {
    return error.status().message();
  }
  return "it was read";
}

TEST_CASE("what is wrong with the pipeline as a whole is named by its id") {
  CHECK_THAT(ErrorOf([](auto& p) { p.add_root_transform_ids("t99"); }), Contains("transform id = t99"));
  CHECK_THAT(ErrorOf([](auto& p) { p.add_requirements("beam:requirement:other:v1"); }),
             Contains("requirement = beam:requirement:other:v1"));
  const auto strategy = [](model::Pipeline& p) -> model::WindowingStrategy& {
    return p.mutable_components()->mutable_windowing_strategies()->at("w1");
  };
  CHECK_THAT(ErrorOf([&](auto& p) { strategy(p).mutable_window_fn()->set_urn("beam:window_fn:other:v1"); }),
             Contains("windowing strategy 'w1'") && Contains("beam:window_fn:other:v1"));
  CHECK_THAT(ErrorOf([&](auto& p) { strategy(p).set_allowed_lateness(-1); }), Contains("negative allowed lateness"));
  CHECK_THAT(ErrorOf([&](auto& p) { strategy(p).mutable_trigger()->mutable_after_any(); }),
             Contains("a trigger that is none"));
  CHECK_THAT(ErrorOf([&](auto& p) { strategy(p).set_window_coder_id("c0"); }),
             Contains("beam:coder:interval_window:v1"));
  CHECK_THAT(ErrorOf([](auto& p) {
               p.mutable_components()->mutable_coders()->begin()->second.add_component_coder_ids("c99");
             }),
             Contains("coder id = c99"));
}

TEST_CASE("composites and coders that contain themselves cost no time and no stack") {
  constexpr int kMany = 20000;
  const SentPipeline sent(&Words);
  model::Pipeline nested = sent.proto();
  auto& transforms = *nested.mutable_components()->mutable_transforms();
  for (int i = 0; i < kMany; ++i) {
    model::PTransform& composite = transforms["n" + std::to_string(i)];
    composite.set_unique_name("n" + std::to_string(i));
    composite.add_subtransforms("n" + std::to_string((i + 1) % kMany));
  }
  nested.add_root_transform_ids("n0");
  CHECK_THROWS_WITH(Read(nested), Contains("is reached twice"));
  transforms["n" + std::to_string(kMany - 1)].clear_subtransforms();
  CHECK_NOTHROW(Read(nested));

  model::Pipeline coders = sent.proto();
  for (auto& [id, coder] : *coders.mutable_components()->mutable_coders()) {
    coder.mutable_spec()->set_urn("beam:coder:kv:v1");
    coder.clear_component_coder_ids();
    for (int i = 0; i < 2; ++i) coder.add_component_coder_ids(id);
  }
  CHECK_THROWS_AS(Read(coders), Error);
}

}  // namespace
}  // namespace beam::runners
