// What a pipeline proto says, made of pipelines as users write them.

#include "runners/model/graph_to_proto.h"

#include <catch2/catch.hpp>
#include <iterator>
#include <map>
#include <set>
#include <string>

#include "beam/beam.h"
#include "beam/exec/lowering.h"
#include "beam/testing/test_stream.h"
#include "transforms/count.h"

namespace beam::runners {
namespace {

namespace model = org::apache::beam::model::pipeline::v1;

model::Pipeline ProtoOf(Pipeline& pipeline) {
  ProtoOptions options;
  options.function = [](const internal::Node& node) {
    model::FunctionSpec function;
    function.set_urn("test:" + node.name);
    return function;
  };
  options.window_function = [](internal::WindowingId windowing) {
    model::FunctionSpec function;
    function.set_urn("test:windows" + std::to_string(windowing));
    return function;
  };
  options.environment.set_urn("beam:env:external:v1");
  return GraphToProto(internal::LowerGroupings(pipeline.state().graph(), false), options);
}

const model::PTransform& TransformOf(const model::Pipeline& pipeline, const std::string& unique_name) {
  for (const auto& [id, transform] : pipeline.components().transforms()) {
    if (transform.unique_name() == unique_name) return transform;
  }
  FAIL("there is no transform '" << unique_name << "'");
  throw 0;
}

std::string Urn(const model::Pipeline& pipeline, const std::string& unique_name) {
  return TransformOf(pipeline, unique_name).spec().urn();
}

// Every id that is named is there, names are unique, children come in the order of the data flow, and every collection has one
// producer among the transforms without children.
void CheckConsistent(const model::Pipeline& pipeline) {
  const model::Components& components = pipeline.components();
  std::set<std::string> names;
  std::map<std::string, int> producers;
  for (const auto& [id, transform] : components.transforms()) {
    INFO(id);
    CHECK(names.insert(transform.unique_name()).second);
    for (const std::string& child : transform.subtransforms()) CHECK(components.transforms().contains(child));
    for (const auto& [local, collection] : transform.inputs()) CHECK(components.pcollections().contains(collection));
    for (const auto& [local, collection] : transform.outputs()) {
      CHECK(components.pcollections().contains(collection));
      if (transform.subtransforms().empty()) ++producers[collection];
    }
    const std::string& environment = transform.environment_id();
    CHECK((environment.empty() || components.environments().contains(environment)));
  }
  for (const auto& [id, collection] : components.pcollections()) {
    INFO(id);
    CHECK(producers[id] == 1);
    CHECK(components.coders().contains(collection.coder_id()));
    CHECK(components.windowing_strategies().contains(collection.windowing_strategy_id()));
  }
  for (const auto& [id, coder] : components.coders()) {
    for (const std::string& part : coder.component_coder_ids()) CHECK(components.coders().contains(part));
  }
  for (const std::string& root : pipeline.root_transform_ids()) CHECK(components.transforms().contains(root));
}

TEST_CASE("a word count becomes ParDos and a combine_per_key that runners can lift") {
  Pipeline p;
  const auto lines = Create(p, {"to be", "or not to be"});
  const auto words =
      ParDo(lines, Named("Split", [](const std::string& line, Emitter<std::string> emit) { emit(line); }));
  Count(words);
  const model::Pipeline proto = ProtoOf(p);
  CheckConsistent(proto);
  CHECK(Urn(proto, "Split") == "beam:transform:pardo:v1");
  const std::string count = [&] {
    for (const auto& [id, transform] : proto.components().transforms()) {
      if (transform.spec().urn() == "beam:transform:combine_per_key:v1") return transform.unique_name();
    }
    return std::string();
  }();
  REQUIRE(count != "");
  const model::PTransform& combine = TransformOf(proto, count);
  CHECK(combine.subtransforms_size() == 4);
  CHECK(combine.inputs_size() == 1);
  CHECK(combine.outputs_size() == 1);
  CHECK(Urn(proto, count + "/GroupByKey") == "beam:transform:group_by_key:v1");
  model::CombinePayload payload;
  REQUIRE(payload.ParseFromString(combine.spec().payload()));
  CHECK(proto.components().coders().contains(payload.accumulator_coder_id()));
}

// By key, all values.
std::multimap<std::string, std::string> DisplayDataOf(const model::PTransform& transform) {
  std::multimap<std::string, std::string> shown;
  for (const model::DisplayData& data : transform.display_data()) {
    CHECK(data.urn() == "beam:display_data:labelled:v1");
    model::LabelledPayload payload;
    REQUIRE(payload.ParseFromString(data.payload()));
    CHECK(!payload.label().empty());
    shown.emplace(payload.key(), payload.string_value());
  }
  return shown;
}

TEST_CASE("services are told what to show people of a step: its line and what its elements are") {
  Pipeline p;
  ParDo(Create(p, {1}), Named("Split", [](int n, Emitter<std::string>, Emitter<int> ints) { ints(n); }));
  const auto shown = DisplayDataOf(TransformOf(ProtoOf(p), "Split"));
  CHECK_THAT(shown.find("line")->second, Catch::Matchers::Contains("graph_to_proto_test.cc:"));
  CHECK(shown.count("output") == 2);
  CHECK_THAT(std::next(shown.find("output"))->second, Catch::Matchers::Contains("int"));
}

TEST_CASE("a TestStream goes to runners that play it themselves") {
  Pipeline p;
  testing::TestStream<std::string>()
      .Add("a", Timestamp::Millis(3))
      .AdvanceWatermark(Timestamp::Millis(10))
      .AdvanceClock(Duration(20))
      .Create(p);
  const model::Pipeline proto = ProtoOf(p);
  CheckConsistent(proto);
  const model::PTransform& stream = TransformOf(proto, "TestStream");
  CHECK(stream.spec().urn() == "beam:transform:teststream:v1");
  const std::string& output = stream.outputs().begin()->second;
  CHECK(proto.components().pcollections().at(output).is_bounded() == model::IsBounded::UNBOUNDED);
  model::TestStreamPayload payload;
  REQUIRE(payload.ParseFromString(stream.spec().payload()));
  CHECK(proto.components().coders().at(payload.coder_id()).spec().urn() == "beam:coder:string_utf8:v1");
  REQUIRE(payload.events_size() == 4);
  CHECK(payload.events(0).element_event().elements(0).encoded_element() == "a");
  CHECK(payload.events(0).element_event().elements(0).timestamp() == 3);
  CHECK(payload.events(1).watermark_event().new_watermark() == 10);
  CHECK(payload.events(2).processing_time_event().advance_duration() == 20);
  CHECK(payload.events(3).watermark_event().new_watermark() == Timestamp::Max().millis());
}

TEST_CASE("the impulse gives bytes, and runners know the coders of the standard types") {
  Pipeline p;
  Create(p, {KV<std::string, std::int64_t>{"a", 1}});
  const model::Pipeline proto = ProtoOf(p);
  std::set<std::string> urns;
  for (const auto& [id, coder] : proto.components().coders()) urns.insert(coder.spec().urn());
  CHECK(urns.count("beam:coder:bytes:v1") == 1);
  CHECK(urns.count("beam:coder:kv:v1") == 1);
  CHECK(urns.count("beam:coder:string_utf8:v1") == 1);
  CHECK(urns.count("beam:coder:varint:v1") == 1);
}

TEST_CASE("groupings that runners do not know are primitives in the proto") {
  Pipeline p;
  const auto a = Create(p, {KV<std::string, std::int64_t>{"a", 1}});
  const auto b = Create(p, {KV<std::string, std::string>{"a", "x"}});
  Reshuffle(a);
  CoGroupByKey(a, b);
  const model::Pipeline proto = ProtoOf(p);
  CheckConsistent(proto);
  CHECK(Urn(proto, "Reshuffle/GroupByKey") == "beam:transform:group_by_key:v1");
  CHECK(Urn(proto, "CoGroupByKey/Flatten") == "beam:transform:flatten:v1");
  CHECK(Urn(proto, "CoGroupByKey/Untag") == "beam:transform:pardo:v1");
  CHECK(TransformOf(proto, "CoGroupByKey").inputs_size() == 2);
}

TEST_CASE("side inputs are inputs, and are described in the payload") {
  Pipeline p;
  const auto numbers = Create(p, {1, 2, 3});
  const auto limit = Create(p, {2});
  ParDo(numbers, Named("Below", [](int n, const int& most) { return n < most; }), limit);
  const model::Pipeline proto = ProtoOf(p);
  CheckConsistent(proto);
  const model::PTransform& below = TransformOf(proto, "Below");
  CHECK(below.inputs_size() == 2);
  model::ParDoPayload payload;
  REQUIRE(payload.ParseFromString(below.spec().payload()));
  REQUIRE(payload.side_inputs().contains(SideInputName(0)));
  CHECK(payload.side_inputs().at(SideInputName(0)).access_pattern().urn() == "beam:side_input:iterable:v1");
  CHECK(below.inputs().contains(SideInputName(0)));
}

struct Pays {
  static constexpr bool kRequiresStableInput = true;
  int ProcessElement(int amount) const { return amount; }
};

TEST_CASE("a step that must see the same elements when it is tried again says so, and the pipeline that it has one") {
  Pipeline p;
  const auto amounts = Map(Create(p, {1, 2}), Named("Plain", [](int n) { return n; }));
  ParDo(amounts, Named("Pay", Pays{}));
  const model::Pipeline proto = ProtoOf(p);
  const auto requires_it = [&](const std::string& name) {
    model::ParDoPayload payload;
    REQUIRE(payload.ParseFromString(TransformOf(proto, name).spec().payload()));
    return payload.requires_stable_input();
  };
  CHECK(requires_it("Pay"));
  CHECK_FALSE(requires_it("Plain"));
  REQUIRE(proto.requirements_size() == 1);
  CHECK(proto.requirements(0) == "beam:requirement:pardo:stable_input:v1");
}

TEST_CASE("a side input that is looked up by key is a multimap too, and one that is not is none") {
  using Table = KV<std::int64_t, std::string>;
  struct CountFound {
    int CreateAccumulator() { return 0; }
    void AddInput(int& count, const int& n, Iter<Table>, MapView<std::int64_t, std::string> table) {
      if (table.Contains(n)) ++count;
    }
    void MergeAccumulators(int& count, const int& other) { count += other; }
    int ExtractOutput(const int& count) { return count; }
  };
  Pipeline p;
  const auto numbers = Create(p, {1, 2, 3});
  const auto table = Create<Table>(p, {{1, "a"}});
  ParDo(numbers,
        Named("Look",
              [](int n, const std::vector<Table>& rows, MapView<std::int64_t, std::string> map, Iter<Table>,
                 MultiMapView<std::int64_t, std::string> multimap) {
                return rows.size() + map.size() + multimap.Find(n).ToVector().size();
              }),
        table, table, table, table);
  Combine(numbers, Named("Count", CountFound()), table, table);
  const model::Pipeline proto = ProtoOf(p);
  CheckConsistent(proto);
  const auto views_of = [&](const std::string& step) {
    const model::PTransform& look = TransformOf(proto, step);
    model::ParDoPayload payload;
    REQUIRE(payload.ParseFromString(look.spec().payload()));
    std::map<std::string, std::string> views;
    for (const auto& [name, side] : payload.side_inputs()) {
      views[name] = side.access_pattern().urn();
      CHECK(look.inputs().at(name) == look.inputs().at(SideInputName(0)));
    }
    return views;
  };
  const std::string iterable = "beam:side_input:iterable:v1";
  const std::string multimap = "beam:side_input:multimap:v1";
  CHECK(views_of("Look") == std::map<std::string, std::string>{{"side0", iterable},
                                                               {"side1", iterable},
                                                               {"side1_by_key", multimap},
                                                               {"side2", iterable},
                                                               {"side3", iterable},
                                                               {"side3_by_key", multimap}});
  CHECK(views_of("Count/Combine") ==
        std::map<std::string, std::string>{{"side0", iterable}, {"side1", iterable}, {"side1_by_key", multimap}});
}

TEST_CASE("nested scopes are nested composites") {
  Pipeline p;
  {
    const Scope outer(p, "Outer");
    const Scope inner(p, "Inner");
    Create(p, {1});
  }
  const model::Pipeline proto = ProtoOf(p);
  CheckConsistent(proto);
  REQUIRE(proto.root_transform_ids_size() == 1);
  CHECK(proto.components().transforms().at(proto.root_transform_ids(0)).unique_name() == "Outer");
  CHECK(TransformOf(proto, "Outer/Inner").subtransforms_size() >= 1);
}

const model::WindowingStrategy& StrategyOf(const model::Pipeline& pipeline, const std::string& unique_name) {
  const std::string& output = TransformOf(pipeline, unique_name).outputs().begin()->second;
  const model::Components& components = pipeline.components();
  return components.windowing_strategies().at(components.pcollections().at(output).windowing_strategy_id());
}

struct Tens {
  Window AssignWindow(EventTime time) const { return {time, time + Duration(10)}; }
  std::vector<WindowMerge> MergeWindows(const std::vector<Window>&) const { return {}; }
};

TEST_CASE(
    "WindowInto is the model's, with the window function that others know, and the step that knows the elements") {
  Pipeline p;
  const auto words = Create(p, {"a", "b"});
  WindowInto(words, Named("Fixed", FixedWindows(Duration(1500))),
             {.trigger = Repeatedly(AfterCount(2)), .accumulation = AccumulationMode::kAccumulating});
  WindowInto(words, Named("Custom", Tens()));
  const model::Pipeline proto = ProtoOf(p);
  CheckConsistent(proto);
  const model::PTransform& fixed = TransformOf(proto, "Fixed");
  CHECK(fixed.spec().urn() == "beam:transform:window_into:v1");
  CHECK_FALSE(fixed.environment_id().empty());
  model::WindowIntoPayload payload;
  REQUIRE(payload.ParseFromString(fixed.spec().payload()));
  CHECK(payload.window_fn().urn() == "beam:window_fn:fixed_windows:v1");
  model::FunctionSpec step;
  REQUIRE(step.ParseFromString(fixed.annotations().at(kStepAnnotation)));
  CHECK(step.urn() == "test:Fixed");
  const model::WindowingStrategy& strategy = StrategyOf(proto, "Fixed");
  CHECK(strategy.window_fn().urn() == "beam:window_fn:fixed_windows:v1");
  CHECK(strategy.trigger().repeat().subtrigger().element_count().element_count() == 2);
  CHECK(strategy.accumulation_mode() == model::AccumulationMode::ACCUMULATING);
  CHECK(proto.components().coders().at(strategy.window_coder_id()).spec().urn() == "beam:coder:interval_window:v1");
  CHECK(StrategyOf(proto, "Custom").window_fn().urn().starts_with("test:windows"));
  CHECK(StrategyOf(proto, "Custom").merge_status() == model::MergeStatus::NEEDS_MERGE);
}

TEST_CASE("windows that were merged need no merging, and those of users are said to be as others") {
  Pipeline p;
  const auto pairs = Create(p, {KV<std::string, int>{"a", 1}});
  GroupByKey(WindowInto(pairs, Sessions(Duration(10))));
  GroupByKey(WindowInto(pairs, Tens()));
  const model::Pipeline proto = ProtoOf(p);
  CHECK(StrategyOf(proto, "GroupByKey").merge_status() == model::MergeStatus::ALREADY_MERGED);
  CHECK(StrategyOf(proto, "GroupByKey#2").merge_status() == model::MergeStatus::NON_MERGING);
}

TEST_CASE("a side input says which windows it is read in") {
  Pipeline p;
  const auto numbers = Create(p, {1});
  const auto side = WindowInto(numbers, FixedWindows(Duration(10)));
  ParDo(numbers, Named("Read", [](int, const std::vector<int>&) { return 1; }), side);
  const model::Pipeline proto = ProtoOf(p);
  model::ParDoPayload payload;
  REQUIRE(payload.ParseFromString(TransformOf(proto, "Read").spec().payload()));
  const model::FunctionSpec& mapping = payload.side_inputs().begin()->second.window_mapping_fn();
  CHECK(mapping.urn() == kWindowMappingUrn);
  model::FunctionSpec fn;
  REQUIRE(fn.ParseFromString(mapping.payload()));
  CHECK(fn.urn() == "beam:window_fn:fixed_windows:v1");
}

}  // namespace
}  // namespace beam::runners
