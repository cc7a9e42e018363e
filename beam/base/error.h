// Error: the exception of the public surface, and Try, which turns it into a value.
#pragma once

#include <exception>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "beam/base/status.h"

namespace beam {

/// Thrown for a wrongly built pipeline, a failed run or bytes that do not decode. `what()` is the status as text.
class Error : public std::exception {
 public:
  explicit Error(Status status);
  Error(StatusCode code, std::string message);
  Error(const Error&);
  Error& operator=(const Error&);
  ~Error() override;

  const Status& status() const { return status_; }
  StatusCode code() const { return status_.code(); }
  const char* what() const noexcept override;

 private:
  Status status_;
  std::string text_;
};

/// A value, or the status that says why there is none.
template <class T>
class [[nodiscard]] StatusOr {
 public:
  StatusOr(T value) : value_(std::move(value)) {}          // NOLINT(google-explicit-constructor): reads as a return
  StatusOr(Status status) : status_(std::move(status)) {}  // NOLINT(google-explicit-constructor): reads as a return

  bool ok() const { return value_.has_value(); }
  const Status& status() const { return status_; }
  /// Throws beam::Error when there is no value.
  T& value() & {
    Require();
    return *value_;
  }
  const T& value() const& {
    Require();
    return *value_;
  }
  T&& value() && {
    Require();
    return std::move(*value_);
  }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

 private:
  void Require() const {
    if (!ok()) throw Error(status_);
  }
  std::optional<T> value_;
  Status status_;
};

namespace internal {

/// What Try returns for a function that returns R: a Status where there is no value, otherwise a StatusOr.
template <class R>
struct TriedImpl {
  using Type = StatusOr<R>;
};
template <>
struct TriedImpl<void> {
  using Type = Status;
};
template <>
struct TriedImpl<Status> {
  using Type = Status;
};
template <class T>
struct TriedImpl<StatusOr<T>> {
  using Type = StatusOr<T>;
};
template <class R>
using Tried = typename TriedImpl<std::remove_cvref_t<R>>::Type;

}  // namespace internal

/// Runs `build` and returns its result, or the status of the beam::Error it threw (the RFC's TryXXX for every transform).
/// The result is a StatusOr, or a Status where `build` returns nothing.
///
///   auto counts = beam::Try([&] { return beam::GroupByKey(pairs); });
///   if (!counts.ok()) std::puts(counts.status().ToString().c_str());
///   beam::Status built = beam::Try([&] { BuildEverything(pipeline); });
template <class Build>
auto Try(Build&& build) -> internal::Tried<decltype(build())> {
  try {
    if constexpr (std::is_void_v<decltype(build())>) {
      build();
      return Status();
    } else {
      return build();
    }
  } catch (const Error& error) {
    return error.status();
  }
}

}  // namespace beam
