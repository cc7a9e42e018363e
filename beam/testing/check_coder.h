// CheckCoder: whether a coder keeps the rules that runners rely on.
#pragma once

#include <source_location>
#include <string>
#include <string_view>
#include <vector>

#include "beam/base/error.h"
#include "beam/testing/element_difference.h"
#include "beam/testing/failure.h"
#include "coders/coders.h"

namespace beam::testing {

namespace internal {

/// Collects what is wrong with a coder and reports it.
class CoderReport {
 public:
  void Complain(std::string_view what, const std::string& value) {
    if (text_.empty()) text_ = "the coder breaks its contract:";
    text_.append("\n  ").append(what).append("; value = ").append(value);
  }
  void Send(const std::source_location& location) const {
    if (!text_.empty()) Fail({text_, location});
  }

 private:
  std::string text_;
};

/// "" when decoding `bytes` gives a value, otherwise the error.
template <class T>
std::string DecodeErrorOf(std::string_view bytes) {
  try {
    static_cast<void>(DecodeElement<T>(bytes));
    return std::string();
  } catch (const std::exception& error) {
    return error.what();
  }
}

// What comes back must be encoded as what went in; operator== is not asked, because a value like NaN is not its own equal.
template <class T>
void CheckRoundTrip(const T& value, CoderReport& report) {
  const std::string bytes = EncodeElement(value);
  if (EncodeElement(value) != bytes) report.Complain("encoding twice gives different bytes", Printed(value));
  if (const std::string error = DecodeErrorOf<T>(bytes); !error.empty()) {
    report.Complain("what was encoded does not decode: " + error, Printed(value));
    return;
  }
  const T decoded = DecodeElement<T>(bytes);
  if (EncodeElement(decoded) != bytes) report.Complain("the value comes back as " + Printed(decoded), Printed(value));
  std::string outer;
  ByteWriter writer(outer);
  beam::internal::EncodeOuter(value, writer);
  ByteReader reader(outer);
  const T from_outer = beam::internal::DecodeOuter<T>(reader);
  if (reader.remaining() != 0) report.Complain("DecodeOuter leaves bytes behind", Printed(value));
  if (EncodeElement(from_outer) != bytes)
    report.Complain("the value comes back from its outer form as " + Printed(from_outer), Printed(value));
}

// The nested form must tell its own end: values lie one behind the other on Beam's data streams.
template <class T>
void CheckSequence(const std::vector<T>& values, CoderReport& report) {
  std::string bytes;
  ByteWriter writer(bytes);
  for (const auto& value : values) beam::internal::EncodeNested<T>(value, writer);
  ByteReader reader(bytes);
  for (const auto& value : values) {
    const T decoded = beam::internal::DecodeNested<T>(reader);
    if (EncodeElement<T>(decoded) != EncodeElement<T>(value)) {
      report.Complain(
          "among other values it is read as " + Printed<T>(decoded) + ": does the nested form tell its own end?",
          Printed<T>(value));
      return;
    }
  }
  if (reader.remaining() != 0) report.Complain("values one behind the other leave bytes behind", "all of them");
}

// Equal values have equal bytes and others have others, or the coder must not call itself deterministic.
template <class T>
void CheckDeterminism(const T& a, const T& b, CoderReport& report) {
  const bool equal_bytes = EncodeElement(a) == EncodeElement(b);
  if ((a == b) == equal_bytes) return;
  report.Complain(equal_bytes ? "kDeterministic is set, and values that are not equal have equal bytes"
                              : "kDeterministic is set, and equal values have different bytes",
                  Printed(a) + " and " + Printed(b));
}

// A decoder may refuse bytes with beam::Error and nothing else; it may also make something of them.
template <class Decode>
std::string RefusalOf(std::string_view bytes, Decode&& decode) {
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    try {
      decode(bytes.substr(0, size));
    } catch (const Error&) {
      continue;
    } catch (const std::exception& error) {
      return "cut after " + std::to_string(size) +
             " bytes, it is refused with another exception than beam::Error: " + error.what();
    }
  }
  return std::string();
}
template <class T>
void CheckTruncations(const T& value, CoderReport& report) {
  std::string outer;
  ByteWriter writer(outer);
  beam::internal::EncodeOuter(value, writer);
  const std::string refusals[] = {
      RefusalOf(EncodeElement(value), [](std::string_view bytes) { static_cast<void>(DecodeElement<T>(bytes)); }),
      RefusalOf(outer, [](std::string_view bytes) {
        ByteReader reader(bytes);
        static_cast<void>(beam::internal::DecodeOuter<T>(reader));
      })};
  for (const std::string& refusal : refusals) {
    if (!refusal.empty()) return report.Complain(refusal, Printed(value));
  }
}

}  // namespace internal

/// Fails the test unless the coder of T gives back each value, alone, in its outer form and among others; is deterministic
/// where it says so; and refuses cut bytes with beam::Error, if it does. Name values of every kind that T has: empty, large,
/// equal ones that were made in different ways.
///
///   beam::testing::CheckCoder<Money>({Money(), Money(3, "EUR"), Money(-1, "")});
template <class T>
void CheckCoder(const std::vector<T>& values, std::source_location location = std::source_location::current()) {
  static_assert(kHasCoder<T>, "CheckCoder was given a type without a coder; specialize beam::Coder for it");
  internal::CoderReport report;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const T& value = values[i];
    internal::CheckRoundTrip<T>(value, report);
    internal::CheckTruncations<T>(value, report);
    if constexpr (kIsDeterministic<T> && internal::kHasEquals<T>) {
      for (std::size_t j = 0; j <= i; ++j) internal::CheckDeterminism<T>(value, values[j], report);
    }
  }
  internal::CheckSequence<T>(values, report);
  report.Send(location);
}

}  // namespace beam::testing
