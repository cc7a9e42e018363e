// ScriptedRunner: the runner, played by a test, and a worker that it drives over in-process streams.
//
// For the test's thread. Everything waits until it is there and nothing waits for time; a test that hangs has found something.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "runners/harness/harness.h"
#include "runners/harness/in_process_streams.h"
#include "test/runners/harness/scripted_processor.h"

namespace beam::runners {

/// Descriptors for tests: source "source" and sink "sink" at one data stream, a state service, and what is added.
fn::ProcessBundleDescriptor EchoStage(const std::string& id);
void AddSource(fn::ProcessBundleDescriptor& stage, const std::string& transform_id);
void AddSink(fn::ProcessBundleDescriptor& stage, const std::string& transform_id);
void AddTimerFamily(fn::ProcessBundleDescriptor& stage, const std::string& transform_id, const std::string& family);

/// What arrived for one bundle, by sink, and by "transform/family" for timers.
struct BundleOutput {
  std::map<std::string, std::string> data;
  std::map<std::string, std::string> timers;
  std::map<std::string, int> ends;
  int messages = 0;
};

class ScriptedRunner {
 public:
  struct Options {
    HarnessOptions harness;
    InProcessTransport::Options transport;
    std::map<std::string, fn::ProcessBundleDescriptor> stages;
    /// What makes the processors; null: the script.
    std::shared_ptr<BundleProcessorFactory> factory;
  };
  /// Options in which nothing depends on time, with the stage "stage".
  static Options Defaults();

  explicit ScriptedRunner(std::shared_ptr<Script> script, Options options = Defaults());
  ~ScriptedRunner();

  // Instructions.
  void Send(const fn::InstructionRequest& request);
  void StartBundle(const std::string& instruction_id, const std::string& stage = "stage");
  /// The response with this id; others that come before it are kept for later.
  fn::InstructionResponse ResponseTo(const std::string& instruction_id);
  /// The next response, whatever it answers.
  fn::InstructionResponse NextResponse();
  fn::InstructionResponse Progress(const std::string& instruction_id);
  using DesiredSplit = fn::ProcessBundleSplitRequest::DesiredSplit;
  fn::InstructionResponse Split(const std::string& instruction_id);
  fn::InstructionResponse Split(const std::string& instruction_id, const std::map<std::string, DesiredSplit>& desired);
  fn::InstructionResponse Finalize(const std::string& instruction_id);

  // The data stream; waits until the worker has opened one.
  RunnerDataStream& data();
  void SendData(const std::string& instruction_id, const std::string& bytes, bool is_last = false,
                const std::string& transform_id = "source");
  void SendTimers(const std::string& instruction_id, const std::string& transform_id, const std::string& family,
                  const std::string& bytes, bool is_last = false);
  /// The bundle's output, once so many ends have come.
  BundleOutput OutputOf(const std::string& instruction_id, int ends = 1);
  /// Breaks it; the next call of data() waits for another one.
  void BreakData(const std::string& why);

  // The state stream.
  RunnerStateStream& state();
  fn::StateRequest NextStateRequest();
  void BreakState(const std::string& why);

  /// Waits until the worker has opened the stream for questions about its status.
  std::shared_ptr<RunnerStatusStream> AcceptStatus() { return transport_->AcceptStatus(); }
  RunnerControlStream& control() { return *control_; }
  RunnerLoggingStream& logging() { return *logging_; }
  Harness& harness() { return harness_; }
  Script& script() { return *script_; }

  /// A bundle with one element, from its instruction to its response.
  fn::InstructionResponse RunBundle(const std::string& instruction_id, const std::string& bytes = "element",
                                    const std::string& stage = "stage");
  /// Closes the control stream and waits for the worker.
  Status EndWorker();
  /// Waits for the worker, which ends for another reason.
  Status AwaitWorker();
  /// What was logged and not read from logging(); after the worker has ended.
  const std::vector<fn::LogEntry>& log() const { return log_; }

 private:
  std::string NewId();
  void Take(const fn::Elements& elements);

  const std::shared_ptr<Script> script_;
  const std::shared_ptr<InProcessTransport> transport_;
  Harness harness_;
  Status end_;
  std::thread worker_;
  std::shared_ptr<RunnerControlStream> control_;
  std::shared_ptr<RunnerLoggingStream> logging_;
  std::shared_ptr<RunnerDataStream> data_;
  std::shared_ptr<RunnerStateStream> state_;
  std::vector<fn::InstructionResponse> responses_;
  std::map<std::string, BundleOutput> outputs_;
  std::vector<fn::LogEntry> log_;
  int last_id_ = 0;
};

}  // namespace beam::runners
