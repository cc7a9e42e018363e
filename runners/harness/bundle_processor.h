// BundleProcessor: the stage of one ProcessBundleDescriptor, ready to run bundles. The border between the harness, which
// knows streams and instructions, and the operators, which know elements.
//
// One thread at a time uses a processor; the harness makes as many of them as bundles of a descriptor run at once, and uses
// them again after a clean bundle. The order of calls is
//   ( Start  ( ProcessData | ProcessTimers )*  Finish )*
// What any call throws fails the bundle: the harness reports it and destroys the processor.
#pragma once

#include <org/apache/beam/model/fn_execution/v1/beam_fn_api.pb.h>

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace beam::runners {

namespace fn = org::apache::beam::model::fn_execution::v1;
namespace model = org::apache::beam::model::pipeline::v1;

/// User state, side inputs and large iterables of one bundle. Throws beam::Error when the runner answers with an error or is
/// gone. For the bundle's thread.
class StateClient {
 public:
  virtual ~StateClient() = default;
  /// One page of the state, from the start or from the token of the page before.
  virtual fn::StateGetResponse Get(const fn::StateKey& key, const std::string& continuation_token) = 0;
  /// Asks for the first page, which the next Get of the key waits for, so that many questions are under way at once. Nothing is
  /// lost but a little time if nobody gets it.
  virtual void Ask(const fn::StateKey&) {}
  /// Writes are not waited for; the bundle ends only once all of them are acknowledged.
  virtual void Append(const fn::StateKey& key, std::string data) = 0;
  virtual void Clear(const fn::StateKey& key) = 0;
};

/// What a bundle asks of the harness while it runs. Lives from Start to the end of Finish; for the bundle's thread.
class BundleServices {
 public:
  virtual ~BundleServices() = default;
  virtual const std::string& instruction_id() const = 0;
  /// Sends encoded elements of the sink with this id. Blocks while the runner does not keep up.
  virtual void SendData(const std::string& transform_id, std::string_view bytes) = 0;
  virtual void SendTimers(const std::string& transform_id, const std::string& family, std::string bytes) = 0;
  virtual StateClient& state() = 0;
  /// What user state was seen as under this token, in any bundle of the worker, it still is. Empty: nothing is promised.
  virtual std::string_view user_state_token() const { return {}; }
  /// The same of one side input.
  virtual std::string_view side_input_token(const std::string& /*transform_id*/,
                                            const std::string& /*side_input_id*/) const {
    return {};
  }
};

class BundleProcessor {
 public:
  virtual ~BundleProcessor() = default;
  virtual void Start(BundleServices& services) = 0;
  /// Encoded elements for the source with this id, in order. An element may begin in one call and end in a later one.
  virtual void ProcessData(const std::string& transform_id, std::string_view bytes) = 0;
  virtual void ProcessTimers(const std::string& transform_id, const std::string& family, std::string_view bytes) = 0;
  /// All data has been seen. Sends what is left.
  virtual void Finish() = 0;
  /// The runner has acknowledged all that the bundle wrote to its state.
  virtual void StateWritten() {}
  /// What the bundle that has just finished leaves for others.
  virtual std::vector<fn::DelayedBundleApplication> TakeResiduals() { return {}; }
  /// The metrics of the bundle so far. May be called from another thread, also while the bundle runs.
  virtual std::vector<model::MonitoringInfo> MonitoringInfos() const = 0;
  /// So much time has passed for whatever the running bundle is doing. May be called from another thread, from time to time.
  virtual void Passed(std::chrono::nanoseconds) {}
  /// Gives up a part of the running bundle, which the answer names: its elements come to this or another worker in another
  /// bundle. An empty answer gives up nothing. May be called from another thread between Start and the end of Finish, and returns
  /// at once.
  virtual fn::ProcessBundleSplitResponse Split(const fn::ProcessBundleSplitRequest&) { return {}; }
  /// True if the bundle that has just finished wants to be told when its outputs are safe; then Finalize will be called.
  virtual bool requires_finalization() const { return false; }
  virtual void Finalize() {}
};

/// Makes processors. Thread-safe. Throws beam::Error for a descriptor that it cannot run, with a message that names the
/// transform.
class BundleProcessorFactory {
 public:
  virtual ~BundleProcessorFactory() = default;
  virtual std::unique_ptr<BundleProcessor> Make(const fn::ProcessBundleDescriptor& descriptor) = 0;
  /// Some elements that the processors have seen since the question before.
  virtual fn::SampleDataResponse SampleData(const fn::SampleDataRequest&) { return {}; }
};

}  // namespace beam::runners
