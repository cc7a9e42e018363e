#include "beam/exec/operator.h"

#include "beam/exec/stream_partition.h"

namespace beam::internal {

Operator::Operator() = default;
Operator::~Operator() = default;

void Operator::AddOutput(OutputBase* output) { outputs_.push_back(output); }

void SourceOperator::Process(std::size_t, BatchBase&) {}

void SourceOperator::ReadOn(StreamPartition& partition) { Read({partition.index, 1}); }

}  // namespace beam::internal
