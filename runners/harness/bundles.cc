#include "runners/harness/bundles.h"

#include <string_view>
#include <utility>

#include "beam/base/bytes.h"
#include "beam/base/error.h"

namespace beam::runners {

namespace {

// How many elements of its sources a bundle has read.
std::uint64_t ReadElements(const std::vector<model::MonitoringInfo>& infos) {
  std::uint64_t read = 0;
  for (const model::MonitoringInfo& info : infos) {
    if (info.urn() == "beam:metric:data_channel:read_index:v1") read += ByteReader(info.payload()).ReadVarint();
  }
  return read;
}

}  // namespace

std::string Bundle::Describe() const {
  using Seconds = std::chrono::duration<double>;
  const Seconds age = std::chrono::steady_clock::now() - announced_;
  std::string text = "bundle " + instruction_id_ + " of stage " + stage_id_ + ": " + std::to_string(age.count()) + " s";
  std::lock_guard lock(mutex_);
  if (running_ == nullptr) return text + (state_ == State::kAnnounced ? ", not begun" : ", ending");
  return text + ", elements read = " + std::to_string(ReadElements(running_->MonitoringInfos()));
}

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

void Bundle::Passed(std::chrono::nanoseconds time) {
  std::lock_guard lock(mutex_);
  if (running_ != nullptr) running_->Passed(time);
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

std::shared_ptr<Bundle> Bundles::Announce(const std::string& instruction_id, const std::string& stage_id) {
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
  ++announced_;
  return bundles_[instruction_id] = std::make_shared<Bundle>(instruction_id, stage_id);
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

std::vector<std::shared_ptr<Bundle>> Bundles::UnderWay() const {
  std::vector<std::shared_ptr<Bundle>> running;
  std::lock_guard lock(mutex_);
  for (const auto& [id, bundle] : bundles_) {
    const Bundle::State state = bundle->state();
    if (state == Bundle::State::kAnnounced || state == Bundle::State::kRunning) running.push_back(bundle);
  }
  return running;
}

void Bundles::Passed(std::chrono::nanoseconds time) {
  for (const std::shared_ptr<Bundle>& bundle : UnderWay()) bundle->Passed(time);
}

std::string Bundles::Describe() const {
  const std::vector<std::shared_ptr<Bundle>> running = UnderWay();
  std::string text;
  {
    std::lock_guard lock(mutex_);
    text = "bundles: " + std::to_string(announced_) + ", under way: " + std::to_string(running.size()) + '\n';
  }
  for (const std::shared_ptr<Bundle>& bundle : running) text += bundle->Describe() + '\n';
  return text;
}

std::size_t Bundles::running() const {
  std::lock_guard lock(mutex_);
  return bundles_.size() - ended_.size();
}

}  // namespace beam::runners
