// LyingRunner: a worker with our operators, and a runner that tells it lies over in-process streams.
#pragma once

#include <org/apache/beam/model/fn_execution/v1/beam_fn_api.pb.h>

#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "beam/base/status.h"
#include "runners/harness/harness.h"
#include "runners/harness/in_process_streams.h"
#include "test/fuzz/lying_state.h"

namespace beam::testing {

namespace fn = org::apache::beam::model::fn_execution::v1;

class LyingRunner {
 public:
  /// `stage` has a source "source"; `data`: elements of it; `state`: what every state and side input holds.
  LyingRunner(const fn::ProcessBundleDescriptor& stage, std::string data, std::string state, std::uint64_t seed);
  ~LyingRunner();

  /// Sends an honest message with something changed: an instruction, or elements. Meanwhile requests to the state get wrong answers.
  void Lie(std::mt19937_64& random);
  /// Runs an honest bundle and waits for its response, which must be no error: otherwise throws.
  void RequireAlive();
  /// Ends the worker; what Harness::Run returned.
  Status End();

 private:
  fn::InstructionRequest BundleRequest(const std::string& id, bool with_data) const;
  fn::InstructionRequest SomeRequest(std::mt19937_64& random);
  fn::Elements ElementsOf(const std::string& id) const;
  std::string NewId() { return "i" + std::to_string(++last_id_); }
  Status Await(const std::string& id);

  const fn::ProcessBundleDescriptor stage_;
  const std::string data_;
  const std::vector<fn::Elements::Timers> ends_of_timers_;
  const std::shared_ptr<runners::InProcessTransport> transport_;
  runners::Harness harness_;
  LyingState state_;
  Status end_;
  std::thread worker_;
  std::shared_ptr<runners::RunnerControlStream> control_;
  std::shared_ptr<runners::RunnerDataStream> elements_;
  int last_id_ = 0;
};

}  // namespace beam::testing
