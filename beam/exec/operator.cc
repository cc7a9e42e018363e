#include "beam/exec/operator.h"

namespace beam::internal {

Operator::Operator() = default;
Operator::~Operator() = default;

void Operator::AddOutput(OutputBase* output) { outputs_.push_back(output); }

void SourceOperator::Process(std::size_t, BatchBase&) {}

}  // namespace beam::internal
