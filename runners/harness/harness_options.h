// HarnessOptions: what can be set about a worker. The defaults are right for real runners; tests make them small.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>

#include "runners/harness/inbound.h"
#include "runners/harness/logging.h"

namespace beam::runners {

struct HarnessOptions {
  /// As the runner gave it; appears in error texts.
  std::string worker_id;
  /// Output is gathered to messages of about this size.
  std::size_t flush_bytes = std::size_t{1} << 20;
  /// The runner has declared beam:protocol:control_response_elements_embedding:v1: small outputs go into the response.
  bool embed_response_elements = false;
  InboundLimits inbound;
  /// Bundles that have ended and are remembered.
  std::size_t past_bundles = 1000;
  /// Bundles at once, each with a thread.
  std::size_t running_bundles = 1000;
  /// Responses that the runner has not taken yet; with one more the worker gives the runner up.
  std::size_t waiting_responses = 100000;
  Logger::Options logging;
  /// How often somebody looks at what a bundle is doing, which makes the times of its steps.
  std::chrono::milliseconds sampling_period{50};

  /// How long the end of the worker waits: for bundles, for the streams' ends, for the last log entries. Together less than 10 s.
  std::chrono::milliseconds bundles_grace{5000};
  std::chrono::milliseconds streams_grace{1000};
  std::chrono::milliseconds logging_grace{2000};
};

}  // namespace beam::runners
