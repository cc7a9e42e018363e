// Bundles in windows: what a runner asks of a worker that divides elements, reads side inputs, maps and merges windows.
#include <catch2/catch.hpp>
#include <map>
#include <string>
#include <vector>

#include "beam/beam.h"
#include "beam/exec/shipment.h"
#include "coders/windowed_value.h"
#include "runners/model/graph_to_proto.h"
#include "runners/model/window_fn_proto.h"
#include "test/runners/harness/fake_services.h"
#include "test/runners/harness/stage_of.h"

namespace beam::runners {
namespace {

using InIntervals = WindowedValue<std::int64_t, IntervalWindowCoder>;

Window Between(std::int64_t start, std::int64_t end) { return {Timestamp::Millis(start), Timestamp::Millis(end)}; }

std::string WindowBytes(const Window& window) {
  std::string bytes;
  ByteWriter writer(bytes);
  IntervalWindowCoder::Encode(window, writer);
  return bytes;
}

// Tens, which merge when they touch.
struct Tens {
  std::int64_t length = 10;
  Window AssignWindow(EventTime time) const {
    const std::int64_t start = time.millis() / length * length;
    return Between(start, start + length);
  }
  std::vector<WindowMerge> MergeWindows(const std::vector<Window>& windows) const {
    if (windows.size() < 2 || windows[0].end() != windows[1].start()) return {};
    return {{.into = {windows[0].start(), windows[1].end()}, .from = {windows[0], windows[1]}}};
  }
};

// A shipped function and a function of this process are found in different ways.
const bool kStays[] = {false, true};

TEST_CASE("a worker puts elements into windows, those of the library and those of users") {
  for (const bool stays : kStays) {
    Pipeline p;
    const auto numbers = Create(p, {std::int64_t{1}});
    WindowInto(numbers, Named("Sliding", SlidingWindows(Duration(10), Duration(5))));
    WindowInto(numbers, Named("Custom", Tens{100}));
    for (const auto& [name, windows] : std::map<std::string, std::vector<Window>>{
             {"Sliding", {Between(0, 10), Between(5, 15)}}, {"Custom", {Between(0, 100)}}}) {
      StageOf stage(p, stays);
      stage.With(name).Source(stage.InputOf(name)).Sink(stage.OutputOf(name));
      CHECK(stage.descriptor().transforms().at(stage.IdOf(name)).spec().urn() == "beam:transform:window_into:v1");
      FakeServices services;
      const auto processor = stage.Make();
      processor->Start(services);
      processor->ProcessData("source", Encoded<std::int64_t>({7}));
      processor->Finish();
      std::vector<Window> found;
      for (ByteReader reader(services.sent["sink"]); !reader.empty();) {
        const auto element = internal::DecodeNested<InIntervals>(reader);
        CHECK(element.value == 7);
        CHECK(element.header.timestamp == Timestamp::Millis(5));
        found.insert(found.end(), element.header.windows.begin(), element.header.windows.end());
      }
      CHECK(found == windows);
    }
  }
}

TEST_CASE("a window_into whose elements nobody knows is refused") {
  Pipeline p;
  WindowInto(Create(p, {std::int64_t{1}}), Named("Fixed", FixedWindows(Duration(10))));
  StageOf stage(p);
  stage.With("Fixed").Source(stage.InputOf("Fixed")).Sink(stage.OutputOf("Fixed"));
  (*stage.descriptor().mutable_transforms())[stage.IdOf("Fixed")].clear_annotations();
  CHECK_THROWS_WITH(stage.Make(), Catch::Contains("left out the annotation"));
}

TEST_CASE("a side input is asked for the window of the element, once") {
  Pipeline p;
  const auto numbers = WindowInto(Create(p, {std::int64_t{1}}), FixedWindows(Duration(10)));
  const auto factors = WindowInto(Create(p, {std::int64_t{1}}), FixedWindows(Duration(20)));
  ParDo(numbers,
        Named("Scale",
              [](std::int64_t n, const std::vector<std::int64_t>& by) {
                std::int64_t sum = 0;
                for (const std::int64_t factor : by) sum += n * factor;
                return sum;
              }),
        factors);
  for (const bool stays : kStays) {
    StageOf stage(p, stays);
    stage.With("Scale").Source(stage.InputOf("Scale")).Sink(stage.OutputOf("Scale"));
    FakeServices services;
    const std::string side = stage.IdOf("Scale") + "/" + SideInputName(0);
    services.side_inputs[side + "/" + WindowBytes(Between(0, 20))] =
        EncodeElement(std::int64_t{2}) + EncodeElement(std::int64_t{3});
    services.side_inputs[side + "/" + WindowBytes(Between(20, 40))] = EncodeElement(std::int64_t{100});
    std::string bytes;
    ByteWriter writer(bytes);
    for (const std::int64_t start : {0, 20, 10, 40}) {
      internal::EncodeNested(
          InIntervals{{Timestamp::Millis(start), {Between(start, start + 10)}, PaneInfo()}, start + 1}, writer);
    }
    const auto processor = stage.Make();
    processor->Start(services);
    processor->ProcessData("source", bytes);
    processor->Finish();
    std::vector<std::int64_t> sums;
    for (ByteReader reader(services.sent["sink"]); !reader.empty();) {
      sums.push_back(internal::DecodeNested<InIntervals>(reader).value);
    }
    CHECK(sums == std::vector<std::int64_t>{5, 2100, 55, 0});
    const int asked = services.questions;
    services.sent.clear();
    processor->Start(services);
    processor->ProcessData("source", bytes);
    processor->Finish();
    CHECK(services.questions == asked);
  }
}

// A stage that handles windows, as runners write it: between a source and a sink of bytes.
struct WindowStage {
  explicit WindowStage(const std::string& urn, const model::FunctionSpec& fn) {
    descriptor.set_id("windows");
    Coder("bytes", "beam:coder:bytes:v1", {});
    Coder("window", "beam:coder:interval_window:v1", {});
    Coder("global", "beam:coder:global_window:v1", {});
    Coder("windows", "beam:coder:iterable:v1", {"window"});
    Coder("merged", "beam:coder:kv:v1", {"window", "windows"});
    Coder("all_merged", "beam:coder:iterable:v1", {"merged"});
    Coder("answer", "beam:coder:kv:v1", {"windows", "all_merged"});
    model::PTransform& step = (*descriptor.mutable_transforms())["step"];
    step.mutable_spec()->set_urn(urn);
    step.mutable_spec()->set_payload(fn.SerializeAsString());
    (*step.mutable_inputs())["i"] = "in";
    (*step.mutable_outputs())["o"] = "out";
  }
  void Coder(const std::string& id, const std::string& urn, const std::vector<std::string>& components) {
    model::Coder& coder = (*descriptor.mutable_coders())[id];
    coder.mutable_spec()->set_urn(urn);
    for (const std::string& component : components) coder.add_component_coder_ids(component);
  }
  void Port(const std::string& id, const std::string& urn, const std::string& value) {
    Coder(id + "_element", "beam:coder:kv:v1", {"bytes", value});
    Coder(id + "_windowed", "beam:coder:windowed_value:v1", {id + "_element", "global"});
    fn::RemoteGrpcPort port;
    port.set_coder_id(id + "_windowed");
    model::PTransform& transform = (*descriptor.mutable_transforms())[id];
    transform.mutable_spec()->set_urn(urn);
    transform.mutable_spec()->set_payload(port.SerializeAsString());
  }
  // The bytes behind the nonce in the answer to `question`, the bytes behind the nonce of what is asked.
  std::string Answer(const std::string& question, const std::string& in, const std::string& out) {
    Port("source", "beam:runner:source:v1", in);
    Port("sink", "beam:runner:sink:v1", out);
    (*descriptor.mutable_transforms())["source"].mutable_outputs()->insert({"o", "in"});
    (*descriptor.mutable_transforms())["sink"].mutable_inputs()->insert({"i", "out"});
    std::string bytes;
    ByteWriter writer(bytes);
    internal::WriteWindowedHeader<GlobalWindowCoder>({Timestamp::Min(), {Window::Global()}, PaneInfo()}, writer);
    writer.PutLengthPrefixed("nonce");
    writer.PutBytes(question);
    FakeServices services;
    const auto processor = OperatorBundleFactory().Make(descriptor);
    processor->Start(services);
    processor->ProcessData("source", bytes);
    processor->Finish();
    const std::string sent = services.sent["sink"];
    ByteReader reader(sent);
    WindowedHeader<GlobalWindowCoder> header;
    internal::ReadWindowedHeader(reader, header);
    CHECK(reader.ReadLengthPrefixed() == "nonce");
    return std::string(reader.ReadRest());
  }
  fn::ProcessBundleDescriptor descriptor;
};

std::string ListBytes(const std::vector<Window>& windows) {
  std::string bytes;
  ByteWriter writer(bytes);
  writer.PutFixed32(static_cast<std::uint32_t>(windows.size()));
  for (const Window& window : windows) writer.PutBytes(WindowBytes(window));
  return bytes;
}

TEST_CASE("a worker merges windows of a user's function") {
  for (const bool stays : kStays) {
    Pipeline p;
    const auto windowed = WindowInto(Create(p, {std::int64_t{1}}), Tens());
    const internal::Graph& graph = p.state().graph();
    const internal::WindowingId windowing = graph.collection(windowed.id()).windowing;
    const LiveGraph live(graph);
    const auto fn = stays ? live.WindowFunctionOf(windowing) : ShipWindowFn(graph, windowing);
    WindowStage stage("beam:transform:merge_windows:v1", fn);
    // What a runner sends need not be in order.
    const std::string answer =
        stage.Answer(ListBytes({Between(40, 50), Between(10, 20), Between(0, 10)}), "windows", "answer");
    std::string expected = ListBytes({Between(40, 50)});
    ByteWriter writer(expected);
    writer.PutFixed32(1);
    writer.PutBytes(WindowBytes(Between(0, 20)));
    writer.PutBytes(ListBytes({Between(0, 10), Between(10, 20)}));
    CHECK(answer == expected);
  }
}

TEST_CASE("a worker maps windows of a main input to those of a side input") {
  model::FunctionSpec mapping;
  mapping.set_urn(kWindowMappingUrn);
  mapping.set_payload(WindowFnToProto(FixedWindows(Duration(20)))->SerializeAsString());
  WindowStage stage("beam:transform:map_windows:v1", mapping);
  CHECK(stage.Answer(WindowBytes(Between(20, 30)), "window", "window") == WindowBytes(Between(20, 40)));
  WindowStage global("beam:transform:map_windows:v1", mapping);
  CHECK(global.Answer("", "global", "window") == WindowBytes(Between(9223371950454760, 9223371950454776)));
}

}  // namespace
}  // namespace beam::runners
