// Schema: the description of a row, as other SDKs understand it (org.apache.beam.model.pipeline.v1.Schema).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "beam/base/bytes.h"

namespace beam {

/// The kinds of field types. The first ten are numbered like Beam's AtomicType.
enum class TypeKind : std::uint8_t {
  kUnspecified = 0,
  kByte = 1,
  kInt16 = 2,
  kInt32 = 3,
  kInt64 = 4,
  kFloat = 5,
  kDouble = 6,
  kString = 7,
  kBoolean = 8,
  kBytes = 9,
  kArray,
  kIterable,
  kMap,
  kRow,
  kLogical,
};

struct SchemaField;

/// The fields of a row, in order.
struct Schema {
  std::vector<SchemaField> fields;
  /// A UUID. SchemaToProto makes one out of the fields if it is empty, so equal schemas have equal ids everywhere.
  std::string id;
  /// True if the fields are encoded in the order of their encoding_position, not in their own.
  bool encoding_positions_set = false;
  bool operator==(const Schema&) const;
};

/// The type of a field.
struct FieldType {
  TypeKind kind = TypeKind::kUnspecified;
  bool nullable = false;
  std::vector<FieldType> arguments;  ///< array, iterable: the element; map: key and value; logical: the representation
  std::vector<Schema> row;           ///< row: one schema
  std::string logical_urn;           ///< logical: which
  std::string logical_argument;      ///< logical: its argument_type and argument as they stand in the proto
  bool operator==(const FieldType&) const;
};

/// One field of a row.
struct SchemaField {
  std::string name;
  FieldType type;
  std::int32_t encoding_position = 0;
  std::int32_t id = 0;  ///< carried along; Beam does not use it
  bool operator==(const SchemaField&) const;
};

namespace internal {

// How generic code builds schemas: what is called stands in one place instead of in each instantiation.
void AddField(Schema& schema, std::string_view name, FieldType type);
FieldType NullableType(FieldType type);
FieldType CollectionType(TypeKind kind, FieldType element);
FieldType MapType(FieldType key, FieldType value);
FieldType RowType(Schema row);
/// Of a type without a place in Beam's schemas.
FieldType OpaqueType();

}  // namespace internal

/// The serialized proto, which is the payload of a row coder.
std::string SchemaToProto(const Schema& schema);
/// The schema in a serialized proto; options and descriptions are passed over. Throws beam::Error (kDataLoss) if the
/// bytes are no schema, or one whose encoding positions are not a permutation of its fields.
Schema SchemaFromProto(std::string_view proto, DecodeBudget budget = {});

inline constexpr std::string_view kMillisInstantUrn = "beam:logical_type:millis_instant:v1";
inline constexpr std::string_view kDecimalUrn = "beam:logical_type:decimal:v1";

}  // namespace beam
