#include "runners/harness/control.h"

#include <utility>

#include "beam/base/error.h"
#include "beam/exec/exception_status.h"
#include "runners/harness/valid_text.h"

namespace beam::runners {

namespace {

using Clock = std::chrono::steady_clock;
using Member = fn::InstructionRequest::RequestCase;

// For use inside a catch (...) only.
void SetError(fn::InstructionResponse& response) {
  response.clear_response();
  const Status why = internal::StatusOfException().While("carrying out instruction " + response.instruction_id());
  response.set_error(ValidText(why.ToString()));
}

void Require(const std::string& value, const std::string& name) {
  if (!value.empty()) return;
  throw Error(StatusCode::kInvalidArgument,
              "the runner's instruction has no " + name + ", so it cannot be carried out");
}

}  // namespace

Control::Control(HarnessOptions options, std::shared_ptr<Transport> transport,
                 std::shared_ptr<BundleProcessorFactory> factory)
    : options_(std::move(options)),
      transport_(std::move(transport)),
      logger_(transport_, options_.logging),
      bundles_(options_.past_bundles, options_.running_bundles),
      factory_(std::move(factory)),
      runner_(options_, transport_, factory_, logger_, short_ids_),
      status_(
          transport_,
          [this] { return "worker " + options_.worker_id + '\n' + bundles_.Describe() + DescribeProcess(); }, logger_),
      sampler_(bundles_, options_.sampling_period) {}

Status Control::Run() {
  std::shared_ptr<ControlStream> stream;
  try {
    logger_.Start();
    stream = Open();
    responses_ = std::make_unique<Responses>(stream, options_.waiting_responses);
    status_.Start();
    sampler_.Start();
  } catch (...) {
    const Status why = internal::StatusOfException().While("starting worker " + options_.worker_id);
    logger_.Stop(Clock::now() + options_.logging_grace);
    transport_->Shutdown();
    std::lock_guard lock(mutex_);
    return stopped_ ? Status() : why;
  }
  fn::InstructionRequest request;
  while (stream->Read(request)) {
    Handle(std::move(request));
    request = fn::InstructionRequest();
  }
  const Status end = EndOf(*stream);
  const std::size_t left_behind = ShutDown(end);
  if (!end.ok() || left_behind == 0) return end;
  return Status(
      StatusCode::kDeadlineExceeded,
      "the worker was told to end, but bundles are inside user code that does not return; their threads are left "
      "behind; bundles = " +
          std::to_string(left_behind));
}

std::shared_ptr<ControlStream> Control::Open() {
  std::shared_ptr<ControlStream> stream = transport_->OpenControl();
  std::lock_guard lock(mutex_);
  stream_ = stream;
  if (stopped_) stream->Cancel();
  return stream;
}

void Control::Stop() {
  std::lock_guard lock(mutex_);
  stopped_ = true;
  if (stream_ != nullptr) {
    stream_->Cancel();
  } else {
    // Run may be connecting at the moment.
    transport_->Shutdown();
  }
}

Status Control::EndOf(const ControlStream& stream) {
  std::lock_guard lock(mutex_);
  if (stopped_) return Status();
  if (responses_->gave_up()) {
    return Status(StatusCode::kUnavailable,
                  "the runner goes on asking but takes no answers, so the worker ends; worker = " + options_.worker_id);
  }
  // Some runners end a worker by stopping their server, which cancels the stream.
  const Status end = stream.end();
  if (end.ok() || end.code() == StatusCode::kCancelled) return Status();
  return Status(StatusCode::kUnavailable, "the control stream to the runner broke, so the worker ends: " +
                                              std::string(StatusCodeName(end.code())) + ": " + end.message() +
                                              "; worker = " + options_.worker_id);
}

std::size_t Control::ShutDown(const Status& end) {
  runner_.Abort(
      Status(StatusCode::kCancelled, end.ok() ? "the worker was told to end while the bundle ran" : end.message()));
  if (bundles_.running() > 0) {
    // They may be inside a call to the runner; nothing that they still do counts.
    transport_->Shutdown();
    runner_.Shutdown(Clock::now());
  }
  const std::size_t left_behind = threads_.Stop(Clock::now() + options_.bundles_grace);
  responses_->Stop(Clock::now() + options_.streams_grace);
  runner_.Shutdown(Clock::now() + options_.streams_grace);
  logger_.Stop(Clock::now() + options_.logging_grace);
  transport_->Shutdown();
  status_.Stop();
  sampler_.Stop();
  return left_behind;
}

void Control::Handle(fn::InstructionRequest request) {
  fn::InstructionResponse response;
  response.set_instruction_id(request.instruction_id());
  try {
    if (!Answer(request, response)) return;
  } catch (...) {
    SetError(response);
  }
  responses_->Add(std::move(response));
}

bool Control::Answer(fn::InstructionRequest& request, fn::InstructionResponse& response) {
  Require(request.instruction_id(), "instruction id");
  switch (request.request_case()) {
    case Member::kProcessBundle:
      ProcessBundle(request);
      return false;
    case Member::kProcessBundleProgress: {
      const auto bundle = bundles_.Find(request.process_bundle_progress().instruction_id());
      AddMetrics(bundle->MonitoringInfos(), short_ids_, *response.mutable_process_bundle_progress());
      return true;
    }
    case Member::kProcessBundleSplit:
      *response.mutable_process_bundle_split() =
          bundles_.Find(request.process_bundle_split().instruction_id())->Split(request.process_bundle_split());
      return true;
    case Member::kFinalizeBundle:
      return FinalizeBundle(request, response);
    case Member::kMonitoringInfos:
      DescribeMetrics(request.monitoring_infos(), *response.mutable_monitoring_infos());
      return true;
    case Member::kHarnessMonitoringInfos:
      response.mutable_harness_monitoring_infos();
      return true;
    case Member::kSampleData:
      *response.mutable_sample_data() = factory_->SampleData(request.sample_data());
      return true;
    case Member::kRegister:
      runner_.Register(request.register_());
      response.mutable_register_();
      return true;
    case Member::REQUEST_NOT_SET:
      break;
  }
  throw Error(StatusCode::kUnimplemented, "the runner sent an instruction of a kind that this worker does not know");
}

void Control::ProcessBundle(fn::InstructionRequest& request) {
  Require(request.process_bundle().process_bundle_descriptor_id(), "process_bundle_descriptor_id");
  const std::shared_ptr<Bundle> bundle =
      bundles_.Announce(request.instruction_id(), request.process_bundle().process_bundle_descriptor_id());
  const auto work = std::make_shared<const fn::ProcessBundleRequest>(std::move(*request.mutable_process_bundle()));
  try {
    threads_.Run([self = shared_from_this(), bundle, work] {
      fn::InstructionResponse response;
      response.set_instruction_id(bundle->instruction_id());
      self->runner_.Run(*bundle, *work, response);
      self->EndBundle(*bundle);
      self->responses_->Add(std::move(response));
    });
  } catch (...) {
    bundle->Ended(Bundle::State::kFailed);
    runner_.Forget(*bundle);
    EndBundle(*bundle);
    throw;
  }
}

void Control::EndBundle(const Bundle& bundle) {
  const std::shared_ptr<Bundle> forgotten = bundles_.End(bundle);
  if (forgotten != nullptr) runner_.GiveUpFinalization(*forgotten);
}

// What is called then is user code, so it gets a thread of its own; runners that finalize unasked are told that all is well.
bool Control::FinalizeBundle(const fn::InstructionRequest& request, fn::InstructionResponse& response) {
  const std::shared_ptr<Bundle> bundle = bundles_.Find(request.finalize_bundle().instruction_id());
  response.mutable_finalize_bundle();
  if (!bundle->AwaitsFinalization()) return true;
  threads_.Run([self = shared_from_this(), bundle, answer = response]() mutable {
    try {
      self->runner_.Finalize(*bundle);
    } catch (...) {
      SetError(answer);
    }
    self->responses_->Add(std::move(answer));
  });
  return false;
}

void Control::DescribeMetrics(const fn::MonitoringInfosMetadataRequest& request,
                              fn::MonitoringInfosMetadataResponse& response) {
  for (const std::string& id : request.monitoring_info_id()) {
    (*response.mutable_monitoring_info())[id] = short_ids_.InfoOf(id);
  }
}

}  // namespace beam::runners
