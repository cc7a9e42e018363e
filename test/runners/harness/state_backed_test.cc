// Iterables of which the runner sends the first values and keeps the rest: steps see one iterable, and only what they come to is
// fetched.

#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "beam/beam.h"
#include "coders/state_backed_iterable.h"
#include "runners/harness/operator_bundle.h"
#include "test/runners/harness/error_of.h"
#include "test/runners/harness/fake_services.h"
#include "test/runners/harness/stage_of.h"

namespace beam::runners {
namespace {

using Catch::Matchers::Contains;
using Lines = std::vector<std::string>;
using Numbers = std::vector<std::int64_t>;
using Pair = KV<std::string, std::int64_t>;
template <class V>
using Sent = StateBackedIterable<V>;
template <class V>
using Group = KV<std::string, Sent<V>>;

template <class V>
std::string Page(const std::vector<V>& values) {
  std::string bytes;
  for (const V& value : values) bytes += EncodeElement(value);
  return bytes;
}

std::string Text(const Numbers& numbers) {
  std::string text;
  for (const std::int64_t n : numbers) text += (text.empty() ? "" : " ") + std::to_string(n);
  return text;
}

// A step "Step" that reads groups of a runner, and what the runner keeps of them.
template <class V>
struct Groups {
  template <class DoFn>
  explicit Groups(DoFn fn) {
    ParDo(GroupByKey(Create(p, std::vector<KV<std::string, V>>())), Named("Step", fn));
    stage = std::make_unique<StageOf>(p);
    stage->With("Step");
    const std::string input = stage->InputOf("Step");
    stage->Source(input, stage->StateBacked(stage->CoderOf(input))).Sink(stage->OutputOf("Step"));
    processor = stage->Make();
  }

  template <class Element>
  Lines Run(const std::vector<Element>& groups) {
    return RunBytes(Encoded<Element>(groups));
  }
  Lines Run(const std::vector<Group<V>>& groups) { return RunBytes(Encoded<Group<V>>(groups)); }
  Lines RunBytes(const std::string& bytes) {
    services.sent.clear();
    services.remote_asked.clear();
    processor->Start(services);
    processor->ProcessData("source", bytes);
    processor->Finish();
    return Decoded<std::string>(services.sent["sink"]);
  }

