// Steps with state and timers in bundles: what is asked of the runner's state, what is written to it, and which timers go in and
// out.

#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "beam/beam.h"
#include "beam/state.h"
#include "beam/timer.h"
#include "coders/timer.h"
#include "runners/harness/operator_bundle.h"
#include "test/runners/harness/error_of.h"
#include "test/runners/harness/fake_services.h"
#include "test/runners/harness/stage_of.h"

namespace beam::runners {
namespace {

using Catch::Matchers::Contains;
using Pair = KV<std::string, std::int64_t>;
using Lines = std::vector<std::string>;
using Timer = TimerValue<std::string, GlobalWindowCoder>;

// A stage of one step, "Step", and a runner that keeps its state.
template <class DoFn>
struct Stage {
  explicit Stage(DoFn fn) {
    ParDo(Create(p, {Pair{"a", 1}}), Named("Step", fn));
    stage = std::make_unique<StageOf>(p);
    stage->With("Step").Source(stage->InputOf("Step"));
    if (stage->HasOutput("Step")) stage->Sink(stage->OutputOf("Step"));
    processor = stage->Make();
    id = stage->IdOf("Step");
  }

  // One bundle: elements, then timers.
  Lines Run(const std::vector<Pair>& elements, const std::string& family = "", const std::vector<Timer>& fired = {}) {
    services.sent.clear();
    services.writes.clear();
    services.timers.clear();
    services.questions = 0;
    services.asked.clear();
    processor->Start(services);
    processor->ProcessData("source", Encoded<Pair>(elements));
    if (!family.empty()) Fire(family, fired);
    processor->Finish();
    return Decoded<std::string>(services.sent["sink"]);
  }
  void Fire(const std::string& family, const std::vector<Timer>& fired) {
    std::string bytes;
    for (const Timer& timer : fired) bytes += EncodeElement(timer);
    processor->ProcessTimers(id, family, bytes);
  }
  std::vector<Timer> SetTimers(const std::string& family) {
    std::vector<Timer> timers;
    const std::string& bytes = services.timers[id + "/" + family];
    for (ByteReader reader(bytes); !reader.empty();) timers.push_back(internal::DecodeNested<Timer>(reader));
    return timers;
  }
  std::string Bag(const std::string& state, const std::string& key) {
    return services
        .bags[id + "/" + state + "//" + EncodeElement(KV<std::string, std::string>{key, ""}).substr(0, 1 + key.size())];
  }

