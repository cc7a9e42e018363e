#include "test/runners/harness/scripted_processor.h"

#include <atomic>
#include <thread>

namespace beam::runners {

namespace {

class ScriptedProcessor final : public BundleProcessor {
 public:
  explicit ScriptedProcessor(std::shared_ptr<Script> script) : script_(std::move(script)) { script_->made.Add(); }
  ~ScriptedProcessor() override {
    const Inside inside(*this);
    script_->destroyed.Add();
  }

  void Start(BundleServices& services) override {
    const Inside inside(*this);
    if (services_ != nullptr) script_->Violated("Start of a bundle before the Finish of the one before");
    services_ = &services;
    script_->start(services);
  }
  void ProcessData(const std::string& transform_id, std::string_view bytes) override {
    const Inside inside(*this);
    RequireStarted("ProcessData");
    if (bytes.empty()) script_->Violated("ProcessData without data");
    script_->data(*services_, transform_id, bytes);
  }
  void ProcessTimers(const std::string& transform_id, const std::string& family, std::string_view bytes) override {
    const Inside inside(*this);
    RequireStarted("ProcessTimers");
    script_->timers(*services_, transform_id, family, bytes);
  }
  void Finish() override {
    const Inside inside(*this);
    RequireStarted("Finish");
    script_->finish(*services_);
    services_ = nullptr;
  }
  void StateWritten() override {
    const Inside inside(*this);
    script_->state_written();
  }
  std::vector<model::MonitoringInfo> MonitoringInfos() const override { return script_->metrics(); }
  fn::ProcessBundleSplitResponse Split(const fn::ProcessBundleSplitRequest& request) override {
    return script_->split(request);
  }
  bool requires_finalization() const override { return script_->requires_finalization(); }
  void Finalize() override {
    const Inside inside(*this);
    if (services_ != nullptr) script_->Violated("Finalize inside a bundle");
    script_->finalize();
  }

 private:
  /// Notices two threads inside one processor.
  class Inside {
   public:
    explicit Inside(ScriptedProcessor& processor) : processor_(processor) {
      if (processor_.inside_.exchange(true)) processor_.script_->Violated("two threads use one processor at once");
    }
    ~Inside() { processor_.inside_ = false; }

   private:
    ScriptedProcessor& processor_;
  };
  void RequireStarted(const std::string& call) {
    if (services_ == nullptr) script_->Violated(call + " without Start");
  }

  const std::shared_ptr<Script> script_;
  BundleServices* services_ = nullptr;
  std::atomic<bool> inside_ = false;
};

class ScriptedFactory final : public BundleProcessorFactory {
 public:
  explicit ScriptedFactory(std::shared_ptr<Script> script) : script_(std::move(script)) {}
  std::unique_ptr<BundleProcessor> Make(const fn::ProcessBundleDescriptor& descriptor) override {
    script_->make(descriptor);
    return std::make_unique<ScriptedProcessor>(script_);
  }

 private:
  const std::shared_ptr<Script> script_;
};

}  // namespace

std::vector<std::string> Script::Violations() const {
  std::lock_guard lock(mutex_);
  return violations_;
}

void Script::Violated(const std::string& what) {
  std::lock_guard lock(mutex_);
  violations_.push_back(what);
}

std::shared_ptr<BundleProcessorFactory> FactoryOf(std::shared_ptr<Script> script) {
  return std::make_shared<ScriptedFactory>(std::move(script));
}

}  // namespace beam::runners
