#include "runners/harness/bundles.h"

#include <utility>

#include "beam/base/error.h"

namespace beam::runners {

Bundle::State Bundle::state() const {
  std::lock_guard lock(mutex_);
  return state_;
}

void Bundle::Started(BundleProcessor& processor) {
  std::lock_guard lock(mutex_);
  state_ = State::kRunning;
  running_ = &processor;
}

void Bundle::Stopped() {
  std::lock_guard lock(mutex_);
  running_ = nullptr;
}

void Bundle::Ended(State how) {
  std::lock_guard lock(mutex_);
  state_ = how;
}

std::vector<model::MonitoringInfo> Bundle::MonitoringInfos() const {
  std::lock_guard lock(mutex_);
  if (running_ == nullptr) return {};
  return running_->MonitoringInfos();
}

fn::ProcessBundleSplitResponse Bundle::Split(const fn::ProcessBundleSplitRequest& request) {
  std::lock_guard lock(mutex_);
  if (running_ == nullptr) return {};
  return running_->Split(request);
}

void Bundle::KeepForFinalization(std::shared_ptr<DescribedStage> stage, std::unique_ptr<BundleProcessor> processor) {
  std::lock_guard lock(mutex_);
  stage_ = std::move(stage);
  kept_ = std::move(processor);
}

bool Bundle::AwaitsFinalization() const {
  std::lock_guard lock(mutex_);
  return kept_ != nullptr;
}

std::unique_ptr<BundleProcessor> Bundle::TakeForFinalization() {
  std::lock_guard lock(mutex_);
  return std::move(kept_);
}

std::shared_ptr<Bundle> Bundles::Announce(const std::string& instruction_id) {
  std::lock_guard lock(mutex_);
  if (bundles_.contains(instruction_id)) {
    throw Error(StatusCode::kAlreadyExists,
                "a bundle of this instruction id runs or has run; every process_bundle needs an id of its own; id = " +
                    instruction_id);
  }
  if (bundles_.size() - ended_.size() >= limit_) {
    throw Error(
        StatusCode::kResourceExhausted,
        "the worker runs as many bundles as it may; send the bundle again later; limit = " + std::to_string(limit_));
  }
  return bundles_[instruction_id] = std::make_shared<Bundle>(instruction_id);
}

std::shared_ptr<Bundle> Bundles::Find(const std::string& instruction_id) const {
  std::lock_guard lock(mutex_);
  const auto found = bundles_.find(instruction_id);
  if (found == bundles_.end()) {
    throw Error(StatusCode::kNotFound,
                "this worker knows no bundle of that id, or has forgotten it; id = " + instruction_id);
  }
  if (found->second->state() == Bundle::State::kFailed) {
    throw Error(StatusCode::kFailedPrecondition, "the bundle has failed; id = " + instruction_id);
  }
  return found->second;
}

std::shared_ptr<Bundle> Bundles::End(const Bundle& bundle) {
  std::lock_guard lock(mutex_);
  ended_.push_back(bundle.instruction_id());
  if (ended_.size() <= past_) return nullptr;
  const auto oldest = bundles_.find(ended_.front());
  std::shared_ptr<Bundle> forgotten = std::move(oldest->second);
  bundles_.erase(oldest);
  ended_.pop_front();
  return forgotten;
}

std::size_t Bundles::running() const {
  std::lock_guard lock(mutex_);
  return bundles_.size() - ended_.size();
}

}  // namespace beam::runners
