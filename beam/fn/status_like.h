// Status-like and expected-like results, recognised by what they offer, so that no header of theirs is needed.
#pragma once

#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "beam/base/status.h"

namespace beam {

namespace internal {

/// What a text of an error may be: anything with characters and a length, or a C string.
template <class M>
concept TextLike = std::is_convertible_v<M, std::string_view> || requires(const std::remove_cvref_t<M>& text) {
  { text.data() } -> std::convertible_to<const char*>;
  { text.size() } -> std::convertible_to<std::size_t>;
};

/// absl::Status, beam::Status and their like.
template <class S>
concept StatusShaped = requires(const S& status) {
  { status.ok() } -> std::convertible_to<bool>;
  status.code();
  { status.message() } -> TextLike;
};
/// grpc::Status spells the same with longer names.
template <class S>
concept RpcStatusShaped = requires(const S& status) {
  { status.ok() } -> std::convertible_to<bool>;
  status.error_code();
  { status.error_message() } -> TextLike;
};
/// absl::StatusOr<T>, beam::StatusOr<T>.
template <class S>
concept StatusOrShaped = requires(const S& result) {
  { result.ok() } -> std::convertible_to<bool>;
  { result.status() } -> StatusShaped;
  *result;
};
/// std::expected<T, E>, tl::expected<T, E>; std::optional<T> has no error and stays a value.
template <class S>
concept ExpectedShaped = requires(const S& result) {
  { result.has_value() } -> std::convertible_to<bool>;
  result.error();
};

}  // namespace internal

/// True for results that say whether a call succeeded: an error fails the bundle, a value inside is the output.
/// Recognised by shape: `ok()`, `code()` and `message()` (absl::Status); `ok()`, `status()` and `*`
/// (absl::StatusOr<T>); `has_value()` and `error()` (tl::expected<T, E>). May be specialised either way, for example
/// because an HTTP response has the shape of a status and is a value:
///
///   template <>
///   struct beam::IsStatus<HttpResponse> : std::false_type {};
template <class T>
struct IsStatus : std::bool_constant<internal::StatusShaped<T> || internal::RpcStatusShaped<T> ||
                                     internal::StatusOrShaped<T> || internal::ExpectedShaped<T>> {};

namespace internal {

template <class S>
concept HasPayload = requires(S& result) { *result; } && !std::is_void_v<decltype(*std::declval<S&>())>;

/// True where IsStatus says yes and the library knows how to ask for success.
template <class S>
concept AnswersOk =
    requires(const S& result) { bool(result.ok()); } || requires(const S& result) { bool(result.has_value()); };

template <class S>
bool Succeeded(const S& result) {
  if constexpr (requires { bool(result.ok()); }) {
    return bool(result.ok());
  } else {
    return bool(result.has_value());
  }
}

template <class M>
std::string TextOf(const M& text) {
  if constexpr (std::is_convertible_v<const M&, std::string_view>) {
    return std::string(std::string_view(text));
  } else {
    return std::string(text.data(), text.size());
  }
}

/// The canonical code behind a foreign one; the numbers are those of gRPC and Abseil.
template <class C>
StatusCode CanonicalCode(const C& code) {
  if constexpr (std::is_enum_v<C> || std::is_integral_v<C>) {
    const auto number = static_cast<long long>(code);
    if (number > 0 && number <= static_cast<long long>(StatusCode::kDataLoss)) return static_cast<StatusCode>(number);
  }
  return StatusCode::kUnknown;
}

template <class E>
Status StatusOfError(const E& error) {
  if constexpr (std::is_same_v<E, Status>) {
    return error;
  } else if constexpr (StatusShaped<E>) {
    return Status(CanonicalCode(error.code()), TextOf(error.message()));
  } else if constexpr (RpcStatusShaped<E>) {
    return Status(CanonicalCode(error.error_code()), TextOf(error.error_message()));
  } else if constexpr (TextLike<E>) {
    return Status(StatusCode::kUnknown, TextOf(error));
  } else if constexpr (requires {
                         { error.message() } -> TextLike;
                       }) {
    return Status(StatusCode::kUnknown, TextOf(error.message()));
  } else if constexpr (requires {
                         { error.what() } -> TextLike;
                       }) {
    return Status(StatusCode::kUnknown, TextOf(error.what()));
  } else if constexpr (std::is_enum_v<E>) {
    return Status(StatusCode::kUnknown, "error " + std::to_string(static_cast<std::underlying_type_t<E>>(error)));
  } else if constexpr (std::is_arithmetic_v<E>) {
    return Status(StatusCode::kUnknown, "error " + std::to_string(error));
  } else {
    return Status(StatusCode::kUnknown, "an error whose type has no text");
  }
}

/// The status inside a result for which Succeeded() is false.
template <class S>
Status FailureOf(const S& result) {
  if constexpr (StatusOrShaped<S>) {
    return StatusOfError(result.status());
  } else if constexpr (requires { result.error(); }) {
    return StatusOfError(result.error());
  } else {
    return StatusOfError(result);
  }
}

}  // namespace internal

}  // namespace beam
