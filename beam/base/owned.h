// Owned<T>: a pointer that deletes what it points to.
//
// In our headers it stands where a std::unique_ptr would: that one keeps its pointer in a std::tuple, and every type that
// it points to costs every including file 6 ms with g++ 12, 40 times what this class costs.
#pragma once

#include <cstddef>
#include <memory>

namespace beam::internal {

/// Converts from and to std::unique_ptr, so that code in .cc files may use either.
template <class T>
class Owned {
 public:
  Owned() = default;
  Owned(std::nullptr_t) {}  // NOLINT(google-explicit-constructor): as std::unique_ptr
  explicit Owned(T* object) : object_(object) {}
  Owned(Owned&& other) noexcept : object_(other.Release()) {}
  template <class From>
    requires requires(From* from, T*& to) { to = from; }
  Owned(Owned<From>&& other) noexcept : object_(other.Release()) {}  // NOLINT(google-explicit-constructor): as above
  template <class From>
    requires requires(From* from, T*& to) { to = from; }
  // NOLINTNEXTLINE(google-explicit-constructor): as above
  Owned(std::unique_ptr<From>&& other) noexcept : object_(other.release()) {}
  Owned& operator=(Owned&& other) noexcept {
    T* const old = object_;
    object_ = other.Release();
    delete old;
    return *this;
  }
  ~Owned() { delete object_; }

  // NOLINTNEXTLINE(google-explicit-constructor): as above
  operator std::unique_ptr<T>() && noexcept { return std::unique_ptr<T>(Release()); }

  T* get() const noexcept { return object_; }
  T& operator*() const noexcept { return *object_; }
  T* operator->() const noexcept { return object_; }
  bool operator==(std::nullptr_t) const noexcept { return object_ == nullptr; }
  /// Gives the object away; the caller deletes it.
  [[nodiscard]] T* Release() noexcept {
    T* const object = object_;
    object_ = nullptr;
    return object;
  }

 private:
  T* object_ = nullptr;
};

}  // namespace beam::internal
