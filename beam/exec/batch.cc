#include "beam/exec/batch.h"

#include "beam/base/error.h"

namespace beam::internal {

void FailSharedMoveOnly() {
  throw Error(
      StatusCode::kFailedPrecondition,
      "elements that cannot be copied were to be passed on by one of several readers of their collection; give the "
      "collection one consumer, or make the type copyable");
}

void MetaColumn::Append(std::size_t count, const ElementMeta& meta) {
  Reserve(size_ + count);
  for (std::size_t i = 0; i < count; ++i) data_[size_++] = meta;
}

void MetaColumn::Append(const MetaColumn& other, std::size_t begin, std::size_t count) {
  Reserve(size_ + count);
  for (std::size_t i = 0; i < count; ++i) data_[size_++] = other.data_[begin + i];
}

void MetaColumn::Reserve(std::size_t size) {
  if (size <= capacity_) return;
  std::size_t larger = capacity_ * 2;
  if (larger < size) larger = size;
  if (larger < 64) larger = 64;
  auto* const data = new ElementMeta[larger];
  for (std::size_t i = 0; i < size_; ++i) data[i] = data_[i];
  delete[] data_;
  data_ = data;
  capacity_ = larger;
}

void MetaColumn::Free() { delete[] data_; }

void BatchBase::MakeColumn() {
  if (!uniform_) return;
  metas_.Clear();
  metas_.Append(size_, uniform_meta_);
  uniform_ = false;
}

void BatchBase::CopyMetaFrom(const BatchBase& other) {
  uniform_ = other.uniform_;
  uniform_meta_ = other.uniform_meta_;
  metas_.Clear();
  if (!uniform_) metas_.Append(other.metas_, 0, other.metas_.size());
}

void BatchBase::AppendMetasOf(const BatchBase& other, std::size_t begin, std::size_t count) {
  if (other.uniform_) {
    SetMeta(other.uniform_meta_);
    if (!uniform_) metas_.Append(count, other.uniform_meta_);
    return;
  }
  MakeColumn();
  metas_.Append(other.metas_, begin, count);
}

}  // namespace beam::internal
