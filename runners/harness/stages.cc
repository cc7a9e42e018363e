#include "runners/harness/stages.h"

#include <utility>

#include "beam/base/error.h"

namespace beam::runners {

Stages::Stages(Fetch fetch, std::shared_ptr<BundleProcessorFactory> factory)
    : fetch_(std::move(fetch)), factory_(std::move(factory)) {}

std::shared_ptr<DescribedStage> Stages::Get(const std::string& id) {
  std::unique_lock lock(mutex_);
  fetched_.wait(lock, [&] { return !fetching_.contains(id); });
  if (const auto found = stages_.find(id); found != stages_.end()) return found->second;
  fetching_.insert(id);
  lock.unlock();
  std::shared_ptr<DescribedStage> stage;
  try {
    stage = Read(id, fetch_(id));
  } catch (...) {
    lock.lock();
    fetching_.erase(id);
    fetched_.notify_all();
    throw;
  }
  lock.lock();
  fetching_.erase(id);
  fetched_.notify_all();
  return stages_.emplace(id, std::move(stage)).first->second;
}

void Stages::Register(const fn::ProcessBundleDescriptor& descriptor) {
  std::shared_ptr<DescribedStage> stage = Read(descriptor.id(), descriptor);
  std::lock_guard lock(mutex_);
  stages_.emplace(descriptor.id(), std::move(stage));
}

std::shared_ptr<DescribedStage> Stages::Read(const std::string& id, fn::ProcessBundleDescriptor descriptor) const {
  if (!descriptor.id().empty() && descriptor.id() != id) {
    throw Error(StatusCode::kInvalidArgument, "the runner was asked for stage " + id +
                                                  " and answered with another one; descriptor = " + descriptor.id());
  }
  auto stage = std::make_shared<DescribedStage>();
  stage->descriptor = std::move(descriptor);
  stage->descriptor.set_id(id);
  stage->ends = ReadStageEnds(stage->descriptor);
  return stage;
}

std::unique_ptr<BundleProcessor> Stages::TakeProcessor(DescribedStage& stage) {
  {
    std::lock_guard lock(stage.mutex);
    if (!stage.idle.empty()) {
      std::unique_ptr<BundleProcessor> processor = std::move(stage.idle.back());
      stage.idle.pop_back();
      return processor;
    }
  }
  std::unique_ptr<BundleProcessor> processor = factory_->Make(stage.descriptor);
  if (processor == nullptr)
    throw Error(StatusCode::kInternal, "the factory made no processor for stage " + stage.descriptor.id());
  return processor;
}

void Stages::GiveBack(DescribedStage& stage, std::unique_ptr<BundleProcessor> processor) {
  std::lock_guard lock(stage.mutex);
  stage.idle.push_back(std::move(processor));
}

}  // namespace beam::runners
