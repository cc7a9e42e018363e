// ValueSkipper: finds the end of an encoded value whose type is known by its coder only.
#pragma once

#include <cstdint>
#include <vector>

#include "beam/base/bytes.h"
#include "coders/coder.h"
#include "coders/schema.h"

namespace beam::internal {

class ValueSkipper {
 public:
  /// Throws beam::Error (kInvalidArgument) for a coder that is no standard one and has no length in front of its values.
  explicit ValueSkipper(const CoderSpec& coder);
  /// Reads past one value in the nested form. Throws beam::Error (kDataLoss) where there is none.
  void Skip(ByteReader& reader) const;

 private:
  enum class Kind : std::uint8_t {
    kNothing,
    kByte,
    kVarint,
    kFixed32,
    kFixed64,
    kLength,
    kWindow,
    kParts,
    kNullable,
    kIterable,
    kStateBacked,
    kVariant,
    kRow
  };

  template <class Continued>
  void SkipIterable(ByteReader& reader, Continued&& continued) const;

  Kind kind_;
  std::vector<ValueSkipper> parts_;
  Schema schema_;  // of a row
};

}  // namespace beam::internal
