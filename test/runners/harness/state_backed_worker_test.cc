// A worker whose runner keeps values of large iterables: what goes over the state stream, and what becomes of the worker when it is lied
// to.

#include <catch2/catch.hpp>
#include <memory>
#include <string>

#include "beam/beam.h"
#include "coders/state_backed_iterable.h"
#include "runners/harness/operator_bundle.h"
#include "test/runners/harness/fake_services.h"
#include "test/runners/harness/scripted_runner.h"
#include "test/runners/harness/stage_of.h"

namespace beam::runners {
namespace {

using Catch::Matchers::Contains;
using Pair = KV<std::string, std::int64_t>;
using Group = KV<std::string, StateBackedIterable<std::int64_t>>;

/// A worker with one step, "Sum", of groups.
class Worker {
 public:
  Worker() {
    ParDo(GroupByKey(Create(p_, {Pair{"a", 1}})), Named("Sum", [](const std::string&, Iter<std::int64_t> values) {
            std::int64_t sum = 0;
            for (const std::int64_t value : values) sum += value;
            return sum;
          }));
    stage_ = std::make_unique<StageOf>(p_);
    stage_->With("Sum");
    const std::string input = stage_->InputOf("Sum");
    stage_->Source(input, stage_->StateBacked(stage_->CoderOf(input))).Sink(stage_->OutputOf("Sum")).Connect("data");
    stage_->descriptor().mutable_state_api_service_descriptor()->set_url("state");
    ScriptedRunner::Options options = ScriptedRunner::Defaults();
    options.stages["stage"] = stage_->descriptor();
    options.factory = std::make_shared<OperatorBundleFactory>();
    runner_ = std::make_unique<ScriptedRunner>(std::make_shared<Script>(), options);
  }
  ScriptedRunner& runner() { return *runner_; }
  void Start(const std::string& id, const Group& group) {
    runner_->StartBundle(id);
    runner_->SendData(id, Encoded<Group>({group}), true);
  }
  // Answers the next request, which must be for this token and page.
  void Answer(const std::string& token, const std::string& page, fn::StateResponse response) {
    const fn::StateRequest request = runner_->NextStateRequest();
    REQUIRE(request.has_get());
    CHECK(request.state_key().runner().key() == token);
    CHECK(request.get().continuation_token() == page);
    response.set_id(request.id());
    runner_->state().Write(response);
  }

 private:
  Pipeline p_;
  std::unique_ptr<StageOf> stage_;
  std::unique_ptr<ScriptedRunner> runner_;
};

fn::StateResponse Page(const std::string& bytes, const std::string& next) {
  fn::StateResponse response;
  response.mutable_get()->set_data(bytes);
  response.mutable_get()->set_continuation_token(next);
  return response;
}

TEST_CASE("a worker asks for the values behind a token, page by page") {
  Worker worker;
  worker.Start("i1", {"a", {{1, 2}, "t"}});
  worker.Answer("t", "", Page(EncodeElement(std::int64_t{300}), "more"));
  worker.Answer("t", "more", Page(EncodeElement(std::int64_t{4}), ""));
  CHECK(worker.runner().ResponseTo("i1").error() == "");
  CHECK(Decoded<std::int64_t>(worker.runner().OutputOf("i1").data["sink"]) == std::vector<std::int64_t>{307});
  CHECK(worker.runner().EndWorker().ok());
}

TEST_CASE("a bundle whose values cannot be had fails with the step's name, and the worker lives on") {
  Worker worker;
  worker.Start("i1", {"a", {{1}, "gone"}});
  fn::StateResponse unknown;
  unknown.set_error("no such token");
  worker.Answer("gone", "", unknown);
  CHECK_THAT(worker.runner().ResponseTo("i1").error(),
             Contains("'Sum'") && Contains("the rest of a large iterable in the data of 'source'") &&
                 Contains("no such token"));
  worker.Start("i2", {"a", {{1}, "broken"}});
  worker.Answer("broken", "", Page(std::string(11, '\xff'), "more"));
  CHECK_THAT(worker.runner().ResponseTo("i2").error(), Contains("'Sum'") && Contains("more than 64 bits"));
  worker.Start("i3", {"a", {{1}, "t"}});
  worker.Answer("t", "", Page(EncodeElement(std::int64_t{4}), ""));
  CHECK(worker.runner().ResponseTo("i3").error() == "");
  CHECK(worker.runner().EndWorker().ok());
}

}  // namespace
}  // namespace beam::runners
