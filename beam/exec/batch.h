// Batch<T>: the unit that operators exchange. A reused, contiguous array of values whose event time, window and pane
// are one value for the whole batch in the common case and a column otherwise (DESIGN section 4).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "beam/base/kv.h"
#include "beam/base/window.h"
#include "beam/exec/string_slot.h"
#include "coders/fields.h"

namespace beam::internal {

/// A batch with more memory than this behind its values is passed on at once and its slots are given back, so that a batch of
/// 10 MB strings does not hold a thousand of them.
inline constexpr std::size_t kBatchHeap = 1024 * 1024;

/// An estimate of the heap memory behind a value; zero for types that are not known to own any. A container of containers is
/// judged by its first value.
template <class T>
std::size_t HeapBytes(const T& value) {
  if constexpr (std::is_convertible_v<const T&, std::string_view>) {
    return std::string_view(value).size();
  } else if constexpr (std::is_trivially_copyable_v<T>) {
    return 0;
  } else if constexpr (kIsKV<T>) {
    return HeapBytes(value.key) + HeapBytes(value.value);
  } else if constexpr (requires {
                         value.size();
                         value.begin();
                         typename T::value_type;
                       }) {
    const std::size_t size = value.size();
    if (size == 0) return 0;
    return size * (sizeof(typename T::value_type) + HeapBytes(*value.begin()));
  } else if constexpr (requires {
                         value.has_value();
                         *value;
                       }) {
    return value.has_value() ? HeapBytes(*value) : 0;
  } else if constexpr (kIsReflectable<T>) {
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
      return (std::size_t{0} + ... + HeapBytes(Field<I>(value)));
    }(std::make_index_sequence<kFieldCount<T>>());
  } else {
    return 0;
  }
}

/// For consumers that would have to move values out of a batch that is not exclusive. Throws beam::Error(kFailedPrecondition).
[[noreturn]] void FailSharedMoveOnly();

/// The metadata of elements one by one. Not a std::vector, whose assertions in hardened builds keep the loops of operators from
/// being vectorized, and whose code every including file would compile.
class MetaColumn {
 public:
  MetaColumn() = default;
  MetaColumn(const MetaColumn&) = delete;
  MetaColumn& operator=(const MetaColumn&) = delete;
  ~MetaColumn() {
    if (data_ != nullptr) Free();
  }

  std::size_t size() const { return size_; }
  const ElementMeta& operator[](std::size_t i) const { return data_[i]; }
  ElementMeta& operator[](std::size_t i) { return data_[i]; }
  void Clear() { size_ = 0; }
  void Append(const ElementMeta& meta) {
    if (size_ == capacity_) Reserve(size_ + 1);
    data_[size_++] = meta;
  }
  void Swap(MetaColumn& other) {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    std::swap(capacity_, other.capacity_);
  }
  void Append(std::size_t count, const ElementMeta& meta);
  void Append(const MetaColumn& other, std::size_t begin, std::size_t count);

 private:
  void Reserve(std::size_t size);
  void Free();

  ElementMeta* data_ = nullptr;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

/// The part of a batch that does not depend on the element type: its size and its metadata.
class BatchBase {
 public:
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  /// True while every element shares `meta(0)`.
  bool uniform() const { return uniform_; }
  const ElementMeta& meta(std::size_t i) const { return uniform_ ? uniform_meta_ : metas_[i]; }
  const ElementMeta& uniform_meta() const { return uniform_meta_; }

  /// True when the receiver is the batch's only one and may move values out of it.
  bool exclusive() const { return exclusive_; }
  void set_exclusive(bool exclusive) { exclusive_ = exclusive; }

  /// Makes `meta` the metadata of the elements to come. Turns the metadata into a column when earlier elements differ.
  void SetMeta(const ElementMeta& meta) {
    if (size_ == 0) {
      uniform_ = true;
      metas_.Clear();
      uniform_meta_ = meta;
    } else if (uniform_ && !(meta == uniform_meta_)) {
      MakeColumn();
    }
  }
  void MakeColumn();
  void AppendMeta(const ElementMeta& meta) { metas_.Append(meta); }
  /// Calls `change(i, meta)` for each element's metadata, or once for what all of them share.
  template <class Change>
  void ChangeMetas(Change&& change) {
    if (uniform_) {
      change(std::size_t{0}, uniform_meta_);
    } else {
      for (std::size_t i = 0; i < size_; ++i) change(i, metas_[i]);
    }
  }
  /// Forgets the elements and keeps their slots.
  void Clear() {
    size_ = 0;
    uniform_ = true;
    metas_.Clear();
  }
  /// Takes over the metadata of a batch whose elements correspond one to one.
  void CopyMetaFrom(const BatchBase& other);
  /// The same of a batch that has a column of them and needs it no more. Costs nothing.
  void TakeMetasOf(BatchBase& other) {
    uniform_ = false;
    metas_.Swap(other.metas_);
    other.uniform_ = true;
  }
  /// Gives the next `count` elements the metadata of `other`'s elements from `begin` on.
  void AppendMetasOf(const BatchBase& other, std::size_t begin, std::size_t count);

