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

void BatchBase::AppendMetasOf(const BatchBase& other, std::size_t begin, std::size_t count) {
  if (other.uniform_) {
    SetMeta(other.uniform_meta_);
    if (!uniform_) metas_.insert(metas_.end(), count, other.uniform_meta_);
    return;
  }
  MakeColumn();
  const auto first = other.metas_.begin() + static_cast<std::ptrdiff_t>(begin);
  metas_.insert(metas_.end(), first, first + static_cast<std::ptrdiff_t>(count));
}

}  // namespace beam::internal
