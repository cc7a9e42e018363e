// LyingRunner: a worker with our operators, and a runner that tells it lies over in-process streams.
#pragma once

#include <org/apache/beam/model/fn_execution/v1/beam_fn_api.pb.h>

#include <memory>
#include <random>
#include <string>
#include <thread>

#include "beam/base/status.h"
#include "runners/harness/harness.h"
#include "runners/harness/in_process_streams.h"

namespace beam::testing {

namespace fn = org::apache::beam::model::fn_execution::v1;

class LyingRunner {
 public:
  /// `stage` has a source "source"; `data`: elements of it.
  LyingRunner(const fn::ProcessBundleDescriptor& stage, std::string data);
  ~LyingRunner();

  /// Sends an honest message with something changed: an instruction, or elements.
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
  void Await(const std::string& id);

  const fn::ProcessBundleDescriptor stage_;
  const std::string data_;
  const std::shared_ptr<runners::InProcessTransport> transport_;
  runners::Harness harness_;
  Status end_;
  std::thread worker_;
  std::shared_ptr<runners::RunnerControlStream> control_;
  std::shared_ptr<runners::RunnerDataStream> elements_;
  int last_id_ = 0;
};

}  // namespace beam::testing