  Pipeline p;
  std::unique_ptr<StageOf> stage;
  std::unique_ptr<BundleProcessor> processor;
  std::string id;
  FakeServices services;
};

Timer At(const std::string& key, std::int64_t millis, const std::string& tag = "") {
  const Timestamp at = Timestamp::Millis(millis);
  return {key, tag, {Window::Global()}, false, at, at, PaneInfo()};
}

// "key tag@fire" or "key tag cleared".
Lines Texts(const std::vector<Timer>& timers) {
  Lines lines;
  for (const Timer& timer : timers) {
    lines.push_back(timer.key + " " + timer.tag +
                    (timer.clear ? "cleared" : "@" + std::to_string(timer.fire.millis())));
  }
  std::sort(lines.begin(), lines.end());
  return lines;
}

struct CountsNumbers {
  CombiningState<std::int64_t, std::plus<std::int64_t>, "sum"> sum;
  EventTimer<"end"> end;
  void ProcessElement(std::int64_t, std::int64_t n) {
    sum.Add(n);
    end.Set(Timestamp::Millis(5));
  }
  void OnTimer(EventTimer<"end">&, std::int64_t key, Emitter<std::int64_t> out) { out(key + sum.Read().value_or(0)); }
};

struct Declares {
  static constexpr bool kTimeSorted = true;
  ValueState<std::int64_t, "value"> value;
  MapState<std::string, std::int64_t, "map"> map;
  EventTimer<"event"> event;
  ProcessingTimerFamily<"clock"> clock;
  void ProcessElement(const std::string&, std::int64_t, Emitter<std::string>) {}
  void OnTimer(EventTimer<"event">&) {}
  void OnTimer(ProcessingTimerFamily<"clock">&) {}
  void OnWindowExpiration() {}
};

TEST_CASE("the runner is told what states and timers a step has, and what it must be able to do") {
  Stage stage(Declares{});
  const model::Pipeline& proto = stage.stage->proto();
  const auto& components = proto.components();
  model::ParDoPayload payload;
  REQUIRE(payload.ParseFromString(components.transforms().at(stage.id).spec().payload()));
  const auto coder = [&](const std::string& id) { return components.coders().at(id).spec().urn(); };
  REQUIRE(payload.state_specs_size() == 2);
  for (const auto& [name, spec] : payload.state_specs()) CHECK(spec.protocol().urn() == "beam:user_state:bag:v1");
  CHECK(coder(payload.state_specs().at("value").read_modify_write_spec().coder_id()) == "beam:coder:varint:v1");
  CHECK(coder(payload.state_specs().at("map").bag_spec().element_coder_id()) == "beam:coder:kv:v1");
  REQUIRE(payload.timer_family_specs_size() == 3);
  for (const auto& [name, spec] : payload.timer_family_specs()) {
    CHECK(coder(spec.timer_family_coder_id()) == "beam:coder:timer:v1");
    CHECK(spec.time_domain() == (name == "clock" ? model::TimeDomain::PROCESSING_TIME : model::TimeDomain::EVENT_TIME));
  }
  CHECK(payload.timer_family_specs().contains(kWindowEndFamily));
  CHECK(payload.requires_time_sorted_input());
  CHECK(Lines(proto.requirements().begin(), proto.requirements().end()) ==
        Lines{"beam:requirement:pardo:stateful:v1", "beam:requirement:pardo:time_sorted_input:v1"});
}

TEST_CASE("keys are written as the runner writes them, and read back from timers") {
  Pipeline p;
  ParDo(Create(p, {KV<std::int64_t, std::int64_t>{1, 1}}), Named("Count", CountsNumbers()));
  StageOf stage(p);
  stage.With("Count");
  const std::string in = stage.InputOf("Count");
  const model::Coder kv = stage.descriptor().coders().at(stage.CoderOf(in));
  const std::string key = stage.AddCoder("beam:coder:length_prefix:v1", {kv.component_coder_ids(0)});
  const std::string wire = stage.AddCoder("beam:coder:kv:v1", {key, kv.component_coder_ids(1)});
  (*stage.descriptor().mutable_pcollections())[in].set_coder_id(wire);
  stage.Source(in, wire).Sink(stage.OutputOf("Count"));
  const auto processor = stage.Make();
  FakeServices services;
  const std::string prefixed = std::string("\2") + EncodeElement(std::int64_t{300});
  std::string bytes;
  ByteWriter writer(bytes);
  internal::WriteWindowedHeader<GlobalWindowCoder>({Timestamp::Millis(1), {Window::Global()}, PaneInfo()}, writer);
  writer.PutBytes(prefixed + EncodeElement(std::int64_t{7}));
  processor->Start(services);
  processor->ProcessData("source", bytes);
  processor->Finish();
  const std::string id = stage.IdOf("Count");
  CHECK(services.bags[id + "/sum//" + prefixed] == EncodeElement(std::int64_t{7}));
  const std::string timer = services.timers[id + "/end"];
  CHECK(timer.substr(0, prefixed.size()) == prefixed);
  processor->Start(services);
  processor->ProcessTimers(id, "end", timer);
  processor->Finish();
  CHECK(Decoded<std::int64_t>(services.sent["sink"]) == std::vector<std::int64_t>{307});
}

struct Numbered {
  ValueState<std::int64_t, "seen"> seen;
  std::string ProcessElement(const std::string& key, std::int64_t) {
    seen.Write(seen.ReadOr(0) + 1);
    return key + std::to_string(*seen.Read());
  }
};

// A runner gives what it gets back to another bundle at once, which would meet the keys' state before this one has written it.
TEST_CASE("a bundle of a step with state gives nothing back when it is split") {
  Stage stage(Numbered{});
  fn::ProcessBundleSplitRequest request;
  (*request.mutable_desired_splits())["source"].set_estimated_input_elements(10);
  stage.processor->Start(stage.services);
  CHECK(stage.processor->Split(request).ByteSizeLong() == 0);
  stage.processor->ProcessData("source", Encoded<Pair>({{"a", 1}, {"a", 2}}));
  stage.processor->Finish();
  CHECK(Decoded<std::string>(stage.services.sent["sink"]).size() == 2);
}

TEST_CASE("a bundle reads and writes a value once for each key, however many elements the key has") {
  Stage stage(Numbered{});
  Lines lines = stage.Run({{"a", 0}, {"b", 0}, {"a", 0}, {"a", 0}});
  std::sort(lines.begin(), lines.end());
  CHECK(lines == Lines{"a1", "a2", "a3", "b1"});
  CHECK(stage.services.questions == 2);
  CHECK(stage.services.writes == Lines{"clear seen", "append seen", "clear seen", "append seen"});
}

TEST_CASE("once a state has been read for most keys, it is asked for as soon as elements of a key come") {
  Stage stage(Numbered{});
  stage.Run({{"a", 0}});
  CHECK(stage.services.asked.empty());
  stage.Run({{"a", 0}, {"b", 0}, {"a", 0}, {"c", 0}});
  CHECK(stage.services.asked.size() == 3);
  CHECK(stage.services.questions == 3);
}

TEST_CASE("the next bundle finds what the one before has written") {
  Stage stage(Numbered{});
  stage.Run({{"a", 0}, {"a", 0}});
  CHECK(stage.Run({{"a", 0}}) == Lines{"a3"});
  CHECK(stage.Bag("seen", "a") == EncodeElement(std::int64_t{3}));
}

struct Kinds {
  ValueState<std::int64_t, "value"> value;
  BagState<std::int64_t, "bag"> bag;
  SetState<std::int64_t, "set"> set;
  MapState<std::int64_t, std::string, "map"> map;
  MultiMapState<std::int64_t, std::int64_t, "multimap"> multimap;
  CombiningState<std::int64_t, std::plus<std::int64_t>, "sum"> sum;
  OrderedListState<std::int64_t, "list"> list;
  // 0 reads everything; other numbers are added to everything.
  void ProcessElement(EventTime t, const std::string&, std::int64_t n, Emitter<std::string> out) {
    if (n != 0) return Add(t, n);
    std::string text = std::to_string(value.ReadOr(-1)) + " bag";
    for (const std::int64_t v : bag.Read()) text += " " + std::to_string(v);
    std::vector<std::int64_t> members;
    set.ForEach([&](std::int64_t v) { members.push_back(v); });
    std::sort(members.begin(), members.end());
    text += " set";
    for (const std::int64_t v : members) text += " " + std::to_string(v);
    text += " map " + (map.Contains(1) ? *map.Find(1) : std::string("none")) + " multimap";
    for (const std::int64_t v : multimap.Find(1)) text += " " + std::to_string(v);
    text += " sum " + std::to_string(sum.Read().value_or(-1)) + " list";
    for (const Timestamped<std::int64_t>& v : list.Read()) text += " " + std::to_string(v.value);
    out(text);
  }
  void Add(EventTime t, std::int64_t n) {
    value.Write(n);
    bag.Add(n);
    set.Add(n);
    map.Put(1, "of " + std::to_string(n));
    multimap.Put(1, n);
    sum.Add(n);
    list.Add(t, n);
  }
};

TEST_CASE("a state that is read for few keys is not asked for") {
  Stage stage(Kinds{});
  stage.Run({{"a", 0}, {"b", 1}, {"c", 1}, {"d", 1}});
  stage.Run({{"a", 1}, {"e", 1}});
  CHECK(stage.services.asked.empty());
  CHECK(stage.services.questions == 0);
}

TEST_CASE("what is only added to a state is appended, and nothing is read for it") {
  Stage stage(Kinds{});
  stage.Run({{"a", 3}});
  stage.Run({{"a", 5}, {"a", 3}});
  CHECK(stage.services.questions == 0);
  CHECK(stage.services.writes == Lines{"clear value", "append value", "append bag", "append set", "append map",
                                       "append multimap", "append sum", "append list"});
  const std::string all = "3 bag 3 5 3 set 3 5 map of 3 multimap 3 5 3 sum 11 list 3 5 3";
  CHECK(stage.Run({{"a", 0}}) == Lines{all});
  CHECK(stage.services.questions == 7);
  CHECK(stage.services.writes.empty());
}

TEST_CASE("what is added before and behind a reading is seen together with what there was") {
  Stage stage(Kinds{});
  stage.Run({{"a", 3}});
  CHECK(stage.Run({{"a", 5}, {"a", 0}, {"a", 7}}) == Lines{"5 bag 3 5 set 3 5 map of 5 multimap 3 5 sum 8 list 3 5"});
  CHECK(stage.Run({{"a", 0}}) == Lines{"7 bag 3 5 7 set 3 5 7 map of 7 multimap 3 5 7 sum 15 list 3 5 7"});
}

struct Cleared {
  BagState<std::int64_t, "bag"> bag;
  MapState<std::int64_t, std::int64_t, "map"> map;
  void ProcessElement(const std::string&, std::int64_t n, Emitter<std::string> out) {
    if (n > 0) {
      bag.Add(n);
      map.Put(n, n);
    } else if (n == 0) {
      bag.Clear();
      map.Clear();
    } else if (n == -1) {
      map.Remove(1);
    } else {
      out(std::to_string(bag.Read().ToVector().size()) + (map.Contains(1) ? " with" : " without"));
    }
  }
};

TEST_CASE("a state that is cleared is not read, and what is added behind that is all there is") {
  Stage stage(Cleared{});
  stage.Run({{"a", 1}, {"a", 2}});
  stage.Run({{"a", 0}, {"a", 3}});
  CHECK(stage.services.questions == 0);
  CHECK(stage.services.writes == Lines{"clear bag", "append bag", "clear map", "append map"});
  CHECK(stage.Run({{"a", -2}}) == Lines{"1 without"});
  stage.Run({{"a", 0}});
  CHECK(stage.services.writes == Lines{"clear bag", "clear map"});
}

TEST_CASE("an entry that is removed is gone in the next bundle") {
  Stage stage(Cleared{});
  stage.Run({{"a", 1}, {"a", 2}});
  stage.Run({{"a", -1}});
  CHECK(stage.services.writes == Lines{"clear map", "append map"});
  CHECK(stage.Run({{"a", -2}}) == Lines{"2 without"});
}

struct Reminds {
  EventTimer<"soon"> soon;
  EventTimer<"late"> late;
  void ProcessElement(EventTime, const std::string&, std::int64_t n) {
    if (n > 0) soon.Set(Timestamp::Millis(n));
    if (n < 0) soon.Clear();
    if (n == 0) late.Set(Timestamp::Millis(50), Timestamp::Millis(40));
  }
  void OnTimer(EventTimer<"soon">& timer, const std::string& key, Emitter<std::string> out) {
    out(key + " soon@" + std::to_string(timer.fires_at().millis()));
  }
  void OnTimer(EventTimer<"late">&, EventTime t, const std::string& key, Emitter<std::string> out) {
    out(key + " late with " + std::to_string(t.millis()));
  }
};

TEST_CASE("timers that a bundle sets and clears go out once, as the last call left them") {
  Stage stage(Reminds{});
  stage.Run({{"a", 10}, {"a", 20}, {"b", 30}, {"b", -1}, {"c", 0}});
  CHECK(Texts(stage.SetTimers("soon")) == Lines{"a @20", "b cleared"});
  const std::vector<Timer> late = stage.SetTimers("late");
  REQUIRE(late.size() == 1);
  CHECK(late[0].fire == Timestamp::Millis(50));
  CHECK(late[0].hold == Timestamp::Millis(40));
}

TEST_CASE("timers that the runner fires call OnTimer in the order of their times, whatever family came first") {
  Stage stage(Reminds{});
  stage.processor->Start(stage.services);
  stage.Fire("late", {At("a", 50)});
  stage.Fire("soon", {At("a", 60), At("b", 20)});
  stage.processor->Finish();
  CHECK(Decoded<std::string>(stage.services.sent["sink"]) == Lines{"b soon@20", "a late with 50", "a soon@60"});
}

TEST_CASE("timers that came before data fire before it is processed") {
  Stage stage(Reminds{});
  stage.processor->Start(stage.services);
  stage.Fire("soon", {At("a", 10)});
  stage.processor->ProcessData("source", Encoded<Pair>({{"a", 20}}));
  stage.processor->Finish();
  CHECK(Decoded<std::string>(stage.services.sent["sink"]) == Lines{"a soon@10"});
  CHECK(Texts(stage.SetTimers("soon")) == Lines{"a @20"});
}

TEST_CASE("a timer that the bundle has set anew or cleared does not fire as it was") {
  Stage stage(Reminds{});
  CHECK(stage.Run({{"a", 90}, {"b", -1}}, "soon", {At("a", 40), At("b", 40)}).empty());
  CHECK(Texts(stage.SetTimers("soon")) == Lines{"a @90", "b cleared"});
}

TEST_CASE("a timer that the bundle has set for an earlier time fires before one of the runner's") {
  Stage stage(Reminds{});
  CHECK(stage.Run({{"a", 30}}, "late", {At("a", 50)}) == Lines{"a soon@30", "a late with 50"});
  CHECK(Texts(stage.SetTimers("soon")) == Lines{"a cleared"});
}

struct Tagged {
  EventTimerFamily<"deadline"> deadline;
  void ProcessElement(const std::string& key, std::int64_t n) {
    deadline.Set(key + std::to_string(n), Timestamp::Millis(n));
  }
  void OnTimer(EventTimerFamily<"deadline">& timer, Emitter<std::string> out) { out(std::string(timer.tag())); }
};

TEST_CASE("timers of a family are told apart by their tags") {
  Stage stage(Tagged{});
  CHECK(stage.Run({{"a", 10}, {"a", 20}}, "deadline", {At("a", 5, "x")}) == Lines{"x"});
  CHECK(Texts(stage.SetTimers("deadline")) == Lines{"a a10@10", "a a20@20"});
}

struct Ends {
  BagState<std::int64_t, "bag"> bag;
  void ProcessElement(const std::string&, std::int64_t n) { bag.Add(n); }
  void OnWindowExpiration(const std::string& key, Emitter<std::string> out) {
    out(key + std::to_string(bag.Read().ToVector().size()));
  }
};

TEST_CASE("a window that ends calls OnWindowExpiration, and its state is cleared") {
  Stage stage(Ends{});
  stage.Run({{"a", 1}, {"a", 2}});
  const std::vector<Timer> ends = stage.SetTimers(kWindowEndFamily);
  REQUIRE(ends.size() == 1);
  CHECK(ends[0].fire == Window::Global().max_timestamp());
  CHECK(stage.Run({{"a", 3}}, kWindowEndFamily, ends) == Lines{"a3"});
  CHECK(stage.Bag("bag", "a").empty());
  CHECK(stage.SetTimers(kWindowEndFamily).empty());
}

TEST_CASE("under a token, a state is read once and then known from bundle to bundle") {
  Stage stage(Numbered{});
  stage.services.token = "first";
  CHECK(stage.Run({{"a", 0}}) == Lines{"a1"});
  CHECK(stage.services.questions == 1);
  stage.processor->StateWritten();
  CHECK(stage.Run({{"a", 0}}) == Lines{"a2"});
  CHECK(stage.services.questions == 0);
  CHECK(stage.services.writes == Lines{"clear seen", "append seen"});
  stage.processor->StateWritten();
  // Another token promises nothing about what was seen under this one, and no token nothing at all.
  stage.services.token = "second";
  CHECK(stage.Run({{"a", 0}}) == Lines{"a3"});
  CHECK(stage.services.questions == 1);
  stage.processor->StateWritten();
  stage.services.token = "";
  CHECK(stage.Run({{"a", 0}}) == Lines{"a4"});
  CHECK(stage.services.questions == 1);
}

TEST_CASE("under a token, what is known is not asked for") {
  Stage stage(Numbered{});
  stage.services.token = "t";
  stage.Run({{"a", 0}});
  stage.processor->StateWritten();
  stage.Run({{"a", 0}, {"b", 0}});
  CHECK(stage.services.asked.size() == 1);
}

TEST_CASE("what the runner did not acknowledge is read again") {
  Stage stage(Numbered{});
  stage.services.token = "token";
  stage.Run({{"a", 0}});
  stage.Run({{"a", 0}});
  CHECK(stage.services.questions == 1);
}

TEST_CASE("what is appended to a state that is known under a token is known too") {
  Stage stage(Kinds{});
  stage.services.token = "token";
  stage.Run({{"a", 0}});
  stage.processor->StateWritten();
  stage.Run({{"a", 3}});
  stage.processor->StateWritten();
  CHECK(stage.Run({{"a", 0}}) == Lines{"3 bag 3 set 3 map of 3 multimap 3 sum 3 list 3"});
  CHECK(stage.services.questions == 0);
}

struct Fails {
  EventTimer<"end"> end;
  ValueState<std::int64_t, "value"> value;
  void ProcessElement(const std::string&, std::int64_t, Emitter<std::string> out) {
    if (value.ReadOr(0) > 0) out("read");
  }
  void OnTimer(EventTimer<"end">&) { throw std::runtime_error("no luck"); }
};

TEST_CASE("errors name the step: of OnTimer, of state that does not decode, of timers that nobody has") {
  Stage stage(Fails{});
  CHECK_THAT(ErrorOf([&] { stage.Run({}, "end", {At("the key", 1)}); }),
             Contains("Step") && Contains("no luck") && Contains("the key"));
  Stage broken(Fails{});
  broken.services.bags[broken.id + "/value//" + std::string("\1a")] = "\xff";
  CHECK_THAT(ErrorOf([&] { broken.Run({{"a", 1}}); }), Contains("Step"));
  Stage other(Fails{});
  CHECK_THAT(ErrorOf([&] { other.Run({}, "other", {At("a", 1)}); }), Contains("Step") && Contains("other"));
}

}  // namespace
}  // namespace beam::runners
