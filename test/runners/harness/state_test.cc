// The state stream: reads, writes that are not waited for, answers in any order, and answers that do not come.
#include <catch2/catch.hpp>

#include "test/runners/harness/scripted_runner.h"

namespace beam::runners {
namespace {

using Catch::Matchers::StartsWith;

fn::StateKey BagKey(const std::string& key) {
  fn::StateKey state;
  state.mutable_bag_user_state()->set_transform_id("par do");
  state.mutable_bag_user_state()->set_user_state_id("bag");
  state.mutable_bag_user_state()->set_key(key);
  return state;
}

/// Sends what the state named like the instruction holds, page by page.
std::shared_ptr<Script> ReadsState() {
  auto script = std::make_shared<Script>();
  script->data = [](BundleServices& services, const std::string&, std::string_view) {
    std::string token;
    do {
      const fn::StateGetResponse page = services.state().Get(BagKey(services.instruction_id()), token);
      if (!page.data().empty()) services.SendData("sink", page.data());
      token = page.continuation_token();
    } while (!token.empty());
  };
  return script;
}

void StartReading(ScriptedRunner& runner, const std::string& id) {
  runner.StartBundle(id);
  runner.SendData(id, "read", true);
}

void AnswerGet(ScriptedRunner& runner, const fn::StateRequest& request, const std::string& data,
               const std::string& token = "") {
  fn::StateResponse response;
  response.set_id(request.id());
  response.mutable_get()->set_data(data);
  response.mutable_get()->set_continuation_token(token);
  REQUIRE(runner.state().Write(response));
}

TEST_CASE("State is read page by page, and a page may be empty") {
  ScriptedRunner runner(ReadsState());
  StartReading(runner, "i1");
  fn::StateRequest request = runner.NextStateRequest();
  CHECK(request.instruction_id() == "i1");
  CHECK(request.state_key().bag_user_state().key() == "i1");
  CHECK(request.get().continuation_token() == "");
  AnswerGet(runner, request, "", "t1");
  request = runner.NextStateRequest();
  CHECK(request.get().continuation_token() == "t1");
  AnswerGet(runner, request, "ab", "t2");
  request = runner.NextStateRequest();
  CHECK(request.get().continuation_token() == "t2");
  AnswerGet(runner, request, "c");
  CHECK(runner.ResponseTo("i1").error() == "");
  CHECK(runner.OutputOf("i1").data.at("sink") == "abc");
}

TEST_CASE("Answers of many bundles come in any order") {
  ScriptedRunner runner(ReadsState());
  std::map<std::string, fn::StateRequest> requests;
  for (const char* id : {"i1", "i2", "i3"}) StartReading(runner, id);
  for (int i = 0; i < 3; ++i) {
    const fn::StateRequest request = runner.NextStateRequest();
    requests[request.instruction_id()] = request;
  }
  for (const char* id : {"i3", "i1", "i2"}) {
    AnswerGet(runner, requests.at(id), std::string("of ") + id);
    CHECK(runner.ResponseTo(id).error() == "");
    CHECK(runner.OutputOf(id).data.at("sink") == std::string("of ") + id);
  }
}

TEST_CASE("States that are asked for are under way at once, each is read once, and answers come in any order") {
  auto script = std::make_shared<Script>();
  script->data = [](BundleServices& services, const std::string&, std::string_view) {
    const std::vector<std::string> keys = {"a", "b", "c"};
    for (const std::string& key : keys) services.state().Ask(BagKey(key));
    services.state().Ask(BagKey("a"));
    for (const std::string& key : keys) services.SendData("sink", services.state().Get(BagKey(key), "").data());
  };
  ScriptedRunner runner(script);
  StartReading(runner, "i1");
  std::vector<fn::StateRequest> requests;
  for (int i = 0; i < 3; ++i) requests.push_back(runner.NextStateRequest());
  for (int i = 2; i >= 0; --i) {
    const fn::StateRequest& request = requests[static_cast<std::size_t>(i)];
    AnswerGet(runner, request, "of " + request.state_key().bag_user_state().key() + ";");
  }
  CHECK(runner.ResponseTo("i1").error() == "");
  CHECK(runner.OutputOf("i1").data.at("sink") == "of a;of b;of c;");
}

TEST_CASE("What was asked for before a write is asked for again behind it") {
  auto script = std::make_shared<Script>();
  script->data = [](BundleServices& services, const std::string&, std::string_view) {
    services.state().Ask(BagKey("a"));
    services.state().Clear(BagKey("a"));
    services.SendData("sink", services.state().Get(BagKey("a"), "").data() + ";");
  };
  ScriptedRunner runner(script);
  StartReading(runner, "i1");
  AnswerGet(runner, runner.NextStateRequest(), "old");
  fn::StateResponse cleared;
  cleared.set_id(runner.NextStateRequest().id());
  runner.state().Write(cleared);
  AnswerGet(runner, runner.NextStateRequest(), "new");
  CHECK(runner.ResponseTo("i1").error() == "");
  CHECK(runner.OutputOf("i1").data.at("sink") == "new;");
}

TEST_CASE("A bundle knows the tokens of its side inputs") {
  auto script = std::make_shared<Script>();
  std::string token;
  std::string of_another;
  script->data = [&](BundleServices& services, const std::string&, std::string_view) {
    token = services.side_input_token("par do", "i0");
    of_another = services.side_input_token("par do", "i1");
  };
  ScriptedRunner runner(script);
  fn::InstructionRequest request;
  request.set_instruction_id("i1");
  request.mutable_process_bundle()->set_process_bundle_descriptor_id("stage");
  fn::ProcessBundleRequest::CacheToken& side = *request.mutable_process_bundle()->add_cache_tokens();
  side.mutable_side_input()->set_transform_id("par do");
  side.mutable_side_input()->set_side_input_id("i0");
  side.set_token("t");
  runner.Send(request);
  runner.SendData("i1", "read", true);
  CHECK(runner.ResponseTo("i1").error() == "");
  CHECK(token == "t");
  CHECK(of_another == "");
}

TEST_CASE("A refused read fails the bundle and names the state") {
  ScriptedRunner runner(ReadsState());
  StartReading(runner, "i1");
  fn::StateResponse response;
  response.set_id(runner.NextStateRequest().id());
  response.set_error("no such key");
  runner.state().Write(response);
  CHECK_THAT(runner.ResponseTo("i1").error(),
             StartsWith("UNKNOWN: the runner refuses to read state bag of transform par do: no such key\n"));
}

TEST_CASE("An answer of another kind fails the bundle") {
  ScriptedRunner runner(ReadsState());
  StartReading(runner, "i1");
  fn::StateResponse response;
  response.set_id(runner.NextStateRequest().id());
  response.mutable_append();
  runner.state().Write(response);
  CHECK_THAT(
      runner.ResponseTo("i1").error(),
      StartsWith("INTERNAL: the runner was asked to read state bag of transform par do and answered something else"));
}

TEST_CASE("Writes are not waited for, but all of them are answered before the bundle is") {
  auto script = std::make_shared<Script>();
  script->data = [](BundleServices& services, const std::string&, std::string_view) {
    services.state().Clear(BagKey("k"));
    services.state().Append(BagKey("k"), "a");
    services.state().Append(BagKey("k"), "b");
  };
  ScriptedRunner runner(script);
  runner.RunBundle("opens nothing", "");
  StartReading(runner, "i1");
  std::vector<fn::StateRequest> requests;
  for (int i = 0; i < 3; ++i) requests.push_back(runner.NextStateRequest());
  CHECK(requests[0].has_clear());
  CHECK(requests[1].append().data() == "a");
  CHECK(requests[2].append().data() == "b");
  for (int i = 2; i >= 0; --i) {
    // Had the bundle not waited, its response could come before this one's.
    CHECK(runner.Progress("i1").has_process_bundle_progress());
    fn::StateResponse response;
    response.set_id(requests[static_cast<std::size_t>(i)].id());
    if (i > 0) response.mutable_append();
    runner.state().Write(response);
  }
  CHECK(runner.ResponseTo("i1").error() == "");
  CHECK(runner.OutputOf("i1").ends.at("sink") == 1);
}

TEST_CASE("A write that is refused fails the bundle, which then ends none of its outputs") {
  auto script = std::make_shared<Script>();
  script->data = [](BundleServices& services, const std::string&, std::string_view) {
    services.state().Append(BagKey("k"), "a");
  };
  ScriptedRunner runner(script);
  StartReading(runner, "i1");
  fn::StateResponse response;
  response.set_id(runner.NextStateRequest().id());
  response.set_error("read-only");
  runner.state().Write(response);
  CHECK_THAT(runner.ResponseTo("i1").error(),
             StartsWith("UNKNOWN: the runner refuses to append to state bag of transform par do: read-only\n"));
  CHECK(runner.script().destroyed.Get() == 1);
}

TEST_CASE("A bundle knows the token of user state, and that its writes are safe only once all are acknowledged") {
  auto script = std::make_shared<Script>();
  Counter written;
  std::string token;
  script->state_written = [&] { written.Add(); };
  script->data = [&](BundleServices& services, const std::string&, std::string_view) {
    token = services.user_state_token();
    services.state().Append(BagKey("k"), "a");
  };
  ScriptedRunner runner(script);
  fn::InstructionRequest request;
  request.set_instruction_id("i1");
  fn::ProcessBundleRequest& bundle = *request.mutable_process_bundle();
  bundle.set_process_bundle_descriptor_id("stage");
  fn::ProcessBundleRequest::CacheToken& side = *bundle.add_cache_tokens();
  side.mutable_side_input();
  side.set_token("of a side input");
  fn::ProcessBundleRequest::CacheToken& state = *bundle.add_cache_tokens();
  state.mutable_user_state();
  state.set_token("of state");
  runner.Send(request);
  runner.SendData("i1", "read", true);
  fn::StateResponse response;
  response.set_id(runner.NextStateRequest().id());
  CHECK(written.Get() == 0);
  runner.state().Write(response);
  CHECK(runner.ResponseTo("i1").error() == "");
  CHECK(token == "of state");
  CHECK(written.Get() == 1);
}

TEST_CASE("A bundle cannot hide that its state failed") {
  auto script = std::make_shared<Script>();
  script->data = [](BundleServices& services, const std::string&, std::string_view) {
    try {
      services.state().Get(BagKey("k"), "");
    } catch (...) {  // As careless user code does.
    }
  };
  ScriptedRunner runner(script);
  StartReading(runner, "i1");
  fn::StateResponse response;
  response.set_id(runner.NextStateRequest().id());
  response.set_error("lost");
  runner.state().Write(response);
  CHECK_THAT(runner.ResponseTo("i1").error(), StartsWith("UNKNOWN: the runner refuses to read"));
}

TEST_CASE("A stage without a state service cannot use state") {
  ScriptedRunner::Options options = ScriptedRunner::Defaults();
  options.stages["stage"].clear_state_api_service_descriptor();
  ScriptedRunner runner(ReadsState(), options);
  CHECK_THAT(
      runner.RunBundle("i1").error(),
      StartsWith(
          "FAILED_PRECONDITION: the runner names no state service for this stage, but it is asked to read state bag"));
}

TEST_CASE("Answers that nobody waits for are ignored, and logged") {
  ScriptedRunner runner(ReadsState());
  StartReading(runner, "i1");
  const fn::StateRequest request = runner.NextStateRequest();
  fn::StateResponse stray;
  stray.set_id("nobody's");
  stray.mutable_get()->set_data("x");
  runner.state().Write(stray);
  AnswerGet(runner, request, "right");
  CHECK(runner.ResponseTo("i1").error() == "");
  CHECK(runner.OutputOf("i1").data.at("sink") == "right");
  CHECK(runner.EndWorker().ok());
  REQUIRE(runner.log().size() == 1);
  CHECK(runner.log()[0].message() == "the runner answered a state request that nobody waits for; id = nobody's");
}

TEST_CASE("The state stream's end fails the bundles that wait for it; the next bundle opens another") {
  ScriptedRunner runner(ReadsState());
  StartReading(runner, "i1");
  runner.NextStateRequest();
  runner.BreakState("the network is down");
  CHECK_THAT(runner.ResponseTo("i1").error(),
             StartsWith("UNAVAILABLE: the state stream to the runner is gone: UNAVAILABLE: the network is down"));
  StartReading(runner, "i2");
  AnswerGet(runner, runner.NextStateRequest(), "again");
  CHECK(runner.ResponseTo("i2").error() == "");
}

}  // namespace
}  // namespace beam::runners
