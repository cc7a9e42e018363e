#include "beam/exec/value_skipper.h"

#include <string_view>

#include "beam/base/error.h"
#include "beam/exec/coder_description.h"
#include "coders/iterable.h"
#include "coders/nullable.h"
#include "coders/row.h"

namespace beam::internal {

ValueSkipper::ValueSkipper(const CoderSpec& coder) {
  struct Known {
    std::string_view urn;
    Kind kind;
    std::size_t components;
  };
  static constexpr std::size_t kAny = ~std::size_t{0};
  static constexpr Known kKnown[] = {
      {"beam:coder:length_prefix:v1", Kind::kLength, 1},
      {"beam:coder:varint:v1", Kind::kVarint, 0},
      {"beam:coder:bool:v1", Kind::kByte, 0},
      {"beam:coder:double:v1", Kind::kFixed64, 0},
      {"beam:coder:cpp_float:v1", Kind::kFixed32, 0},
      {"beam:coder:global_window:v1", Kind::kNothing, 0},
      {"beam:coder:interval_window:v1", Kind::kWindow, 0},
      {"beam:coder:row:v1", Kind::kRow, 0},
      {"beam:coder:kv:v1", Kind::kParts, 2},
      {"beam:coder:nullable:v1", Kind::kNullable, 1},
      {"beam:coder:iterable:v1", Kind::kIterable, 1},
      {"beam:coder:state_backed_iterable:v1", Kind::kStateBacked, 1},
      {"beam:coder:cpp_variant:v1", Kind::kVariant, kAny},
  };
  if (BeginsWithLength(coder)) {
    kind_ = Kind::kLength;
    return;
  }
  for (const Known& known : kKnown) {
    if (known.urn != coder.urn) continue;
    if (known.components != kAny && known.components != coder.components.size()) continue;
    kind_ = known.kind;
    if (kind_ == Kind::kLength) return;
    if (kind_ == Kind::kRow) schema_ = SchemaFromProto(coder.payload);
    for (const CoderSpec& component : coder.components) parts_.emplace_back(component);
    return;
  }
  throw Error(
      StatusCode::kInvalidArgument,
      "the end of a value cannot be found, because its coder is not a standard one; coder = " + DescribeCoder(coder));
}

template <class Continued>
void ValueSkipper::SkipIterable(ByteReader& reader, Continued&& continued) const {
  ReadIterable(
      reader, [](std::uint64_t) {},
      [&] {
        const std::size_t start = reader.position();
        parts_[0].Skip(reader);
        reader.ChargeElement(start, 0);
      },
      continued);
}

void ValueSkipper::Skip(ByteReader& reader) const {
  switch (kind_) {
    case Kind::kNothing:
      break;
    case Kind::kByte:
      reader.ReadByte();
      break;
    case Kind::kVarint:
      reader.ReadVarint();
      break;
    case Kind::kFixed32:
      reader.ReadFixed32();
      break;
    case Kind::kFixed64:
      reader.ReadFixed64();
      break;
    case Kind::kLength:
      reader.ReadLengthPrefixed();
      break;
    case Kind::kWindow:
      reader.ReadFixed64();
      reader.ReadVarint();
      break;
    case Kind::kParts:
      for (const ValueSkipper& part : parts_) part.Skip(reader);
      break;
    case Kind::kNullable:
      if (ReadPresence(reader)) parts_[0].Skip(reader);
      break;
    case Kind::kIterable:
      SkipIterable(reader, [&] { reader.ReadToken(); });
      break;
    case Kind::kStateBacked:
      SkipIterable(reader, [&] { reader.ReadLengthPrefixed(); });
      break;
    case Kind::kVariant: {
      const std::uint64_t alternative = reader.ReadVarint();
      if (alternative >= parts_.size()) reader.Fail("a variant has no alternative of this number");
      parts_[alternative].Skip(reader);
      break;
    }
    case Kind::kRow:
      DecodeRow(schema_, reader);
      break;
  }
}

}  // namespace beam::internal