 protected:
  BatchBase() = default;
  ~BatchBase() = default;

  std::size_t size_ = 0;
  bool uniform_ = true;
  bool exclusive_ = false;
  ElementMeta uniform_meta_;
  MetaColumn metas_;
};

/// T must be movable, nothing more. Slots stay constructed between uses, so a string slot keeps its capacity.
template <class T>
class Batch final : public BatchBase {
 public:
  using Element = T;

  explicit Batch(std::size_t capacity) : capacity_(capacity), data_(std::allocator<T>().allocate(capacity)) {}
  Batch(const Batch&) = delete;
  Batch& operator=(const Batch&) = delete;
  ~Batch() {
    ReleaseSlots();
    std::allocator<T>().deallocate(data_, capacity_);
  }

  std::size_t capacity() const { return capacity_; }
  T* data() { return data_; }
  const T* data() const { return data_; }
  T& operator[](std::size_t i) { return data_[i]; }
  const T& operator[](std::size_t i) const { return data_[i]; }
  T* begin() { return data_; }
  T* end() { return data_ + size_; }
  const T* begin() const { return data_; }
  const T* end() const { return data_ + size_; }

  /// Appends a value; the caller keeps size() below capacity(). Metadata is the caller's affair.
  template <class U>
  void Put(U&& value) {
    if constexpr (kPlain) {
      ::new (static_cast<void*>(data_ + size_)) T(std::forward<U>(value));
    } else if constexpr (std::is_assignable_v<T&, U&&>) {
      if (size_ < constructed_) {
        AssignSlot(data_[size_], std::forward<U>(value));
      } else {
        ::new (static_cast<void*>(data_ + size_)) T(std::forward<U>(value));
        ++constructed_;
      }
    } else {
      DropSlot();
      ::new (static_cast<void*>(data_ + size_)) T(std::forward<U>(value));
      ++constructed_;
    }
    ++size_;
  }

  /// Appends KV{key, value} part by part, so that both parts of a reused slot keep their capacity.
  template <class A, class B>
  void PutKV(A&& key, B&& value) {
    if constexpr (std::is_assignable_v<typename T::Key&, A&&> && std::is_assignable_v<typename T::Value&, B&&>) {
      if (!kPlain && size_ < constructed_) {
        AssignSlot(data_[size_].key, std::forward<A>(key));
        AssignSlot(data_[size_].value, std::forward<B>(value));
        ++size_;
        return;
      }
    }
    if constexpr (!kPlain) DropSlot();
    ::new (static_cast<void*>(data_ + size_))
        T{static_cast<typename T::Key>(std::forward<A>(key)), static_cast<typename T::Value>(std::forward<B>(value))};
    if constexpr (!kPlain) ++constructed_;
    ++size_;
  }

  /// Appends what `assign` puts into a used slot or, where there is none, what `make` returns. Returns the value.
  template <class Assign, class Make>
  const T& PutMade(Assign&& assign, Make&& make) {
    T* const slot = data_ + size_;
    if (!kPlain && size_ < constructed_) {
      assign(*slot);
    } else {
      ::new (static_cast<void*>(slot)) T(make());
      if constexpr (!kPlain) ++constructed_;
    }
    ++size_;
    return *slot;
  }

  /// For plain element types: declares that the first `size` slots were written through data().
  void SetSize(std::size_t size) {
    static_assert(kPlain, "only plain types may be written through data()");
    size_ = size;
  }

  /// Gives the memory of the slots' values back; the batch is empty.
  void ReleaseSlots() {
    if constexpr (!kPlain) {
      for (std::size_t i = 0; i < constructed_; ++i) data_[i].~T();
      constructed_ = 0;
    }
  }

  /// Plain types live and die without code: they are written in place and their loops vectorize.
  static constexpr bool kPlain = std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>;

 private:
  void DropSlot() {
    if (size_ <
        constructed_) {  // Types that cannot be assigned to: the slots above this one go too, which keeps the count exact.
      for (std::size_t i = size_; i < constructed_; ++i) data_[i].~T();
      constructed_ = size_;
    }
  }

  std::size_t capacity_;
  std::size_t constructed_ = 0;
  T* data_;
};

}  // namespace beam::internal
