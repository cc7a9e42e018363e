#include "runners/portable/loopback_workers.h"

#include <memory>
#include <utility>

#include "runners/portable/environments.h"
#include "runners/portable/pool_worker.h"

namespace beam::runners {

LoopbackWorkers::LoopbackWorkers(const internal::Graph& graph, internal::StagedFiles files)
    : live_(graph),
      pool_(WorkersWith(std::make_shared<const internal::StagedFiles>(std::move(files))), &PrintWorkerFailure) {}

org::apache::beam::model::pipeline::v1::Environment LoopbackWorkers::environment() const {
  return ExternalEnvironment(pool_.endpoint());
}

}  // namespace beam::runners
