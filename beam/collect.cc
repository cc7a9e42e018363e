#include "beam/collect.h"

#include <mutex>
#include <utility>

namespace beam::internal {

namespace {

class CollectFactory final : public OperatorFactory {
 public:
  explicit CollectFactory(std::shared_ptr<CollectedBase> collected) : collected_(std::move(collected)) {}
  Owned<Operator> Make(const OperatorContext&) const override { return collected_->MakeOp(); }
  void Ship(ByteWriter&) const override {
    ThrowUnshippable(
        "brings elements into the memory of the program that built the pipeline; write them to a file, or run the "
        "workers in "
        "that program (--environment_type=LOOPBACK)");
  }

 private:
  std::shared_ptr<CollectedBase> collected_;
};

}  // namespace

struct CollectedBase::Lock {
  std::mutex mutex;
};

CollectedBase::CollectedBase() : lock_(new Lock()) {}
CollectedBase::~CollectedBase() = default;

void CollectedBase::Take(void* values, std::vector<ElementMeta>& metas) {
  const std::lock_guard lock(lock_->mutex);
  TakeValues(values);
  metas_.insert(metas_.end(), metas.begin(), metas.end());
  metas.clear();
}

std::shared_ptr<CollectedBase> AddCollect(PipelineBuilder& state, CollectionId input,
                                          const std::source_location& location, Owned<CollectedBase> collected) {
  std::shared_ptr<CollectedBase> shared(collected.Release());
  state.AddFused("Collect", location, input, {}, Owned<const OperatorFactory>(new CollectFactory(shared)));
  return shared;
}

}  // namespace beam::internal
