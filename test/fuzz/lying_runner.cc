#include "test/fuzz/lying_runner.h"

#include <chrono>
#include <utility>

#include "beam/base/error.h"
#include "runners/harness/operator_bundle.h"
#include "test/fuzz/mutate_message.h"

namespace beam::testing {

namespace {

using runners::InProcessTransport;

std::shared_ptr<InProcessTransport> MakeTransport(const fn::ProcessBundleDescriptor& stage) {
  InProcessTransport::Options options;
  // Nobody reads while lies are told.
  options.capacity = std::size_t{1} << 20;
  options.descriptor = [&stage](const std::string& id) {
    if (id != stage.id()) throw Error(StatusCode::kNotFound, "there is no such stage; id = " + id);
    return stage;
  };
  return std::make_shared<InProcessTransport>(std::move(options));
}

// A bundle waits for the timers of each family, too.
std::vector<fn::Elements::Timers> EndsOfTimers(const fn::ProcessBundleDescriptor& stage) {
  std::vector<fn::Elements::Timers> ends;
  for (const auto& [id, transform] : stage.transforms()) {
    org::apache::beam::model::pipeline::v1::ParDoPayload payload;
    if (transform.spec().urn() != "beam:transform:pardo:v1" || !payload.ParseFromString(transform.spec().payload()))
      continue;
    for (const auto& [family, spec] : payload.timer_family_specs()) {
      fn::Elements::Timers& end = ends.emplace_back();
      end.set_transform_id(id);
      end.set_timer_family_id(family);
      end.set_is_last(true);
    }
  }
  return ends;
}

runners::HarnessOptions WorkerOptions() {
  runners::HarnessOptions options;
  options.worker_id = "lied-to";
  // Nobody reads the log or ends the streams, and waiting for it would be most of what this does.
  options.streams_grace = options.logging_grace = std::chrono::milliseconds(10);
  return options;
}

}  // namespace

LyingRunner::LyingRunner(const fn::ProcessBundleDescriptor& stage, std::string data, std::string state,
                         std::uint64_t seed)
    : stage_(stage),
      data_(std::move(data)),
      ends_of_timers_(EndsOfTimers(stage_)),
      transport_(MakeTransport(stage_)),
      harness_(WorkerOptions(), transport_, std::make_shared<runners::OperatorBundleFactory>()),
      state_(transport_, std::move(state), seed),
      worker_([this] { end_ = harness_.Run(); }),
      control_(transport_->AcceptControl()) {
  // The worker opens the data stream for the first bundle that gets its elements there.
  const std::string id = NewId();
  control_->Write(BundleRequest(id, false));
  elements_ = transport_->AcceptData();
  elements_->Write(ElementsOf(id));
  if (const Status end = Await(id); !end.ok()) throw Error(end.While("running an honest bundle"));
}

LyingRunner::~LyingRunner() {
  if (worker_.joinable()) static_cast<void>(End());
}

Status LyingRunner::End() {
  control_->Close();
  worker_.join();
  return end_;
}

fn::Elements LyingRunner::ElementsOf(const std::string& id) const {
  fn::Elements elements;
  fn::Elements::Data& data = *elements.add_data();
  data.set_instruction_id(id);
  data.set_transform_id("source");
  data.set_data(data_);
  data.set_is_last(true);
  for (const fn::Elements::Timers& end : ends_of_timers_) {
    fn::Elements::Timers& timers = *elements.add_timers() = end;
    timers.set_instruction_id(id);
  }
  return elements;
}

fn::InstructionRequest LyingRunner::BundleRequest(const std::string& id, bool with_data) const {
  fn::InstructionRequest request;
  request.set_instruction_id(id);
  request.mutable_process_bundle()->set_process_bundle_descriptor_id(stage_.id());
  if (with_data) *request.mutable_process_bundle()->mutable_elements() = ElementsOf(id);
  return request;
}

fn::InstructionRequest LyingRunner::SomeRequest(std::mt19937_64& random) {
  fn::InstructionRequest request = BundleRequest(NewId(), random() % 4 != 0);
  const std::string bundle = "i" + std::to_string(1 + random() % static_cast<unsigned>(last_id_));
  switch (random() % 9) {
    case 0:
      request.mutable_process_bundle_progress()->set_instruction_id(bundle);
      break;
    case 1: {
      fn::ProcessBundleSplitRequest& split = *request.mutable_process_bundle_split();
      split.set_instruction_id(bundle);
      fn::ProcessBundleSplitRequest::DesiredSplit& desired = (*split.mutable_desired_splits())["source"];
      desired.set_fraction_of_remainder(0.5);
      desired.set_estimated_input_elements(10);
      break;
    }
    case 2:
      request.mutable_finalize_bundle()->set_instruction_id(bundle);
      break;
    case 3:
      *request.mutable_register_()->add_process_bundle_descriptor() = stage_;
      break;
    case 4:
      request.mutable_monitoring_infos()->add_monitoring_info_id("1");
      break;
    case 5:
      request.mutable_harness_monitoring_infos();
      break;
    case 6:
      request.mutable_sample_data()->add_pcollection_ids("of nobody");
      break;
    default:
      break;
  }
  return request;
}

void LyingRunner::Lie(std::mt19937_64& random) {
  state_.set_lies(true);
  if (random() % 4 == 0) {
    fn::Elements elements = ElementsOf("i" + std::to_string(1 + random() % static_cast<unsigned>(last_id_ + 2)));
    MutateMessage(elements, random);
    elements_->Write(elements);
    return;
  }
  fn::InstructionRequest request = SomeRequest(random);
  MutateMessage(request, random);
  control_->Write(request);
}

// A wrong answer that is still under way may be for a request of an honest bundle, which does not happen again and again.
void LyingRunner::RequireAlive() {
  state_.set_lies(false);
  Status end;
  for (int attempt = 0; attempt < 3; ++attempt) {
    const std::string id = "alive" + NewId();
    control_->Write(BundleRequest(id, true));
    end = Await(id);
    if (end.ok()) return;
  }
  throw Error(end.While("running an honest bundle after lies"));
}

Status LyingRunner::Await(const std::string& id) {
  fn::InstructionResponse response;
  while (control_->Read(response)) {
    if (response.instruction_id() != id) continue;
    return response.error().empty() ? Status() : Status(StatusCode::kInternal, response.error());
  }
  throw Error(StatusCode::kInternal, "the worker ended because of lies: " + control_->end().ToString());
}

}  // namespace beam::testing
