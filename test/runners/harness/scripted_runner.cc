#include "test/runners/harness/scripted_runner.h"

#include <catch2/catch.hpp>

#include <algorithm>

#include "beam/base/error.h"

namespace beam::runners {

namespace {

std::string Port() {
  fn::RemoteGrpcPort port;
  port.mutable_api_service_descriptor()->set_url("data");
  port.set_coder_id("coder");
  return port.SerializeAsString();
}

void AddTransform(fn::ProcessBundleDescriptor& stage, const std::string& id, const std::string& urn,
                  const std::string& payload) {
  model::PTransform& transform = (*stage.mutable_transforms())[id];
  transform.mutable_spec()->set_urn(urn);
  transform.mutable_spec()->set_payload(payload);
}

InProcessTransport::Options WithStages(InProcessTransport::Options options,
                                       std::map<std::string, fn::ProcessBundleDescriptor> stages) {
  if (options.descriptor) return options;
  options.descriptor = [stages = std::move(stages)](const std::string& id) {
    const auto found = stages.find(id);
    if (found == stages.end()) throw Error(StatusCode::kNotFound, "the test has no stage " + id);
    return found->second;
  };
  return options;
}

}  // namespace

fn::ProcessBundleDescriptor EchoStage(const std::string& id) {
  fn::ProcessBundleDescriptor stage;
  stage.set_id(id);
  stage.mutable_state_api_service_descriptor()->set_url("state");
  AddSource(stage, "source");
  AddSink(stage, "sink");
  return stage;
}

void AddSource(fn::ProcessBundleDescriptor& stage, const std::string& transform_id) {
  AddTransform(stage, transform_id, "beam:runner:source:v1", Port());
}

void AddSink(fn::ProcessBundleDescriptor& stage, const std::string& transform_id) {
  AddTransform(stage, transform_id, "beam:runner:sink:v1", Port());
}

void AddTimerFamily(fn::ProcessBundleDescriptor& stage, const std::string& transform_id, const std::string& family) {
  model::ParDoPayload payload;
  const auto known = stage.transforms().find(transform_id);
  if (known != stage.transforms().end()) payload.ParseFromString(known->second.spec().payload());
  (*payload.mutable_timer_family_specs())[family];
  AddTransform(stage, transform_id, "beam:transform:pardo:v1", payload.SerializeAsString());
}

ScriptedRunner::Options ScriptedRunner::Defaults() {
  Options options;
  options.harness.worker_id = "worker";
  // Longer than any test: what ends, ends because something happened.
  options.harness.bundles_grace = std::chrono::hours(1);
  options.harness.streams_grace = std::chrono::hours(1);
  options.harness.logging_grace = std::chrono::hours(1);
  options.harness.logging.fallback = [](const fn::LogEntry&) {};
  options.stages["stage"] = EchoStage("stage");
  return options;
}

ScriptedRunner::ScriptedRunner(std::shared_ptr<Script> script, Options options)
    : script_(std::move(script)),
      transport_(std::make_shared<InProcessTransport>(WithStages(options.transport, options.stages))),
      harness_(options.harness, transport_, options.factory != nullptr ? options.factory : FactoryOf(script_)),
      worker_([this] { end_ = harness_.Run(); }) {
  control_ = transport_->AcceptControl();
  if (options.transport.logging) logging_ = transport_->AcceptLogging();
}

ScriptedRunner::~ScriptedRunner() {
  if (worker_.joinable()) static_cast<void>(EndWorker());
  CHECK(script_->Violations() == std::vector<std::string>());
}

void ScriptedRunner::Send(const fn::InstructionRequest& request) { REQUIRE(control_->Write(request)); }

std::string ScriptedRunner::NewId() { return "question " + std::to_string(++last_id_); }

void ScriptedRunner::StartBundle(const std::string& instruction_id, const std::string& stage) {
  fn::InstructionRequest request;
  request.set_instruction_id(instruction_id);
  request.mutable_process_bundle()->set_process_bundle_descriptor_id(stage);
  Send(request);
}

fn::InstructionResponse ScriptedRunner::NextResponse() {
  if (!responses_.empty()) {
    fn::InstructionResponse response = responses_.front();
    responses_.erase(responses_.begin());
    return response;
  }
  fn::InstructionResponse response;
  REQUIRE(control_->Read(response));
  return response;
}

fn::InstructionResponse ScriptedRunner::ResponseTo(const std::string& instruction_id) {
  const auto known = std::find_if(responses_.begin(), responses_.end(),
                                  [&](const auto& response) { return response.instruction_id() == instruction_id; });
  fn::InstructionResponse response;
  if (known != responses_.end()) {
    response = *known;
    responses_.erase(known);
    return response;
  }
  while (true) {
    REQUIRE(control_->Read(response));
    if (response.instruction_id() == instruction_id) return response;
    responses_.push_back(response);
  }
}

fn::InstructionResponse ScriptedRunner::Progress(const std::string& instruction_id) {
  fn::InstructionRequest request;
  request.set_instruction_id(NewId());
  request.mutable_process_bundle_progress()->set_instruction_id(instruction_id);
  Send(request);
  return ResponseTo(request.instruction_id());
}

fn::InstructionResponse ScriptedRunner::Split(const std::string& instruction_id) {
  DesiredSplit half;
  half.set_fraction_of_remainder(0.5);
  return Split(instruction_id, {{"source", half}});
}

fn::InstructionResponse ScriptedRunner::Split(const std::string& instruction_id,
                                              const std::map<std::string, DesiredSplit>& desired) {
  fn::InstructionRequest request;
  request.set_instruction_id(NewId());
  fn::ProcessBundleSplitRequest& split = *request.mutable_process_bundle_split();
  split.set_instruction_id(instruction_id);
  split.mutable_desired_splits()->insert(desired.begin(), desired.end());
  Send(request);
  return ResponseTo(request.instruction_id());
}

fn::InstructionResponse ScriptedRunner::Finalize(const std::string& instruction_id) {
  fn::InstructionRequest request;
  request.set_instruction_id(NewId());
  request.mutable_finalize_bundle()->set_instruction_id(instruction_id);
  Send(request);
  return ResponseTo(request.instruction_id());
}

RunnerDataStream& ScriptedRunner::data() {
  if (data_ == nullptr) data_ = transport_->AcceptData();
  REQUIRE(data_ != nullptr);
  return *data_;
}

void ScriptedRunner::SendData(const std::string& instruction_id, const std::string& bytes, bool is_last,
                              const std::string& transform_id) {
  fn::Elements elements;
  fn::Elements::Data& entry = *elements.add_data();
  entry.set_instruction_id(instruction_id);
  entry.set_transform_id(transform_id);
  entry.set_data(bytes);
  entry.set_is_last(is_last);
  REQUIRE(data().Write(elements));
}

void ScriptedRunner::SendTimers(const std::string& instruction_id, const std::string& transform_id,
                                const std::string& family, const std::string& bytes, bool is_last) {
  fn::Elements elements;
  fn::Elements::Timers& entry = *elements.add_timers();
  entry.set_instruction_id(instruction_id);
  entry.set_transform_id(transform_id);
  entry.set_timer_family_id(family);
  entry.set_timers(bytes);
  entry.set_is_last(is_last);
  REQUIRE(data().Write(elements));
}

void ScriptedRunner::Take(const fn::Elements& elements) {
  for (const fn::Elements::Data& entry : elements.data()) {
    BundleOutput& output = outputs_[entry.instruction_id()];
    output.data[entry.transform_id()] += entry.data();
    output.ends[entry.transform_id()] += entry.is_last() ? 1 : 0;
    ++output.messages;
  }
  for (const fn::Elements::Timers& entry : elements.timers()) {
    BundleOutput& output = outputs_[entry.instruction_id()];
    const std::string name = entry.transform_id() + "/" + entry.timer_family_id();
    output.timers[name] += entry.timers();
    output.ends[name] += entry.is_last() ? 1 : 0;
  }
}

BundleOutput ScriptedRunner::OutputOf(const std::string& instruction_id, int ends) {
  BundleOutput& output = outputs_[instruction_id];
  const auto seen = [&] {
    int count = 0;
    for (const auto& [name, times] : output.ends) count += times;
    return count;
  };
  while (seen() < ends) {
    fn::Elements elements;
    REQUIRE(data().Read(elements));
    Take(elements);
  }
  return output;
}

void ScriptedRunner::BreakData(const std::string& why) {
  data().Break(Status(StatusCode::kUnavailable, why));
  data_ = nullptr;
}

RunnerStateStream& ScriptedRunner::state() {
  if (state_ == nullptr) state_ = transport_->AcceptState();
  REQUIRE(state_ != nullptr);
  return *state_;
}

fn::StateRequest ScriptedRunner::NextStateRequest() {
  fn::StateRequest request;
  REQUIRE(state().Read(request));
  return request;
}

void ScriptedRunner::BreakState(const std::string& why) {
  state().Break(Status(StatusCode::kUnavailable, why));
  state_ = nullptr;
}

fn::InstructionResponse ScriptedRunner::RunBundle(const std::string& instruction_id, const std::string& bytes,
                                                  const std::string& stage) {
  StartBundle(instruction_id, stage);
  SendData(instruction_id, bytes);
  SendData(instruction_id, "", true);
  return ResponseTo(instruction_id);
}

Status ScriptedRunner::EndWorker() {
  control_->Close();
  return AwaitWorker();
}

Status ScriptedRunner::AwaitWorker() {
  std::thread logging([&] {
    if (logging_ == nullptr) return;
    logging_->Close();
    fn::LogEntry::List batch;
    while (logging_->Read(batch)) log_.insert(log_.end(), batch.log_entries().begin(), batch.log_entries().end());
  });
  // A good runner ends its side of every stream, also of those that the test did not look at.
  std::thread data([&] {
    for (auto stream = data_ ? data_ : transport_->AcceptData(); stream; stream = transport_->AcceptData())
      stream->Close();
  });
  std::thread state([&] {
    for (auto stream = state_ ? state_ : transport_->AcceptState(); stream; stream = transport_->AcceptState())
      stream->Close();
  });
  worker_.join();
  logging.join();
  data.join();
  state.join();
  return end_;
}

}  // namespace beam::runners
