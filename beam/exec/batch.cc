#include "beam/exec/batch.h"

namespace beam::internal {

void BatchBase::MakeColumn() {
  if (!uniform_) return;
  metas_.assign(size_, uniform_meta_);
  uniform_ = false;
}

void BatchBase::CopyMetaFrom(const BatchBase& other) {
  uniform_ = other.uniform_;
  uniform_meta_ = other.uniform_meta_;
  if (!uniform_) metas_ = other.metas_;
}

}  // namespace beam::internal
