// PoolWorker: the worker that a runner gets when it asks a pool of this program for one.
#pragma once

#include <org/apache/beam/model/fn_execution/v1/beam_fn_api.pb.h>

#include <memory>
#include <stop_token>
#include <string>

#include "beam/base/status.h"
#include "runners/harness/bundle_processor.h"
#include "runners/portable/worker_pool.h"

namespace beam::runners {

/// Serves the runner until it ends the worker or a stop is requested. Never throws what says how the worker ended.
Status RunPoolWorker(const fn::StartWorkerRequest& request, std::stop_token stop,
                     std::shared_ptr<BundleProcessorFactory> factory);

/// The workers of a pool: all run stages of our typed operators.
WorkerPool::RunWorker PoolWorkers();
void PrintWorkerFailure(const std::string& worker, const Status& status);

}  // namespace beam::runners
