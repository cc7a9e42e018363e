// SpanShipment: the values of Create on their way to another process. Values go through their coder, all but those of
// std::views::iota, which are computed over there too.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "beam/base/make_shared.h"
#include "beam/base/time.h"
#include "beam/base/type_name.h"
#include "beam/exec/shipment.h"
#include "coders/coder.h"

namespace beam::internal {

/// The description of a pipeline goes to its runner as one message, which most of them limit.
inline constexpr std::size_t kMaxShippedValues = std::size_t{16} << 20;

[[noreturn]] void ThrowTooManyValues(std::uint64_t count);

/// `Factory<R>` may be made of a std::shared_ptr<const R>; it emits Elements.
template <template <class> class Factory, class Base, class Range, class Element>
class SpanShipment {
  using Reference = decltype(std::declval<const Range&>().begin()[0]);
  static constexpr bool kComputed = TypeName<Range>().starts_with("std::ranges::iota_view");
  static constexpr bool kStamped = requires(Reference value) {
    value.timestamp;
    value.value;
  };
  using Held = std::conditional_t<std::is_same_v<Element, bool>, char, Element>;
  using Copied = std::vector<std::conditional_t<kStamped, Timestamped<Element>, Held>>;

 public:
  static void Write(const Range& range, ByteWriter& out) {
    if constexpr (!kHasCoder<Element>) {
      ThrowUnshippable("has values without a coder; give their type one (coders/coder.h); type = " +
                       std::string(TypeName<Element>()));
    } else {
      StartShipment<SpanShipment, Element>(out);
      const auto size = static_cast<std::uint64_t>(range.end() - range.begin());
      out.PutVarint(size);
      if constexpr (kComputed) {
        EncodeNested<Element>(*range.begin(), out);
      } else {
        const std::size_t start = out.size();
        for (auto&& value : range) {
          WriteValue(value, out);
          if (out.size() - start > kMaxShippedValues) ThrowTooManyValues(size);
        }
      }
    }
  }

  static Owned<const Base> Read(ByteReader& in) {
    const std::uint64_t size = in.ReadVarint();
    if constexpr (kComputed) {
      using Value = std::decay_t<Reference>;
      const auto first = static_cast<Value>(DecodeNested<Element>(in));
      return Make<Range>(Range(first, static_cast<Value>(first + static_cast<Value>(size))));
    } else {
      Copied values;
      values.reserve(in.ReservableElements(size, sizeof(typename Copied::value_type)));
      for (std::uint64_t i = 0; i < size; ++i) values.push_back(ReadValue(in));
      return Make<Copied>(std::move(values));
    }
  }

 private:
  template <class Values>
  static Owned<const Base> Make(Values values) {
    return Owned<const Base>(new Factory<Values>(MakeShared<const Values>(std::move(values))));
  }
  template <class V>
  static void WriteValue(const V& value, ByteWriter& out) {
    if constexpr (kStamped) {
      out.PutFixed64(static_cast<std::uint64_t>(value.timestamp.millis()));
      EncodeNested<Element>(ToElement(value.value), out);
    } else {
      EncodeNested<Element>(ToElement(value), out);
    }
  }
  template <class V>
  static Element ToElement(const V& value) {
    if constexpr (std::is_convertible_v<const V&, Element>) {
      return static_cast<Element>(value);
    } else {
      return Element{value.first, value.second};
    }
  }
  static typename Copied::value_type ReadValue(ByteReader& in) {
    if constexpr (kStamped) {
      const Timestamp time = Timestamp::Millis(static_cast<std::int64_t>(in.ReadFixed64()));
      return {DecodeNested<Element>(in), time};
    } else {
      return DecodeNested<Element>(in);
    }
  }
};

}  // namespace beam::internal
