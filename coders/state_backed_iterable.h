// State-backed iterables: the values of a large group, of which a runner sends the first and keeps the rest in its
// state.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "coders/coder.h"
#include "coders/containers.h"

namespace beam {

/// The values that came with the element, and the token that fetches the others (StateKey.runner.key), if there are
/// any.
template <class T>
struct StateBackedIterable {
  std::vector<T> first;
  std::optional<std::string> token;
  bool operator==(const StateBackedIterable&) const = default;
};

/// Like an iterable, but a group of unknown length may end with the count -1 and a token instead of the count 0.
template <class T>
struct Coder<StateBackedIterable<T>> {
  using Value = StateBackedIterable<T>;
  using Parts = internal::TypeList<T>;
  static constexpr std::string_view kUrn = "beam:coder:state_backed_iterable:v1";
  static constexpr bool kDeterministic = false;

  static void Encode(const Value& iterable, ByteWriter& writer) {
    if (!iterable.token) return internal::EncodeNested(iterable.first, writer);
    writer.PutFixed32(static_cast<std::uint32_t>(internal::kUnknownCount));
    if (!iterable.first.empty()) {
      writer.PutVarint(iterable.first.size());
      for (auto&& value : iterable.first) internal::EncodeNested<T>(value, writer);
    }
    writer.PutVarint(static_cast<std::uint64_t>(internal::kContinuedElsewhere));
    writer.PutLengthPrefixed(*iterable.token);
  }

  static Value Decode(ByteReader& reader) {
    Value iterable;
    const auto reserve = [&](std::uint64_t count) {
      iterable.first.reserve(reader.ReservableElements(count, sizeof(T)));
    };
    const auto read = [&] {
      const std::size_t start = reader.position();
      iterable.first.push_back(internal::DecodeNested<T>(reader));
      reader.ChargeElement(start, sizeof(T));
    };
    internal::ReadIterable(reader, reserve, read, [&] { iterable.token = reader.ReadLengthPrefixed(); });
    return iterable;
  }
};

}  // namespace beam