  Pipeline p;
  std::unique_ptr<StageOf> stage;
  std::unique_ptr<BundleProcessor> processor;
  FakeServices services;
};

std::string Lists(const std::string& key, Iter<std::int64_t> values) { return key + ": " + Text(values.ToVector()); }

TEST_CASE("what is all there is not asked for") {
  Groups<std::int64_t> groups(Lists);
  CHECK(groups.Run({{"a", {{1, 2}, {}}}, {"b", {{}, {}}}}) == Lines{"a: 1 2", "b: "});
  CHECK(groups.services.remote_asked.empty());
}

TEST_CASE("a step sees the values that came and those that the runner kept as one iterable") {
  Groups<std::int64_t> groups(Lists);
  groups.services.remote = {{"t", {Page<std::int64_t>({3, 300}), "", Page<std::int64_t>({5})}}, {"none", {""}}};
  CHECK(groups.Run({{"a", {{1, 2}, "t"}}, {"b", {{}, "t"}}, {"c", {{7}, "none"}}, {"d", {{}, "none"}}}) ==
        Lines{"a: 1 2 3 300 5", "b: 3 300 5", "c: 7", "d: "});
}

TEST_CASE("a value may begin in one page and end in a later one, wherever pages are cut") {
  Groups<std::string> groups([](const std::string&, Iter<std::string_view> values) {
    std::string all;
    for (const std::string_view value : values) all += std::string(value.substr(0, 3)) + "|";
    return all;
  });
  const std::string bytes = Page<std::string>({"to", std::string(40, 'b'), "", "or"});
  for (std::size_t size = 1; size <= bytes.size(); ++size) {
    std::vector<std::string>& pages = groups.services.remote["t"];
    pages.clear();
    for (std::size_t at = 0; at < bytes.size(); at += size) pages.push_back(bytes.substr(at, size));
    CHECK(groups.Run({{"a", {{"not"}, "t"}}}) == Lines{"not|to|bbb||or|"});
  }
}

TEST_CASE("a page is asked for when the loop has come to it, and what is behind the end of a loop never") {
  FakeServices* services = nullptr;
  Lines seen;
  std::int64_t last = 0;
  Groups<std::int64_t> groups([&](const std::string&, Iter<std::int64_t> values) {
    for (const std::int64_t n : values) {
      seen.push_back(std::to_string(n) + " after " + std::to_string(services->remote_asked.size()));
      if (n == last) break;
    }
    return std::string();
  });
  services = &groups.services;
  groups.services.remote["t"] = {Page<std::int64_t>({3, 4}), Page<std::int64_t>({5}), Page<std::int64_t>({6})};
  last = 5;
  groups.Run({{"a", {{1, 2}, "t"}}});
  CHECK(seen == Lines{"1 after 0", "2 after 0", "3 after 1", "4 after 1", "5 after 2"});
  last = 2;
  groups.Run({{"a", {{1, 2}, "t"}}});
  CHECK(groups.services.remote_asked.empty());
}

TEST_CASE("an iterable can be iterated again, and small ones are not fetched again for that") {
  Groups<std::string> groups([](const std::string&, Iter<std::string> values) {
    std::size_t count = 0;
    if (!values.empty()) {
      for (int i = 0; i < 3; ++i) {
        for (const std::string& value : values) count += value.empty() ? 0 : 1;
      }
    }
    return std::to_string(count);
  });
  groups.services.remote["t"] = {Page<std::string>({"a", "b"}), Page<std::string>({"c"})};
  CHECK(groups.Run({{"a", {{}, "t"}}}) == Lines{"9"});
  CHECK(groups.services.remote_asked == Lines{"t/0", "t/1"});
  // A bundle's tokens are its own.
  CHECK(groups.Run({{"a", {{}, "t"}}}) == Lines{"9"});
  CHECK(groups.services.remote_asked == Lines{"t/0", "t/1"});
  // Of large ones the beginning is kept.
  const std::string large = Page<std::string>({std::string(3 << 20, 'x')});
  groups.services.remote["t"] = {large, large, large};
  CHECK(groups.Run({{"a", {{}, "t"}}}) == Lines{"9"});
  CHECK(groups.services.remote_asked == Lines{"t/0", "t/1", "t/2", "t/1", "t/2", "t/1", "t/2"});
}

TEST_CASE("groups of one bundle are fetched each for itself, also while another one is being read") {
  Groups<Pair> groups([](const std::string& key, Iter<Pair> values) {
    std::string text = key;
    for (const auto& [name, n] : values) text += " " + name + std::to_string(n);
    return text;
  });
  groups.services.remote = {{"s", {Page<Pair>({{"x", 1}}), Page<Pair>({{"y", 2}})}}, {"t", {Page<Pair>({{"z", 3}})}}};
  CHECK(groups.Run({{"a", {{{"w", 0}}, "s"}}, {"b", {{}, "t"}}, {"c", {{}, "s"}}}) ==
        Lines{"a w0 x1 y2", "b z3", "c x1 y2"});
}

TEST_CASE("bool values are read as they are, kept ones too") {
  Groups<bool> groups([](const std::string&, Iter<bool> values) {
    std::string text;
    for (const bool value : values) text += value ? "1" : "0";
    return text;
  });
  groups.services.remote["t"] = {std::string("\0\1", 2), std::string("\1", 1)};
  CHECK(groups.Run({{"a", {{true, false}, "t"}}}) == Lines{"10011"});
}

struct Point {
  std::int64_t x = 0;
  std::int64_t y = 0;
};

TEST_CASE("lengths that the runner put in front of parts are taken off kept values, too") {
  Pipeline p;
  using Points = KV<std::string, Point>;
  ParDo(GroupByKey(Create(p, std::vector<Points>())), Named("Step", [](const std::string& key, Iter<Point> points) {
          std::string text = key;
          for (const Point& point : points) text += " " + std::to_string(point.x) + "," + std::to_string(point.y);
          return text;
        }));
  StageOf stage(p);
  stage.With("Step");
  const model::Coder kv = stage.descriptor().coders().at(stage.CoderOf(stage.InputOf("Step")));
  const std::string row = stage.descriptor().coders().at(kv.component_coder_ids(1)).component_coder_ids(0);
  const std::string prefixed = stage.AddCoder("beam:coder:length_prefix:v1", {row});
  const std::string values = stage.AddCoder("beam:coder:state_backed_iterable:v1", {prefixed});
  const std::string wire = stage.AddCoder("beam:coder:kv:v1", {kv.component_coder_ids(0), values});
  stage.Source(stage.InputOf("Step"), wire).Sink(stage.OutputOf("Step"));
  const auto processor = stage.Make();
  const auto encoded = [](const Point& point) { return EncodeElement(point); };
  FakeServices services;
  std::string rest = Page<std::string>({encoded({3, 300}), encoded({4, 4})});
  services.remote["t"] = {rest.substr(0, 2), rest.substr(2, 3), rest.substr(5)};
  const std::string bytes =
      Encoded<Group<std::string>>({{"a", {{encoded({1, 2})}, "t"}}, {"b", {{encoded({5, 6})}, {}}}});
  for (const std::size_t cut : {std::size_t{0}, bytes.size() / 2}) {
    services.sent.clear();
    processor->Start(services);
    processor->ProcessData("source", bytes.substr(0, cut));
    processor->ProcessData("source", bytes.substr(cut));
    processor->Finish();
    CHECK(Decoded<std::string>(services.sent["sink"]) == Lines{"a 1,2 3,300 4,4", "b 5,6"});
  }
  rest.pop_back();
  services.remote["t"] = {rest};
  processor->Start(services);
  CHECK_THAT(ErrorOf([&] { processor->ProcessData("source", bytes); }),
             Contains("'Step'") && Contains("in the middle of one"));
}

TEST_CASE("iterables inside of values are state-backed like those around them") {
  using Inner = KV<std::string, Numbers>;
  using InnerSent = KV<std::string, Sent<std::int64_t>>;
  const auto lists = [](const std::string& key, Iter<Inner> values) {
    std::string text = key;
    for (const auto& [name, numbers] : values) text += " " + name + "(" + Text(numbers) + ")";
    return text;
  };
  Groups<Inner> groups(lists);
  groups.services.remote = {{"in", {Page<std::int64_t>({3}), Page<std::int64_t>({4})}},
                            {"out", {Page<InnerSent>({{"y", {{5}, "in"}}, {"z", {{6}, {}}}})}}};
  using Outer = KV<std::string, Sent<InnerSent>>;
  CHECK(groups.Run<Outer>({{"a", {{{"x", {{1, 2}, "in"}}}, "out"}}}) == Lines{"a x(1 2 3 4) y(5 3 4) z(6)"});
}

TEST_CASE("tokens of iterables inside each other are told apart where lengths are taken off") {
  using Inner = KV<Point, Numbers>;
  Pipeline p;
  ParDo(GroupByKey(Create(p, std::vector<KV<std::string, Inner>>())),
        Named("Step", [](const std::string& key, Iter<Inner> values) {
          std::string text = key;
          for (const auto& [point, numbers] : values) text += " " + std::to_string(point.y) + "(" + Text(numbers) + ")";
          return text;
        }));
  StageOf stage(p);
  stage.With("Step");
  const auto components = [&](const std::string& id) {
    return stage.descriptor().coders().at(id).component_coder_ids();
  };
  const auto kv = components(stage.CoderOf(stage.InputOf("Step")));
  const auto inner = components(components(kv[1])[0]);
  const std::string point = stage.AddCoder("beam:coder:length_prefix:v1", {inner[0]});
  const std::string numbers = stage.StateBacked(inner[1]);
  const std::string pair = stage.AddCoder("beam:coder:kv:v1", {point, numbers});
  const std::string values = stage.AddCoder("beam:coder:state_backed_iterable:v1", {pair});
  stage.Source(stage.InputOf("Step"), stage.AddCoder("beam:coder:kv:v1", {kv[0], values})).Sink(stage.OutputOf("Step"));
  using InnerSent = KV<std::string, Sent<std::int64_t>>;
  const auto encoded = [](std::int64_t y) { return EncodeElement(Point{0, y}); };
  FakeServices services;
  services.remote = {{"in", {Page<std::int64_t>({3, 4})}},
                     {"out", {Page<InnerSent>({{encoded(2), {{5}, "in"}}, {encoded(3), {{6}, {}}}})}}};
  const auto processor = stage.Make();
  processor->Start(services);
  processor->ProcessData("source",
                         Encoded<KV<std::string, Sent<InnerSent>>>({{"a", {{{encoded(1), {{1}, "in"}}}, "out"}}}));
  processor->Finish();
  CHECK(Decoded<std::string>(services.sent["sink"]) == Lines{"a 1(1 3 4) 2(5 3 4) 3(6)"});
}

TEST_CASE("a CoGroupByKey finds the values of each input among the kept ones") {
  Pipeline p;
  const auto numbers = Create(p, std::vector<Pair>());
  const auto words = Create(p, std::vector<KV<std::string, std::string>>());
  ParDo(CoGroupByKey(numbers, words),
        Named("Step", [](const std::string& key, Iter<std::int64_t> ns, Iter<std::string> ws) {
          std::string text = key + ": " + Text(ns.ToVector());
          for (const std::string& word : ws) text += " " + word;
          return text;
        }));
  StageOf stage(p);
  stage.With("CoGroupByKey/Untag").With("Step");
  const std::string input = stage.InputOf("CoGroupByKey/Untag");
  // The runner does not know the coder of alternatives, and puts lengths in front of them.
  const model::Coder kv = stage.descriptor().coders().at(stage.CoderOf(input));
  const std::string tagged = stage.descriptor().coders().at(kv.component_coder_ids(1)).component_coder_ids(0);
  const std::string values =
      stage.AddCoder("beam:coder:state_backed_iterable:v1", {stage.AddCoder("beam:coder:length_prefix:v1", {tagged})});
  stage.Source(input, stage.AddCoder("beam:coder:kv:v1", {kv.component_coder_ids(0), values}))
      .Sink(stage.OutputOf("Step"));
  using Tagged = std::variant<std::int64_t, std::string>;
  const auto encoded = [](const Tagged& value) { return EncodeElement(value); };
  FakeServices services;
  services.remote["t"] = {Page<std::string>({encoded("x"), encoded(std::int64_t{2})}),
                          Page<std::string>({encoded("y")})};
  const auto processor = stage.Make();
  processor->Start(services);
  processor->ProcessData("source", Encoded<Group<std::string>>({{"a", {{encoded(std::int64_t{1})}, "t"}}}));
  processor->Finish();
  CHECK(Decoded<std::string>(services.sent["sink"]) == Lines{"a: 1 2 x y"});
  CHECK(services.remote_asked == Lines{"t/0", "t/1"});
}

TEST_CASE("kept accumulators are merged with those that came") {
  Pipeline p;
  CombinePerKey(Create(p, {Pair{"a", 1}}), Named("Sum", [](std::int64_t a, std::int64_t b) { return a + b; }));
  StageOf stage(p);
  const std::string grouped = stage.OutputOf("Sum/GroupByKey");
  stage.WithPart("Sum", "beam:transform:combine_per_key_merge_accumulators:v1", grouped,
                 stage.InputOf("Sum/GroupByKey"));
  stage.Source(grouped, stage.StateBacked(stage.CoderOf(grouped))).Sink(stage.InputOf("Sum/GroupByKey"));
  FakeServices services;
  services.remote["t"] = {Page<std::int64_t>({10}), Page<std::int64_t>({100, 1000})};
  const auto processor = stage.Make();
  processor->Start(services);
  processor->ProcessData("source",
                         Encoded<Group<std::int64_t>>({{"a", {{1}, "t"}}, {"b", {{}, "t"}}, {"c", {{5}, {}}}}));
  processor->Finish();
  CHECK(Decoded<Pair>(services.sent["sink"]) == std::vector<Pair>{{"a", 1111}, {"b", 1110}, {"c", 5}});
}

TEST_CASE(
    "groups that leave the stage again have all their values, because a token means nothing outside of its bundle") {
  Pipeline p;
  const auto groups = GroupByKey(Create(p, {Pair{"a", 1}}));
  FakeServices services;
  services.remote["t"] = {Page<std::int64_t>({2}), Page<std::int64_t>({300})};
  const auto run = [&](StageOf& stage) {
    services.sent.clear();
    const auto processor = stage.Make();
    processor->Start(services);
    processor->ProcessData("source", Encoded<Group<std::int64_t>>({{"a", {{1}, "t"}}}));
    processor->Finish();
    return Decoded<KV<std::string, Numbers>>(services.sent["sink"]);
  };
  const std::vector<KV<std::string, Numbers>> whole = {{"a", {1, 2, 300}}};
  SECTION("a step reads them") {
    Filter(groups, Named("Keep", [](const std::string&, Iter<std::int64_t>) { return true; }));
    StageOf stage(p);
    stage.With("Keep");
    const std::string input = stage.InputOf("Keep");
    const std::string wire = stage.StateBacked(stage.CoderOf(input));
    stage.Source(input, wire).Sink(stage.OutputOf("Keep"), GENERATE(false, true) ? wire : "");
    CHECK(run(stage) == whole);
  }
  SECTION("no step reads them") {
    Flatten(groups, groups);
    StageOf stage(p);
    stage.With("Flatten");
    const std::string id = stage.IdOf("Flatten");
    const model::PTransform flatten = stage.descriptor().transforms().at(id);
    const std::string input = flatten.inputs().begin()->second;
    (*stage.descriptor().mutable_transforms())[id].mutable_inputs()->erase(flatten.inputs().begin()->first);
    const std::string wire = stage.StateBacked(stage.CoderOf(input));
    stage.Source(input, wire).Sink(flatten.outputs().begin()->second, GENERATE(false, true) ? wire : "");
    CHECK(run(stage) == whole);
  }
}

TEST_CASE("what cannot be read fails the bundle, names the step and the source, and nothing hides it") {
  Groups<std::int64_t> groups([](const std::string& key, Iter<std::int64_t> values) {
    std::string text;
    try {
      text = Lists(key, values);
    } catch (...) {
      text = "swallowed";
    }
    return text;
  });
  const auto error = [&](const std::vector<std::string>& pages) {
    groups.services.remote["t"] = pages;
    return ErrorOf([&] { groups.Run({{"a", {{1}, "t"}}}); });
  };
  const auto check = [](const std::string& message, const std::string& problem) {
    CHECK_THAT(message, Contains("'Step'") && Contains("the rest of a large iterable in the data of 'source'") &&
                            Contains(problem));
  };
  SECTION("a token that the runner does not know") {
    check(ErrorOf([&] { groups.Run({{"a", {{1}, "gone"}}}); }), "no such iterable");
  }
  SECTION("values that end in the middle of one") {
    check(error({Page<std::int64_t>({2}), "\x80"}), "in the middle of one; bytes left = 1");
  }
  SECTION("values that are none") {
    check(error({std::string(11, '\xff'), "never asked for"}), "more than 64 bits");
    CHECK(groups.services.remote_asked.size() == 1);
  }
}

TEST_CASE("a token is refused where the coder does not allow one") {
  Pipeline p;
  ParDo(GroupByKey(Create(p, {Pair{"a", 1}})), Named("Step", Lists));
  StageOf stage(p);
  stage.With("Step").Source(stage.InputOf("Step")).Sink(stage.OutputOf("Step"));
  FakeServices services;
  const auto processor = stage.Make();
  processor->Start(services);
  processor->ProcessData("source", Encoded<Group<std::int64_t>>({{"a", {{1}, "t"}}}));
  CHECK_THAT(ErrorOf([&] { processor->Finish(); }), Contains("'source'") && Contains("only state-backed ones"));
}

TEST_CASE("a runner that gives nothing again and again is noticed") {
  struct Endless final : BundleServices, StateClient {
    const std::string& instruction_id() const override { return id; }
    void SendData(const std::string&, std::string_view) override {}
    void SendTimers(const std::string&, const std::string&, std::string) override {}
    StateClient& state() override { return *this; }
    fn::StateGetResponse Get(const fn::StateKey&, const std::string&) override {
      fn::StateGetResponse page;
      page.set_continuation_token("again");
      return page;
    }
    void Append(const fn::StateKey&, std::string) override {}
    void Clear(const fn::StateKey&) override {}
    std::string id = "1";
  } services;
  Groups<std::int64_t> groups(Lists);
  groups.processor->Start(services);
  CHECK_THAT(ErrorOf([&] {
               groups.processor->ProcessData("source", Encoded<Group<std::int64_t>>({{"a", {{1}, "t"}}}));
             }),
             Contains("same continuation token"));
}

}  // namespace
}  // namespace beam::runners
