// LoopbackWorker: the worker that a runner gets when it asks this process for one.
#pragma once

#include <org/apache/beam/model/fn_execution/v1/beam_fn_api.pb.h>

#include <memory>
#include <stop_token>

#include "beam/base/status.h"
#include "runners/harness/bundle_processor.h"

namespace beam::runners {

/// Serves the runner until it ends the worker or a stop is requested. Never throws what says how the worker ended.
Status RunLoopbackWorker(const fn::StartWorkerRequest& request, std::stop_token stop,
                         std::shared_ptr<BundleProcessorFactory> factory);

}  // namespace beam::runners
