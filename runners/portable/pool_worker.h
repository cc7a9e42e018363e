// PoolWorker: the worker that a runner gets when it asks a pool of this program for one.
#pragma once

#include <org/apache/beam/model/fn_execution/v1/beam_fn_api.pb.h>

#include <memory>
#include <stop_token>
#include <string>

#include "beam/base/status.h"
#include "beam/exec/staged_files.h"
#include "runners/harness/bundle_processor.h"
#include "runners/portable/worker_pool.h"

namespace beam::runners {

/// Serves the runner until it ends the worker or a stop is requested. Never throws what says how the worker ended.
Status RunPoolWorker(const fn::StartWorkerRequest& request, std::stop_token stop,
                     std::shared_ptr<BundleProcessorFactory> factory);

/// The workers of a pool in the program that submits, whose functions find these files where they are.
WorkerPool::RunWorker WorkersWith(std::shared_ptr<const internal::StagedFiles> files);
/// The workers of a pool that serves any job of this program: each downloads the files of its job.
WorkerPool::RunWorker PoolWorkers();
void PrintWorkerFailure(const std::string& worker, const Status& status);

}  // namespace beam::runners
