#include "runners/portable/loopback_workers.h"

#include "runners/portable/environments.h"
#include "runners/portable/pool_worker.h"

namespace beam::runners {

LoopbackWorkers::LoopbackWorkers(const internal::Graph& graph)
    : live_(graph), pool_(PoolWorkers(), &PrintWorkerFailure) {}

org::apache::beam::model::pipeline::v1::Environment LoopbackWorkers::environment() const {
  return ExternalEnvironment(pool_.endpoint());
}

}  // namespace beam::runners
