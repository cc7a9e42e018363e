#include "runners/harness/bundle_runner.h"

#include <map>
#include <utility>

#include "beam/base/error.h"
#include "beam/exec/exception_status.h"
#include "runners/harness/log_scope.h"
#include "runners/harness/outbound.h"
#include "runners/harness/valid_text.h"

namespace beam::runners {

namespace {

class Services final : public BundleServices {
 public:
  Services(const std::string& instruction_id, const fn::ProcessBundleRequest& request, Outbound& outbound,
           StateClient& state)
      : instruction_id_(instruction_id), outbound_(outbound), state_(state) {
    for (const fn::ProcessBundleRequest::CacheToken& token : request.cache_tokens()) {
      if (token.has_user_state()) user_state_token_ = token.token();
      if (token.has_side_input()) {
        const auto& side = token.side_input();
        side_input_tokens_[{side.transform_id(), side.side_input_id()}] = token.token();
      }
    }
  }

  const std::string& instruction_id() const override { return instruction_id_; }
  void SendData(const std::string& transform_id, std::string_view bytes) override {
    outbound_.SendData(transform_id, bytes);
  }
  void SendTimers(const std::string& transform_id, const std::string& family, std::string bytes) override {
    outbound_.SendTimers(transform_id, family, std::move(bytes));
  }
  StateClient& state() override { return state_; }
  std::string_view user_state_token() const override { return user_state_token_; }
  std::string_view side_input_token(const std::string& transform_id, const std::string& side_input_id) const override {
    const auto found = side_input_tokens_.find({transform_id, side_input_id});
    return found == side_input_tokens_.end() ? std::string_view() : found->second;
  }

 private:
  const std::string& instruction_id_;
  std::string user_state_token_;
  std::map<std::pair<std::string, std::string>, std::string> side_input_tokens_;
  Outbound& outbound_;
  StateClient& state_;
};

/// The processor may be asked about progress and splits while this lives.
class Observed {
 public:
  Observed(Bundle& bundle, BundleProcessor& processor) : bundle_(bundle) { bundle_.Started(processor); }
  Observed(const Observed&) = delete;
  Observed& operator=(const Observed&) = delete;
  ~Observed() { bundle_.Stopped(); }

 private:
  Bundle& bundle_;
};

/// The bundle waits for the runner while this lives; see inbound.h.
class Waiting {
 public:
  explicit Waiting(Inbound& inbound) : inbound_(inbound) { inbound_.SetWaiting(true); }
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;
  ~Waiting() { inbound_.SetWaiting(false); }

 private:
  Inbound& inbound_;
};

class WaitingState final : public StateClient {
 public:
  WaitingState(StateClient& state, Inbound& inbound) : state_(state), inbound_(inbound) {}
  fn::StateGetResponse Get(const fn::StateKey& key, const std::string& continuation_token) override {
    const Waiting waiting(inbound_);
    return state_.Get(key, continuation_token);
  }
  void Ask(const fn::StateKey& key) override {
    const Waiting waiting(inbound_);
    state_.Ask(key);
  }
  void Append(const fn::StateKey& key, std::string data) override {
    const Waiting waiting(inbound_);
    state_.Append(key, std::move(data));
  }
  void Clear(const fn::StateKey& key) override {
    const Waiting waiting(inbound_);
    state_.Clear(key);
  }

