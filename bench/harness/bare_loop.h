// BareLoop: the least that a worker has to do for a bundle: it reads the streams, decodes each element, calls the function,
// encodes what it returns, and writes. What our harness takes is measured against it.
#pragma once

#include <string>

namespace beam::bench {

/// Until the runner ends the control stream. Does every bundle's work by the URN of the stage's one step: the identity of a ParDo,
/// the sum of a combine.
void RunBareLoop(const std::string& worker_id, const std::string& endpoint);

}  // namespace beam::bench
