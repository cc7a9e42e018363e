// The harness over real connections: what every call carries, large messages, and runners that are not there any more.
#include "runners/harness/grpc_streams.h"

#include <catch2/catch.hpp>

#include <thread>

#include "beam/base/error.h"
#include "runners/harness/harness.h"
#include "runners/harness/log_scope.h"
#include "test/runners/harness/fn_api_server.h"
#include "test/runners/harness/scripted_processor.h"
#include "test/runners/harness/severed_connection.h"

namespace beam::runners {
namespace {

using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;

fn::ProcessBundleDescriptor EchoStageAt(const std::string& address) {
  fn::RemoteGrpcPort port;
  port.mutable_api_service_descriptor()->set_url(address);
  fn::ProcessBundleDescriptor stage;
  stage.set_id("stage");
  stage.mutable_state_api_service_descriptor()->set_url(address);
  for (const auto& [id, urn] :
       {std::pair("source", "beam:runner:source:v1"), std::pair("sink", "beam:runner:sink:v1")}) {
    model::PTransform& transform = (*stage.mutable_transforms())[id];
    transform.mutable_spec()->set_urn(urn);
    transform.mutable_spec()->set_payload(port.SerializeAsString());
  }
  return stage;
}

fn::InstructionRequest Bundle(const std::string& id) {
  fn::InstructionRequest request;
  request.set_instruction_id(id);
  request.mutable_process_bundle()->set_process_bundle_descriptor_id("stage");
  return request;
}

fn::Elements DataFor(const std::string& id, const std::string& bytes) {
  fn::Elements elements;
  fn::Elements::Data& data = *elements.add_data();
  data.set_instruction_id(id);
  data.set_transform_id("source");
  data.set_data(bytes);
  data.set_is_last(true);
  return elements;
}

/// A worker at an address, on a thread of its own.
class Worker {
 public:
  Worker(const std::string& address, std::shared_ptr<Script> script, HarnessOptions options = HarnessOptions())
      : harness_(Named(std::move(options)), std::make_shared<GrpcTransport>("job-001[name] 1", address, address),
                 FactoryOf(std::move(script))),
        thread_([this] { end_ = harness_.Run(); }) {}
  ~Worker() {
    if (thread_.joinable()) {
      harness_.Stop();
      thread_.join();
    }
  }
  Status Join() {
    thread_.join();
    return end_;
  }
  Harness& harness() { return harness_; }

