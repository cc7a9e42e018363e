// MakeShared: an object with several owners, for types that programs bring.
#pragma once

#include <memory>
#include <type_traits>
#include <utility>

namespace beam::internal {

/// Owns `object`; `destroy` must take it.
std::shared_ptr<void> Share(void* object, void (*destroy)(void* object));

template <class T>
void DestroyObject(void* object) {
  delete static_cast<T*>(object);
}

/// As std::make_shared, with one allocation more, and one function for each type instead of a dozen: g++ takes a twentieth of a second
/// for those, for each type. For objects that are made once a pipeline or bundle, not once an element.
template <class T, class... Args>
std::shared_ptr<T> MakeShared(Args&&... args) {
  auto* const object = new std::remove_const_t<T>(std::forward<Args>(args)...);
  return std::shared_ptr<T>(Share(object, &DestroyObject<std::remove_const_t<T>>), object);
}

}  // namespace beam::internal
