// Row: a row whose schema is known at run time only, for runners, cross-language steps and tools.
//
//   beam::Schema schema = beam::SchemaFromProto(coder.payload);
//   beam::Row row = beam::DecodeRow(schema, bytes);
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "beam/base/bytes.h"
#include "coders/schema.h"

namespace beam {

struct FieldValue;

/// The values of a row, in the order of its schema's fields.
struct Row {
  std::vector<FieldValue> fields;
  bool operator==(const Row& other) const;
};

/// A number with a fixed number of decimals: unscaled / 10^scale, unscaled in two's complement, big-endian.
struct Decimal {
  std::int64_t scale = 0;
  std::string unscaled;
  bool operator==(const Decimal&) const = default;
};

/// The entries of a map in the order they were read: the i-th key has the i-th value.
struct MapEntries {
  std::vector<FieldValue> keys;
  std::vector<FieldValue> values;
  bool operator==(const MapEntries& other) const;
};

/// One value of a row. What C++ type stands for which type of a schema:
///
///   null -> std::monostate                  FLOAT, DOUBLE -> double             array, iterable -> vector
///   BOOLEAN -> bool                         STRING, BYTES -> std::string        map -> MapEntries
///   BYTE, INT16, INT32, INT64 -> int64      logical decimal -> Decimal          row -> Row
///
/// A logical type is its representation; millis_instant is the milliseconds since the epoch as an int64.
struct FieldValue {
  using Variant = std::variant<std::monostate, bool, std::int64_t, double, std::string, Decimal,
                               std::vector<FieldValue>, MapEntries, Row>;
  Variant value;
  bool is_null() const { return value.index() == 0; }
  bool operator==(const FieldValue& other) const { return value == other.value; }
};

/// Appends the nested form of `row`. Throws beam::Error (kInvalidArgument) if it does not fit `schema`.
void EncodeRow(const Schema& schema, const Row& row, ByteWriter& writer);

/// Reads a row. Fields that an older writer did not know are null. Throws beam::Error (kDataLoss) for malformed bytes.
Row DecodeRow(const Schema& schema, ByteReader& reader);
Row DecodeRow(const Schema& schema, std::string_view bytes, DecodeBudget budget = {});

}  // namespace beam