 private:
  StateClient& state_;
  Inbound& inbound_;
};

void ProcessAll(BundleProcessor& processor, Inbound& inbound) {
  InboundChunk chunk;
  while (inbound.Next(chunk)) {
    if (chunk.timers) {
      processor.ProcessTimers(chunk.transform_id, chunk.family, chunk.bytes);
    } else {
      processor.ProcessData(chunk.transform_id, chunk.bytes);
    }
  }
}

}  // namespace

BundleRunner::BundleRunner(const HarnessOptions& options, std::shared_ptr<Transport> transport,
                           std::shared_ptr<BundleProcessorFactory> factory, Logger& logger, ShortIds& short_ids)
    : flush_bytes_(options.flush_bytes),
      embed_response_elements_(options.embed_response_elements),
      logger_(logger),
      short_ids_(short_ids),
      stages_([transport](const std::string& id) { return transport->GetProcessBundleDescriptor(id); },
              std::move(factory)),
      inbound_(options.inbound),
      state_([transport](const std::string& address) { return transport->OpenState(address); },
             [&logger](const std::string& warning) { logger.Log(fn::LogEntry_Severity_Enum_WARN, warning); }),
      data_(
          "data", [transport](const std::string& address) { return transport->OpenData(address); },
          [this](DataConnection& connection) {
            connection.Start([this, id = connection.id()](
                                 fn::Elements&& elements) { return inbound_.Receive(id, std::move(elements)); },
                             [this, id = connection.id()](const Status& why) { inbound_.Broken(id, why); });
          }) {}

void BundleRunner::Run(Bundle& bundle, const fn::ProcessBundleRequest& request, fn::InstructionResponse& response) {
  const LogScope scope(logger_, bundle.instruction_id());
  try {
    Process(bundle, request, *response.mutable_process_bundle());
    bundle.Ended(Bundle::State::kFinished);
  } catch (...) {
    const std::string error =
        internal::StatusOfException()
            .While("running bundle " + bundle.instruction_id() + " of stage " + request.process_bundle_descriptor_id())
            .ToString();
    response.clear_response();
    response.set_error(ValidText(error));
    Log(fn::LogEntry_Severity_Enum_ERROR, error);
    bundle.Ended(Bundle::State::kFailed);
  }
  inbound_.Forget(bundle.instruction_id());
}

void BundleRunner::Process(Bundle& bundle, const fn::ProcessBundleRequest& request,
                           fn::ProcessBundleResponse& response) {
  const std::shared_ptr<DescribedStage> stage = stages_.Get(request.process_bundle_descriptor_id());
  // Before the processor: a runner may wait for the data stream before it listens to anything else.
  const DataConnections connections = Connect(stage->ends);
  std::unique_ptr<BundleProcessor> processor = stages_.TakeProcessor(*stage);
  RunProcessor(*processor, bundle, *stage, connections, request, response);
  if (processor->requires_finalization()) {
    response.set_requires_finalization(true);
    bundle.KeepForFinalization(stage, std::move(processor));
  } else {
    stages_.GiveBack(*stage, std::move(processor));
  }
}

void BundleRunner::RunProcessor(BundleProcessor& processor, Bundle& bundle, const DescribedStage& stage,
                                const DataConnections& connections, const fn::ProcessBundleRequest& request,
                                fn::ProcessBundleResponse& response) {
  const std::string& id = bundle.instruction_id();
  const std::unique_ptr<Inbound> inbound = BeginInbound(bundle, stage, connections);
  if (request.has_elements()) inbound->AddEmbedded(request.elements());
  const std::unique_ptr<BundleState> state = state_.Begin(id, stage.ends.state_address);
  Outbound outbound(id, stage.ends, flush_bytes_, [&](const std::string& address, const fn::Elements& elements) {
    const Waiting waiting(*inbound);
    connections.at(address)->Write(elements);
  });
  WaitingState waiting_state(*state, *inbound);
  Services services(id, request, outbound, waiting_state);

  processor.Start(services);
  const Observed observed(bundle, processor);
  ProcessAll(processor, *inbound);
  processor.Finish();
  // The runner must not see the ends of a bundle's output whose writes to the state have failed.
  state->AwaitAcknowledged();
  processor.StateWritten();
  outbound.Finish(embed_response_elements_ ? response.mutable_elements() : nullptr);
  if (response.elements().data().empty() && response.elements().timers().empty()) response.clear_elements();
  for (fn::DelayedBundleApplication& residual : processor.TakeResiduals()) {
    *response.add_residual_roots() = std::move(residual);
  }
  AddMetrics(processor.MonitoringInfos(), short_ids_, response);
}

// All of them at the beginning: a stream that broke in the middle of a bundle must fail it, not be replaced.
BundleRunner::DataConnections BundleRunner::Connect(const StageEnds& ends) {
  DataConnections connections;
  for (const std::string& address : ends.DataAddresses()) connections.emplace(address, data_.Open(address));
  return connections;
}

std::unique_ptr<Inbound> BundleRunner::BeginInbound(const Bundle& bundle, const DescribedStage& stage,
                                                    const DataConnections& connections) {
  std::set<ConnectionId> ids;
  for (const auto& [address, connection] : connections) ids.insert(connection->id());
  std::unique_ptr<Inbound> inbound = inbound_.Begin(bundle.instruction_id(), stage.ends, ids);
  // A stream that broke before the bundle was known here has not failed it.
  for (const auto& [address, connection] : connections) {
    if (const Status end = connection->end(); !end.ok()) inbound->Fail(end);
  }
  return inbound;
}

void BundleRunner::Finalize(Bundle& bundle) {
  std::unique_ptr<BundleProcessor> processor = bundle.TakeForFinalization();
  if (processor == nullptr) return;
  const LogScope scope(logger_, bundle.instruction_id());
  processor->Finalize();
  stages_.GiveBack(*bundle.stage(), std::move(processor));
}

void BundleRunner::GiveUpFinalization(Bundle& bundle) {
  std::unique_ptr<BundleProcessor> processor = bundle.TakeForFinalization();
  if (processor == nullptr) return;
  logger_.Log(fn::LogEntry_Severity_Enum_WARN,
              "the runner never finalized this bundle, and it is forgotten now, because many came after it",
              bundle.instruction_id());
  stages_.GiveBack(*bundle.stage(), std::move(processor));
}

void BundleRunner::Register(const fn::RegisterRequest& request) {
  for (const fn::ProcessBundleDescriptor& descriptor : request.process_bundle_descriptor())
    stages_.Register(descriptor);
}

void BundleRunner::Abort(const Status& why) {
  inbound_.Shutdown(why);
  state_.Abort(why);
}

void BundleRunner::Shutdown(std::chrono::steady_clock::time_point deadline) {
  data_.Shutdown(deadline);
  state_.Shutdown(deadline);
}

}  // namespace beam::runners
