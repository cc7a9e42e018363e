// BundleRunner: runs one bundle from its instruction to its response, on the calling thread.
//
// Thread-safe: bundles run at once, each on its own thread. It owns what bundles share: stages and their processors, the data
// and state streams, and what has arrived on them.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <set>
#include <string>

#include "runners/harness/bundles.h"
#include "runners/harness/connection.h"
#include "runners/harness/harness_options.h"
#include "runners/harness/inbound.h"
#include "runners/harness/logging.h"
#include "runners/harness/short_ids.h"
#include "runners/harness/stages.h"
#include "runners/harness/state_client.h"
#include "runners/harness/transport.h"

namespace beam::runners {

class BundleRunner {
 public:
  /// The logger and the short ids must outlive this.
  BundleRunner(const HarnessOptions& options, std::shared_ptr<Transport> transport,
               std::shared_ptr<BundleProcessorFactory> factory, Logger& logger, ShortIds& short_ids);

  /// Never throws: what goes wrong is the response's error, and the bundle has failed.
  void Run(Bundle& bundle, const fn::ProcessBundleRequest& request, fn::InstructionResponse& response);
  /// Tells the bundle that its outputs are safe, if it wanted to know. Throws what the processor throws.
  void Finalize(Bundle& bundle);
  /// A bundle that was announced will not run: drops its data.
  void Forget(const Bundle& bundle) { inbound_.Forget(bundle.instruction_id()); }
  /// The bundle will not be finalized any more.
  void GiveUpFinalization(Bundle& bundle);
  void Register(const fn::RegisterRequest& request);

  /// Makes every bundle fail that waits for the runner, now and later.
  void Abort(const Status& why);
  /// Closes the data and state streams; those that have not ended at the deadline are cancelled.
  void Shutdown(std::chrono::steady_clock::time_point deadline);

 private:
  using DataConnections = std::map<std::string, std::shared_ptr<DataConnection>>;
  void Process(Bundle& bundle, const fn::ProcessBundleRequest& request, fn::ProcessBundleResponse& response);
  void RunProcessor(BundleProcessor& processor, Bundle& bundle, const DescribedStage& stage,
                    const DataConnections& connections, const fn::ProcessBundleRequest& request,
                    fn::ProcessBundleResponse& response);
  DataConnections Connect(const StageEnds& ends);
  std::unique_ptr<Inbound> BeginInbound(const Bundle& bundle, const DescribedStage& stage,
                                        const DataConnections& connections);

  const std::size_t flush_bytes_;
  const bool embed_response_elements_;
  Logger& logger_;
  ShortIds& short_ids_;
  Stages stages_;
  InboundBuffers inbound_;
  StateService state_;
  // Last, because its threads use the rest.
  Connections<fn::Elements, fn::Elements> data_;
};

}  // namespace beam::runners
