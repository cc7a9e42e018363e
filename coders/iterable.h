// Coding of iterables: Beam's two wire forms, shared by all containers and by rows.
#pragma once

#include <cstdint>
#include <new>
#include <type_traits>
#include <utility>

#include "beam/base/bytes.h"
#include "coders/coder.h"
#include "coders/shape.h"

namespace beam::internal {

/// The count that says that groups follow, each with a count of its own, until an empty one.
inline constexpr std::int32_t kUnknownCount = -1;
/// The count of a group that says that a token follows in its place.
inline constexpr std::int64_t kContinuedElsewhere = -1;
inline constexpr std::size_t kMaxKnownCount = 0x7fffffff;

/// Reads an iterable: calls `reserve(count)` if the number of elements is known beforehand, `read()` for each element,
/// and `continued()` if the iterable ends by saying that it goes on elsewhere (see coders/state_backed_iterable.h).
template <class Reserve, class Read, class Continued>
void ReadIterable(ByteReader& reader, Reserve&& reserve, Read&& read, Continued&& continued) {
  const ByteReader::Nesting nesting(reader);
  const auto count = static_cast<std::int32_t>(reader.ReadFixed32());
  if (count < kUnknownCount) reader.Fail("an iterable must have a count of -1 or more");
  if (count >= 0) {
    reserve(static_cast<std::uint64_t>(count));
    for (std::int32_t i = 0; i < count; ++i) read();
    return;
  }
  while (true) {
    const auto group = static_cast<std::int64_t>(reader.ReadVarint());
    if (group == 0) return;
    if (group == kContinuedElsewhere) return continued();
    if (group < 0) reader.Fail("a group of an iterable has a negative count");
    for (std::int64_t i = 0; i < group; ++i) read();
  }
}
/// The same, for what holds all values: those that lie elsewhere are brought here.
template <class Reserve, class Read>
void ReadIterable(ByteReader& reader, Reserve&& reserve, Read&& read) {
  ReadIterable(reader, reserve, read, [&] { reader.ReadRemote(read); });
}

/// Writes what stands before `count` elements; WriteIterableEnd writes what stands after them.
inline void WriteIterableBegin(std::size_t count, ByteWriter& writer) {
  if (count <= kMaxKnownCount) return writer.PutFixed32(static_cast<std::uint32_t>(count));
  writer.PutFixed32(static_cast<std::uint32_t>(kUnknownCount));
  writer.PutVarint(count);
}
inline void WriteIterableEnd(std::size_t count, ByteWriter& writer) {
  if (count > kMaxKnownCount) writer.PutVarint(0);
}

/// Coding of a container, each element by `Element<E>`, which is the coder of E in general and the form of a row's
/// field within a row. One body for each shape of container.
template <class T, template <class> class Element>
struct IterableCoding {
  using Value = typename T::value_type;

  static void Encode(const T& values, ByteWriter& writer) {
    const std::size_t count = values.size();
    WriteIterableBegin(count, writer);
    if constexpr (kShape<T> == Shape::kMap) {
      for (const auto& [key, value] : values) {
        Element<typename T::key_type>::Encode(key, writer);
        Element<typename T::mapped_type>::Encode(value, writer);
      }
    } else {
      for (auto&& value : values) Element<Value>::Encode(value, writer);
    }
    WriteIterableEnd(count, writer);
  }

  static T Decode(ByteReader& reader) {
    if constexpr (kShape<T> == Shape::kArray) {
      return DecodeArray(reader);
    } else {
      T values;
      Append(reader, values);
      return values;
    }
  }

 private:
  static void Append(ByteReader& reader, T& values) {
    const auto reserve = [&](std::uint64_t count) {
      if constexpr (requires { values.reserve(count); }) {
        values.reserve(reader.ReservableElements(count, sizeof(Value)));
      }
    };
    ReadIterable(reader, reserve, [&] {
      const std::size_t start = reader.position();
      if constexpr (kShape<T> == Shape::kSequence) {
        values.push_back(Element<Value>::Decode(reader));
      } else if constexpr (kShape<T> == Shape::kSet) {
        values.insert(Element<Value>::Decode(reader));
      } else {
        auto key = Element<typename T::key_type>::Decode(reader);
        values.emplace(std::move(key), Element<typename T::mapped_type>::Decode(reader));
      }
      reader.ChargeElement(start, sizeof(Value));
    });
  }

  // The elements need no default constructor: each is built in its place, and an array that is not full is undone.
  union Slots {
    char none;
    T values;
    Slots() : none() {}
    ~Slots() {}
  };
  struct Undo {
    Slots& slots;
    std::size_t built = 0;
    ~Undo() {
      while (built > 0) slots.values.data()[--built].~Value();
    }
  };
  static T DecodeArray(ByteReader& reader) {
    constexpr std::size_t kSize = std::tuple_size<T>::value;
    Slots slots;
    Undo undo{slots};
    ReadIterable(
        reader, [](std::uint64_t) {},
        [&] {
          if (undo.built == kSize) reader.Fail("an array has more elements than its type");
          ::new (static_cast<void*>(slots.values.data() + undo.built)) Value(Element<Value>::Decode(reader));
          ++undo.built;
        });
    if (undo.built != kSize) reader.Fail("an array has fewer elements than its type");
    return std::move(slots.values);
  }
};

}  // namespace beam::internal
