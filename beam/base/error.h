// Error: the exception of the public surface, and Try, which turns it into a value.
#pragma once

#include <exception>
#include <optional>
#include <string>
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

/// Runs `build` and returns its result, or the status of the beam::Error it threw (the RFC's TryXXX for every transform).
///
///   auto counts = beam::Try([&] { return beam::GroupByKey(pairs); });
///   if (!counts.ok()) std::puts(counts.status().ToString().c_str());
template <class Build>
auto Try(Build&& build) -> StatusOr<decltype(build())> {
  try {
    return build();
  } catch (const Error& error) {
    return error.status();
  }
}

}  // namespace beam
