// Elements and timers: when they come, in which order, when they are too many, and what a runner may get wrong about them.
#include <catch2/catch.hpp>

#include <numeric>
#include <stdexcept>
#include <thread>

#include "beam/base/error.h"
#include "runners/harness/inbound.h"
#include "runners/harness/outbound.h"
#include "test/runners/harness/scripted_runner.h"

namespace beam::runners {
namespace {

using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;

ScriptedRunner::Options WithStage(const fn::ProcessBundleDescriptor& stage) {
  ScriptedRunner::Options options = ScriptedRunner::Defaults();
  options.stages["stage"] = stage;
  return options;
}

fn::Elements DataFor(const std::string& instruction_id, const std::string& bytes, bool is_last = false) {
  fn::Elements elements;
  fn::Elements::Data& data = *elements.add_data();
  data.set_instruction_id(instruction_id);
  data.set_transform_id("source");
  data.set_data(bytes);
  data.set_is_last(is_last);
  return elements;
}

StageEnds EchoEnds() { return ReadStageEnds(EchoStage("stage")); }

TEST_CASE("Data may come before its instruction") {
  ScriptedRunner runner(std::make_shared<Script>());
  runner.RunBundle("opens the stream");
  runner.SendData("i1", "ear");
  runner.SendData("i1", "ly");
  runner.SendData("i1", "", true);
  // Whatever is answered to this, the data above has been read by then: it is before it on the same stream.
  runner.RunBundle("comes after the data");
  runner.StartBundle("i1");
  CHECK(runner.ResponseTo("i1").error() == "");
  CHECK(runner.OutputOf("i1").data.at("sink") == "early");
}

TEST_CASE("A bundle runs until every source and every timer family has ended, whatever the order") {
  fn::ProcessBundleDescriptor stage = EchoStage("stage");
  AddSource(stage, "second source");
  AddTimerFamily(stage, "par do", "family");
  auto script = std::make_shared<Script>();
  std::vector<std::string> seen;
  script->data = [&](BundleServices&, const std::string& transform_id, std::string_view bytes) {
    seen.push_back(transform_id + ":" + std::string(bytes));
  };
  script->timers = [&](BundleServices& services, const std::string& transform_id, const std::string& family,
                       std::string_view bytes) {
    seen.push_back(transform_id + "/" + family + ":" + std::string(bytes));
    services.SendTimers(transform_id, family, "again");
  };
  ScriptedRunner runner(script, WithStage(stage));
  runner.StartBundle("i1");
  runner.SendData("i1", "a");
  runner.SendData("i1", "b", false, "second source");
  runner.SendData("i1", "", true, "second source");
  runner.SendTimers("i1", "par do", "family", "t");
  runner.SendData("i1", "c");
  runner.SendTimers("i1", "par do", "family", "", true);
  runner.SendData("i1", "last", true);
  CHECK(runner.ResponseTo("i1").error() == "");
  CHECK(seen == std::vector<std::string>{"source:a", "second source:b", "par do/family:t", "source:c", "source:last"});
  const BundleOutput output = runner.OutputOf("i1", 2);
  CHECK(output.timers.at("par do/family") == "again");
  CHECK(output.ends.at("par do/family") == 1);
}

TEST_CASE("Ends that come twice, or for what the stage does not have, do no harm") {
  fn::ProcessBundleDescriptor stage = EchoStage("stage");
  AddSource(stage, "second source");
  ScriptedRunner runner(std::make_shared<Script>(), WithStage(stage));
  runner.StartBundle("i1");
  runner.SendData("i1", "", true);
  runner.SendData("i1", "", true);
  runner.SendData("i1", "", true, "no such source");
  runner.SendTimers("i1", "par do", "no such family", "", true);
  runner.SendData("i1", "x", true, "second source");
  CHECK(runner.ResponseTo("i1").error() == "");
  CHECK(runner.OutputOf("i1").data.at("sink") == "x");
}

TEST_CASE("Elements where the descriptor has no place for them fail the bundle") {
  fn::ProcessBundleDescriptor stage = EchoStage("stage");
  AddSource(stage, "second source");
  ScriptedRunner runner(std::make_shared<Script>(), WithStage(stage));
  runner.StartBundle("i1");
  std::string expected;
  SECTION("no such source") {
    runner.SendData("i1", "x", false, "sink");
    expected = "the runner sent elements for transform sink, which the stage's descriptor does not have";
  }
  SECTION("no such timer family") {
    runner.SendTimers("i1", "par do", "family", "x");
    expected =
        "the runner sent timers of family family for transform par do, which the stage's descriptor does not have";
  }
  SECTION("after the end") {
    runner.SendData("i1", "", true);
    runner.SendData("i1", "x");
    expected = "the runner sent elements for transform source, after it had said that there are no more";
  }
  CHECK_THAT(runner.ResponseTo("i1").error(), StartsWith("INVALID_ARGUMENT: " + expected));
  CHECK(runner.script().destroyed.Get() == 1);
}

TEST_CASE("What comes for a bundle that has ended is dropped") {
  auto script = std::make_shared<Script>();
  script->data = [](BundleServices&, const std::string&, std::string_view bytes) {
    if (bytes == "bad") throw std::runtime_error("broken");
  };
  ScriptedRunner::Options options = ScriptedRunner::Defaults();
  options.harness.inbound.running_bytes = 1;
  ScriptedRunner runner(script, options);
  runner.StartBundle("bad");
  runner.SendData("bad", "bad");
  for (int i = 0; i < 100; ++i) runner.SendData("bad", "more");
  CHECK_THAT(runner.ResponseTo("bad").error(), StartsWith("UNKNOWN: broken"));
  runner.RunBundle("good");
  for (int i = 0; i < 100; ++i) runner.SendData("good", "late");
  CHECK(runner.RunBundle("next").error() == "");
}

TEST_CASE("Data for a bundle that has ended takes no memory, and its id cannot be used again") {
  InboundBuffers buffers{InboundLimits()};
  const StageEnds ends = EchoEnds();
  REQUIRE(buffers.Receive(1, DataFor("failed before it began", "x")).ok());
  buffers.Forget("failed before it began");
  buffers.Begin("i1", ends, {1}).reset();
  for (const char* id : {"failed before it began", "i1"}) {
    REQUIRE(buffers.Receive(1, DataFor(id, "late")).ok());
    CHECK_THROWS_WITH(buffers.Begin(id, ends, {1}), StartsWith("ALREADY_EXISTS: a bundle of this id has already run"));
  }
  CHECK(buffers.early_bytes() == 0);
}

TEST_CASE("The data stream's end fails the bundles that wait for it; the next bundle opens another") {
  ScriptedRunner runner(std::make_shared<Script>());
  runner.StartBundle("i1");
  runner.SendData("i1", "and then no more");
  runner.BreakData("the network is down");
  CHECK_THAT(runner.ResponseTo("i1").error(),
             StartsWith("UNAVAILABLE: the data stream to the runner is gone: UNAVAILABLE: the network is down"));
  CHECK(runner.RunBundle("i2").error() == "");
  runner.OutputOf("i2");
  runner.data().Close();
}

TEST_CASE("A bundle whose early data came over a stream that broke fails instead of waiting for ever") {
  InboundBuffers buffers{InboundLimits()};
  const StageEnds ends = EchoEnds();
  REQUIRE(buffers.Receive(1, DataFor("i1", "half of")).ok());
  REQUIRE(buffers.Receive(2, DataFor("i2", "whole", true)).ok());
  buffers.Broken(1, Status(StatusCode::kUnavailable, "gone"));
  CHECK(buffers.early_bytes() > 0);
  InboundChunk chunk;
  CHECK_THROWS_WITH(buffers.Begin("i1", ends, {2})->Next(chunk), StartsWith("UNAVAILABLE: gone"));
  const auto second = buffers.Begin("i2", ends, {2});
  CHECK(second->Next(chunk));
  CHECK(chunk.bytes == "whole");
  CHECK_FALSE(second->Next(chunk));
  CHECK(buffers.early_bytes() == 0);
}

TEST_CASE("Data is read into the memory of data that has been worked on, of which nothing shows") {
  InboundBuffers buffers{InboundLimits()};
  const StageEnds ends = EchoEnds();
  const auto inbound = buffers.Begin("i1", ends, {1});
  fn::Elements message;
  InboundChunk chunk;
  int with_memory = 0;
  for (int i = 0; i < 10; ++i) {
    const std::string bytes(static_cast<std::size_t>(i % 2 == 0 ? 50'000 : 20'000), static_cast<char>('a' + i));
    REQUIRE(message.ParseFromString(DataFor("i1", bytes).SerializeAsString()));
    REQUIRE(buffers.Receive(1, std::move(message)).ok());
    with_memory += message.mutable_data(0)->mutable_data()->capacity() >= 20'000 ? 1 : 0;
    REQUIRE(inbound->Next(chunk));
    CHECK(chunk.bytes == bytes);
  }
  CHECK(with_memory >= 8);  // all but the first, whose memory is still being worked on when the second comes
  REQUIRE(buffers.Receive(1, DataFor("i1", "", true)).ok());
  CHECK_FALSE(inbound->Next(chunk));
}

TEST_CASE("The reader of a data stream waits for a bundle that has enough to work on") {
  InboundLimits limits;
  limits.running_bytes = 1;
  InboundBuffers buffers(limits);
  const StageEnds ends = EchoEnds();
  const auto inbound = buffers.Begin("i1", ends, {1});
  std::mutex mutex;
  std::vector<std::string> events;
  const auto happened = [&](const std::string& event) {
    std::lock_guard lock(mutex);
    events.push_back(event);
  };
  Counter received;
  std::thread reader([&] {
    for (const char* bytes : {"1", "2", "3"}) {
      happened((buffers.Receive(1, DataFor("i1", bytes)).ok() ? "received " : "refused ") + std::string(bytes));
      received.Add();
    }
  });
  received.WaitFor(1);
  InboundChunk chunk;
  for (int i = 1; i <= 3; ++i) {
    happened("take " + std::to_string(i));
    REQUIRE(inbound->Next(chunk));
    received.WaitFor(std::min(i + 1, 3));
  }
  reader.join();
  CHECK(events == std::vector<std::string>{"received 1", "take 1", "received 2", "take 2", "received 3", "take 3"});
}

TEST_CASE("A runner that sends all of its input before it reads any output does not deadlock") {
  // Input and output are each far more than the streams and the bundle's buffer hold.
  constexpr int kMessages = 300;
  ScriptedRunner::Options options = ScriptedRunner::Defaults();
  options.harness.inbound.running_bytes = 1;
  options.harness.flush_bytes = 1;
  ScriptedRunner runner(std::make_shared<Script>(), options);
  runner.StartBundle("i1");
  for (int i = 0; i < kMessages; ++i) runner.SendData("i1", "x");
  runner.SendData("i1", "", true);
  CHECK(runner.OutputOf("i1").data.at("sink") == std::string(kMessages, 'x'));
  CHECK(runner.ResponseTo("i1").error() == "");
}

TEST_CASE("A runner that sends all of its input before it answers any state request does not deadlock") {
  constexpr int kMessages = 300;
  auto script = std::make_shared<Script>();
  script->data = [](BundleServices& services, const std::string&, std::string_view) {
    services.SendData("sink", services.state().Get(fn::StateKey(), "").data());
  };
  ScriptedRunner::Options options = ScriptedRunner::Defaults();
  options.harness.inbound.running_bytes = 1;
  ScriptedRunner runner(script, options);
  runner.StartBundle("i1");
  for (int i = 0; i < kMessages; ++i) runner.SendData("i1", "x");
  runner.SendData("i1", "", true);
  for (int i = 0; i < kMessages; ++i) {
    fn::StateResponse response;
    response.set_id(runner.NextStateRequest().id());
    response.mutable_get()->set_data("y");
    REQUIRE(runner.state().Write(response));
  }
  CHECK(runner.ResponseTo("i1").error() == "");
  CHECK(runner.OutputOf("i1").data.at("sink") == std::string(kMessages, 'y'));
}

TEST_CASE("A slow bundle does not keep another one's early data from being read") {
  auto script = std::make_shared<Script>();
  Gate go;
  Counter inside;
  script->data = [&](BundleServices&, const std::string&, std::string_view bytes) {
    if (bytes != "wait") return;
    inside.Add();
    go.Wait();
  };
  ScriptedRunner runner(script);
  runner.StartBundle("slow");
  runner.SendData("slow", "wait");
  inside.WaitFor(1);
  for (int i = 0; i < 100; ++i) runner.SendData("fast", "x");
  runner.SendData("fast", "", true);
  runner.StartBundle("fast");
  CHECK(runner.ResponseTo("fast").error() == "");
  go.Open();
  runner.SendData("slow", "", true);
  CHECK(runner.ResponseTo("slow").error() == "");
}

TEST_CASE("More data ahead of its bundle than the worker keeps fails that bundle, with the limit") {
  InboundLimits limits;
  limits.early_bytes = 10000;
  InboundBuffers buffers(limits);
  const StageEnds ends = EchoEnds();
  REQUIRE(buffers.Receive(1, DataFor("small", "x", true)).ok());
  for (int i = 0; i < 20; ++i) REQUIRE(buffers.Receive(1, DataFor("big", std::string(1000, 'x'))).ok());
  CHECK(buffers.early_bytes() < 10000);
  InboundChunk chunk;
  CHECK_THROWS_WITH(
      buffers.Begin("big", ends, {1})->Next(chunk),
      StartsWith("RESOURCE_EXHAUSTED: the runner sent more data ahead of its bundles than the worker keeps"));
  const auto small = buffers.Begin("small", ends, {1});
  CHECK(small->Next(chunk));
  CHECK_FALSE(small->Next(chunk));
  CHECK(buffers.early_bytes() == 0);
}

TEST_CASE("A stream that brings data for ever more bundles that nobody announces is given up") {
  ScriptedRunner::Options options = ScriptedRunner::Defaults();
  options.harness.inbound.early_bundles = 10;
  ScriptedRunner runner(std::make_shared<Script>(), options);
  runner.StartBundle("i1");
  int sent = 0;
  while (runner.data().Write(DataFor("nobody " + std::to_string(sent), "x"))) ++sent;
  CHECK(sent >= 10);
  CHECK_THAT(runner.ResponseTo("i1").error(), StartsWith("RESOURCE_EXHAUSTED: the runner sent data for more bundles"));
}

TEST_CASE("Empty chunks are bounded as well as full ones") {
  InboundLimits limits;
  limits.early_bytes = 10000;
  InboundBuffers buffers(limits);
  for (int i = 0; i < 1000; ++i) REQUIRE(buffers.Receive(1, DataFor("i1", "")).ok());
  CHECK(buffers.early_bytes() <= 10000);
}

TEST_CASE("Elements may come inside the instruction") {
  ScriptedRunner runner(std::make_shared<Script>());
  fn::InstructionRequest request;
  request.set_instruction_id("i1");
  request.mutable_process_bundle()->set_process_bundle_descriptor_id("stage");
  *request.mutable_process_bundle()->mutable_elements() = DataFor("i1", "embedded", true);
  runner.Send(request);
  CHECK(runner.ResponseTo("i1").error() == "");
  CHECK(runner.OutputOf("i1").data.at("sink") == "embedded");
}

TEST_CASE("Elements inside the instruction have to be all of them") {
  ScriptedRunner runner(std::make_shared<Script>());
  fn::InstructionRequest request;
  request.set_instruction_id("i1");
  request.mutable_process_bundle()->set_process_bundle_descriptor_id("stage");
  *request.mutable_process_bundle()->mutable_elements() = DataFor("i1", "embedded");
  runner.Send(request);
  CHECK_THAT(runner.ResponseTo("i1").error(), StartsWith("INVALID_ARGUMENT: the instruction brings its elements with "
                                                         "it, but does not say is_last for transform source"));
}

TEST_CASE("Output goes into the response if the runner wants that and it is small") {
  fn::ProcessBundleDescriptor stage = EchoStage("stage");
  AddTimerFamily(stage, "par do", "family");
  ScriptedRunner::Options options = WithStage(stage);
  options.harness.embed_response_elements = true;
  options.harness.flush_bytes = 10;
  ScriptedRunner runner(std::make_shared<Script>(), options);
  const auto run = [&](const std::string& id, const std::string& bytes) {
    runner.StartBundle(id);
    runner.SendTimers(id, "par do", "family", "", true);
    runner.SendData(id, bytes, true);
    return runner.ResponseTo(id).process_bundle();
  };
  const fn::ProcessBundleResponse small = run("small", "x");
  REQUIRE(small.elements().data_size() == 2);
  CHECK(small.elements().data(0).data() == "x");
  CHECK(small.elements().data(1).is_last());
  REQUIRE(small.elements().timers_size() == 1);
  CHECK(small.elements().timers(0).is_last());
  const fn::ProcessBundleResponse large = run("large", "more than ten bytes");
  CHECK_FALSE(large.has_elements());
  CHECK(runner.OutputOf("large", 2).data.at("sink") == "more than ten bytes");
}

TEST_CASE("Output is gathered into messages and stays in order") {
  const StageEnds ends = EchoEnds();
  std::vector<std::size_t> sizes;
  std::string sent;
  int lasts = 0;
  Outbound outbound("i1", ends, 100, [&](const std::string& address, const fn::Elements& elements) {
    CHECK(address == "data");
    for (const fn::Elements::Data& data : elements.data()) {
      CHECK(data.instruction_id() == "i1");
      sent += data.data();
      lasts += data.is_last() ? 1 : 0;
    }
    sizes.push_back(elements.data(0).data().size());
  });
  std::string expected;
  for (int i = 0; i < 1000; ++i) {
    expected += std::to_string(i) + ";";
    outbound.SendData("sink", std::to_string(i) + ";");
  }
  CHECK(lasts == 0);
  outbound.Finish(nullptr);
  CHECK(sent == expected);
  CHECK(lasts == 1);
  sizes.pop_back();
  for (const std::size_t size : sizes) CHECK((size >= 100 && size < 105));
}

TEST_CASE("Sending to a sink or a timer family that the stage does not have fails the bundle") {
  auto script = std::make_shared<Script>();
  script->data = [](BundleServices& services, const std::string&, std::string_view bytes) {
    if (bytes == "data") services.SendData("nowhere", "x");
    services.SendTimers("nowhere", "family", "x");
  };
  ScriptedRunner runner(script);
  CHECK_THAT(runner.RunBundle("i1", "data").error(), StartsWith("INTERNAL: the stage sends to sink nowhere"));
  CHECK_THAT(runner.RunBundle("i2", "timers").error(),
             StartsWith("INTERNAL: the stage sends to timer family family of transform nowhere"));
}

TEST_CASE("Many bundles at once on one stream get each their own data") {
  constexpr int kBundles = 20;
  ScriptedRunner::Options options = ScriptedRunner::Defaults();
  options.harness.inbound.running_bytes = 1;
  options.harness.flush_bytes = 1;
  ScriptedRunner runner(std::make_shared<Script>(), options);
  for (int i = 0; i < kBundles; ++i) runner.StartBundle("i" + std::to_string(i));
  for (int round = 0; round < 10; ++round) {
    for (int i = 0; i < kBundles; ++i) runner.SendData("i" + std::to_string(i), std::to_string(i) + ",");
  }
  for (int i = 0; i < kBundles; ++i) runner.SendData("i" + std::to_string(i), "", true);
  for (int i = 0; i < kBundles; ++i) {
    const std::string id = "i" + std::to_string(i);
    std::string expected;
    for (int round = 0; round < 10; ++round) expected += std::to_string(i) + ",";
    CHECK(runner.OutputOf(id).data.at("sink") == expected);
    CHECK(runner.ResponseTo(id).error() == "");
  }
}

}  // namespace
}  // namespace beam::runners
