// Coders of containers: everything that looks like a sequence, an array, a set or a map of the standard library.
#pragma once

#include "coders/coder.h"
#include "coders/iterable.h"
#include "coders/kv.h"
#include "coders/shape.h"

namespace beam {

namespace internal {

// An ordered container is sorted by a comparison and holds each key once; everything else enumerates in an order of its
// own, so equal containers may have different bytes.
template <class T>
concept OrderedKeys = requires(T& container, typename T::value_type&& value) {
  typename T::key_compare;
  container.insert(std::move(value)).second;
};

template <class T>
concept CodedAsIterable = kShape<T> == Shape::kArray || kShape<T> == Shape::kSequence || kShape<T> == Shape::kSet;

}  // namespace internal

/// Sequences, arrays and sets: Beam's iterable. A std::array must find as many elements as it has.
template <internal::CodedAsIterable T>
struct Coder<T> {
  using Coding = internal::IterableCoding<T, internal::CoderOf>;
  using Element = typename T::value_type;
  using Parts = internal::TypeList<Element>;
  static constexpr std::string_view kUrn = "beam:coder:iterable:v1";
  static constexpr bool kDeterministic =
      kIsDeterministic<Element> && (internal::kShape<T> != internal::Shape::kSet || internal::OrderedKeys<T>);
  static void Encode(const T& values, ByteWriter& writer) { Coding::Encode(values, writer); }
  static T Decode(ByteReader& reader) { return Coding::Decode(reader); }
  /// Elements of a vector keep their own capacity too.
  static void DecodeInto(ByteReader& reader, T& slot)
    requires std::is_move_assignable_v<Element> && requires(std::size_t i) {
      static_cast<Element&>(slot[i]);
      slot.push_back(slot[i]);
    }
  {
    std::size_t count = 0;
    internal::ReadIterable(
        reader, [](std::uint64_t) {},
        [&] {
          const std::size_t start = reader.position();
          if (count < slot.size()) {
            internal::DecodeNestedInto<Element>(reader, slot[count]);
          } else {
            slot.push_back(internal::DecodeNested<Element>(reader));
            reader.ChargeBytes(sizeof(Element));
          }
          reader.ChargeElement(start, 0);
          ++count;
        });
    slot.erase(slot.begin() + static_cast<typename T::difference_type>(count), slot.end());
  }
};

/// Maps: an iterable of key-value pairs. Of two entries with one key the first counts.
template <class T>
  requires(internal::kShape<T> == internal::Shape::kMap)
struct Coder<T> {
  using Coding = internal::IterableCoding<T, internal::CoderOf>;
  using Entry = KV<typename T::key_type, typename T::mapped_type>;
  using Parts = internal::TypeList<Entry>;
  static constexpr std::string_view kUrn = "beam:coder:iterable:v1";
  static constexpr bool kDeterministic = kIsDeterministic<Entry> && internal::OrderedKeys<T>;
  static void Encode(const T& values, ByteWriter& writer) { Coding::Encode(values, writer); }
  static T Decode(ByteReader& reader) { return Coding::Decode(reader); }
};

}  // namespace beam