 private:
  static HarnessOptions Named(HarnessOptions options) {
    options.worker_id = "job-001[name] 1";
    options.logging.fallback = [](const fn::LogEntry&) {};
    return options;
  }
  Harness harness_;
  Status end_;
  std::thread thread_;
};

TEST_CASE("A runner with a status service asks the worker over gRPC what it is doing") {
  FnApiServer server;
  HarnessOptions options;
  options.worker_id = "w1";
  auto transport = std::make_shared<GrpcTransport>("w1", server.address(), "", server.address());
  Harness harness(options, std::move(transport), FactoryOf(std::make_shared<Script>()));
  std::thread thread([&] { CHECK(harness.Run().ok()); });
  const auto control = server.AcceptControl();
  const auto status = server.AcceptStatus();
  fn::WorkerStatusRequest request;
  request.set_id("q");
  REQUIRE(status->Write(request));
  fn::WorkerStatusResponse response;
  REQUIRE(status->Read(response));
  CHECK(response.id() == "q");
  CHECK_THAT(response.status_info(), Catch::Matchers::Contains("worker w1\nbundles: 0"));
  CHECK(server.calls().contains("WorkerStatus w1"));
  control->End();
  thread.join();
}

TEST_CASE("A bundle runs over gRPC, with elements, state and log, and every call carries the worker's id") {
  FnApiServer server;
  server.descriptor = EchoStageAt(server.address());
  auto script = std::make_shared<Script>();
  script->data = [](BundleServices& services, const std::string&, std::string_view bytes) {
    Log(fn::LogEntry_Severity_Enum_INFO, "hello");
    fn::StateKey key;
    key.mutable_bag_user_state()->set_user_state_id("bag");
    services.SendData("sink", std::string(bytes) + services.state().Get(key, "").data());
  };
  Worker worker(server.address(), script);
  const auto control = server.AcceptControl();
  const auto logging = server.AcceptLogging();
  REQUIRE(control->Write(Bundle("i1")));
  const auto data = server.AcceptData();
  REQUIRE(data->Write(DataFor("i1", "element and ")));
  const auto state = server.AcceptState();
  fn::StateRequest question;
  REQUIRE(state->Read(question));
  fn::StateResponse answer;
  answer.set_id(question.id());
  answer.mutable_get()->set_data("state");
  REQUIRE(state->Write(answer));

  fn::InstructionResponse response;
  REQUIRE(control->Read(response));
  CHECK(response.instruction_id() == "i1");
  CHECK(response.error() == "");
  fn::Elements output;
  REQUIRE(data->Read(output));
  CHECK(output.data(0).data() == "element and state");
  CHECK(output.data(output.data_size() - 1).is_last());
  fn::LogEntry::List entries;
  REQUIRE(logging->Read(entries));
  CHECK(entries.log_entries(0).message() == "hello");
  CHECK(entries.log_entries(0).instruction_id() == "i1");

  control->End();
  // The worker closes its streams in an orderly way, and a good runner ends them then.
  fn::Elements none;
  CHECK_FALSE(data->Read(none));
  data->End();
  fn::StateRequest no_question;
  CHECK_FALSE(state->Read(no_question));
  state->End();
  CHECK_FALSE(logging->Read(entries));
  logging->End();
  CHECK(worker.Join().ToString() == "OK");
  const std::string id = " job-001[name] 1";
  CHECK(server.calls() == std::set<std::string>{"Control" + id, "GetProcessBundleDescriptor" + id, "Data" + id,
                                                "State" + id, "Logging" + id});
}

TEST_CASE("Messages may be larger than gRPC's limit of 4 MiB, both ways") {
  FnApiServer server;
  server.descriptor = EchoStageAt(server.address());
  Worker worker(server.address(), std::make_shared<Script>());
  server.AcceptLogging()->End();
  const auto control = server.AcceptControl();
  REQUIRE(control->Write(Bundle("i1")));
  const auto data = server.AcceptData();
  const std::string large(std::size_t{20} << 20, 'x');
  REQUIRE(data->Write(DataFor("i1", large)));
  std::string echo;
  bool last = false;
  fn::Elements output;
  while (!last && data->Read(output)) {
    for (const fn::Elements::Data& entry : output.data()) {
      echo += entry.data();
      last = last || entry.is_last();
    }
  }
  CHECK(echo == large);
  data->End();
  fn::InstructionResponse response;
  REQUIRE(control->Read(response));
  CHECK(response.error() == "");
}

TEST_CASE("A stage that the runner does not have fails its bundle with the runner's words") {
  FnApiServer server;
  Worker worker(server.address(), std::make_shared<Script>());
  const auto control = server.AcceptControl();
  server.AcceptLogging()->End();
  REQUIRE(control->Write(Bundle("i1")));
  fn::InstructionResponse response;
  REQUIRE(control->Read(response));
  CHECK_THAT(response.error(),
             StartsWith("NOT_FOUND: no such stage\n  while asking the runner for the descriptor of stage stage\n"));
}

TEST_CASE("A runner that dies ends the worker soon, in the middle of a bundle too") {
  FnApiServer server;
  SeveredConnection connection(server.port());
  server.descriptor = EchoStageAt(connection.address());
  Worker worker(connection.address(), std::make_shared<Script>());
  const auto control = server.AcceptControl();
  REQUIRE(control->Write(Bundle("i1")));
  server.AcceptData();
  const auto start = std::chrono::steady_clock::now();
  connection.Sever();
  CHECK_THAT(worker.Join().ToString(),
             StartsWith("UNAVAILABLE: the control stream to the runner broke, so the worker ends: UNAVAILABLE: "));
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(10));
}

TEST_CASE("A runner that stops its server ends the worker as if it had closed the stream") {
  FnApiServer server;
  Worker worker(server.address(), std::make_shared<Script>());
  server.AcceptLogging()->End();
  server.AcceptControl()->End(grpc::Status(grpc::StatusCode::CANCELLED, "server stops"));
  CHECK(worker.Join().ToString() == "OK");
}

TEST_CASE("A runner that sends what does not decode ends the worker, which says so") {
  FnApiServer server;
  Worker worker(server.address(), std::make_shared<Script>());
  server.AcceptLogging()->End();
  // Protobuf strings are UTF-8.
  REQUIRE(server.AcceptControl()->Write(Bundle("\xFF")));
  CHECK_THAT(worker.Join().ToString(), Contains("DATA_LOSS: the runner sent a message that does not decode"));
}

TEST_CASE("A data stream that does not decode fails its bundles, and the next bundle opens another") {
  FnApiServer server;
  server.descriptor = EchoStageAt(server.address());
  Worker worker(server.address(), std::make_shared<Script>());
  server.AcceptLogging()->End();
  const auto control = server.AcceptControl();
  REQUIRE(control->Write(Bundle("i1")));
  REQUIRE(server.AcceptData()->Write(DataFor("\xFF", "x")));
  fn::InstructionResponse response;
  REQUIRE(control->Read(response));
  CHECK_THAT(response.error(), Contains("DATA_LOSS: the runner sent a message that does not decode"));
  REQUIRE(control->Write(Bundle("i2")));
  const auto data = server.AcceptData();
  REQUIRE(data->Write(DataFor("i2", "x")));
  REQUIRE(control->Read(response));
  CHECK(response.error() == "");
  data->End();
}

TEST_CASE("Stop ends a worker that is connected") {
  FnApiServer server;
  Worker worker(server.address(), std::make_shared<Script>());
  server.AcceptLogging()->End();
  const auto control = server.AcceptControl();
  worker.harness().Stop();
  CHECK(worker.Join().ToString() == "OK");
}

TEST_CASE("A runner that is not there is an error that names the address") {
  // Nobody listens on a port that was bound and given back.
  std::string address;
  {
    FnApiServer gone;
    address = gone.address();
  }
  Worker worker(address, std::make_shared<Script>());
  const std::string error = worker.Join().ToString();
  CHECK_THAT(error, StartsWith("UNAVAILABLE: no runner answers at this address"));
  CHECK_THAT(error, Contains("address = " + address));
}

TEST_CASE("A worker id that cannot travel is refused before anything is sent") {
  CHECK_THROWS_WITH(GrpcTransport("w\n1", "127.0.0.1:1", ""),
                    StartsWith("INVALID_ARGUMENT: a worker id has to be printable ASCII"));
  CHECK_THROWS_AS(GrpcTransport("", "127.0.0.1:1", ""), Error);
  CHECK_THROWS_AS(GrpcTransport("\xC3\xA9", "127.0.0.1:1", ""), Error);
}

}  // namespace
}  // namespace beam::runners
