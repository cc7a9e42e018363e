// The proto of a schema is written and read by hand: a dozen lines of tags are less than a dependency on protobuf,
// which programs that use only the direct runner do not have.
#include "coders/schema.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace beam {

// Spelled out, because clang 16 crashes on defaulted comparisons of types that contain each other.
bool Schema::operator==(const Schema& other) const {
  return fields == other.fields && id == other.id && encoding_positions_set == other.encoding_positions_set;
}
bool FieldType::operator==(const FieldType& other) const {
  return kind == other.kind && nullable == other.nullable && arguments == other.arguments && row == other.row &&
         logical_urn == other.logical_urn && logical_argument == other.logical_argument;
}
bool SchemaField::operator==(const SchemaField& other) const {
  return name == other.name && type == other.type && encoding_position == other.encoding_position && id == other.id;
}

namespace internal {

void AddField(Schema& schema, std::string_view name, FieldType type) {
  schema.fields.push_back({std::string(name), std::move(type)});
}

FieldType NullableType(FieldType type) {
  type.nullable = true;
  return type;
}

FieldType CollectionType(TypeKind kind, FieldType element) {
  FieldType type{kind, false, {}, {}, {}, {}};
  type.arguments.push_back(std::move(element));
  return type;
}

FieldType MapType(FieldType key, FieldType value) {
  FieldType type = CollectionType(TypeKind::kMap, std::move(key));
  type.arguments.push_back(std::move(value));
  return type;
}

FieldType RowType(Schema row) {
  FieldType type{TypeKind::kRow, false, {}, {}, {}, {}};
  type.row.push_back(std::move(row));
  return type;
}

FieldType OpaqueType() {
  FieldType type = CollectionType(TypeKind::kLogical, {TypeKind::kBytes, false, {}, {}, {}, {}});
  type.logical_urn = "beam:logical_type:cpp_coder:v1";
  return type;
}

}  // namespace internal

namespace {

// Field numbers of schema.proto; the comments name the messages.
enum : std::uint32_t {
  kSchemaFields = 1,  // Schema
  kSchemaId = 2,
  kSchemaPositionsSet = 4,
  kFieldName = 1,  // Field
  kFieldType = 3,
  kFieldId = 4,
  kFieldEncodingPosition = 5,
  kTypeNullable = 1,  // FieldType
  kTypeAtomic = 2,
  kTypeArray = 3,
  kTypeIterable = 4,
  kTypeMap = 5,
  kTypeRow = 6,
  kTypeLogical = 7,
  kContainerElement = 1,  // ArrayType, IterableType
  kMapKey = 1,            // MapType
  kMapValue = 2,
  kRowSchema = 1,   // RowType
  kLogicalUrn = 1,  // LogicalType
  kLogicalRepresentation = 3,
  kLogicalArgumentType = 4,
  kLogicalArgument = 5,
};

enum WireType : std::uint32_t { kVarint = 0, kFixed64 = 1, kLengthPrefixed = 2, kFixed32 = 5 };

void PutNumber(std::uint32_t field, std::uint64_t value, ByteWriter& writer) {
  if (value == 0) return;
  writer.PutVarint(field << 3 | kVarint);
  writer.PutVarint(value);
}

void PutMessage(std::uint32_t field, std::string_view bytes, ByteWriter& writer) {
  writer.PutVarint(field << 3 | kLengthPrefixed);
  writer.PutLengthPrefixed(bytes);
}

std::string TypeToProto(const FieldType& type);

// A message whose only content are types: ArrayType, IterableType and MapType.
std::string ArgumentsToProto(const FieldType& type) {
  std::string proto;
  ByteWriter writer(proto);
  for (std::size_t i = 0; i < type.arguments.size(); ++i) {
    PutMessage(static_cast<std::uint32_t>(kContainerElement + i), TypeToProto(type.arguments[i]), writer);
  }
  return proto;
}

std::string LogicalToProto(const FieldType& type) {
  std::string proto;
  ByteWriter writer(proto);
  PutMessage(kLogicalUrn, type.logical_urn, writer);
  for (const FieldType& representation : type.arguments) {
    PutMessage(kLogicalRepresentation, TypeToProto(representation), writer);
  }
  writer.PutBytes(type.logical_argument);
  return proto;
}

std::string RowToProto(const FieldType& type) {
  std::string proto;
  ByteWriter writer(proto);
  for (const Schema& schema : type.row) PutMessage(kRowSchema, SchemaToProto(schema), writer);
  return proto;
}

std::string TypeToProto(const FieldType& type) {
  std::string proto;
  ByteWriter writer(proto);
  PutNumber(kTypeNullable, type.nullable ? 1 : 0, writer);
  switch (type.kind) {
    case TypeKind::kArray:
      PutMessage(kTypeArray, ArgumentsToProto(type), writer);
      break;
    case TypeKind::kIterable:
      PutMessage(kTypeIterable, ArgumentsToProto(type), writer);
      break;
    case TypeKind::kMap:
      PutMessage(kTypeMap, ArgumentsToProto(type), writer);
      break;
    case TypeKind::kRow:
      PutMessage(kTypeRow, RowToProto(type), writer);
      break;
    case TypeKind::kLogical:
      PutMessage(kTypeLogical, LogicalToProto(type), writer);
      break;
    default:
      PutNumber(kTypeAtomic, static_cast<std::uint64_t>(type.kind), writer);
      break;
  }
  return proto;
}

std::string FieldsToProto(const Schema& schema) {
  std::string proto;
  ByteWriter writer(proto);
  for (const SchemaField& field : schema.fields) {
    std::string field_proto;
    ByteWriter field_writer(field_proto);
    PutMessage(kFieldName, field.name, field_writer);
    PutMessage(kFieldType, TypeToProto(field.type), field_writer);
    PutNumber(kFieldId, static_cast<std::uint32_t>(field.id), field_writer);
    PutNumber(kFieldEncodingPosition, static_cast<std::uint32_t>(field.encoding_position), field_writer);
    PutMessage(kSchemaFields, field_proto, writer);
  }
  return proto;
}

// FNV-1a over 64 bits.
std::uint64_t Fingerprint(std::string_view bytes, std::uint64_t hash) {
  for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return hash;
}

// A UUID of version 8, the one for contents of one's own choice (RFC 9562).
std::string UuidOf(std::string_view bytes) {
  const std::uint64_t high = (Fingerprint(bytes, 0xcbf29ce484222325) & ~std::uint64_t{0xf000}) | 0x8000;
  const std::uint64_t low = (Fingerprint(bytes, 0x84222325cbf29ce4) & ~(std::uint64_t{3} << 62)) | std::uint64_t{2}
                                                                                                       << 62;
  std::string uuid;
  for (int digit = 0; digit < 32; ++digit) {
    if (digit == 8 || digit == 12 || digit == 16 || digit == 20) uuid += '-';
    const std::uint64_t half = digit < 16 ? high : low;
    uuid += "0123456789abcdef"[half >> (60 - 4 * (digit % 16)) & 0xf];
  }
  return uuid;
}

// Reads the fields of a message one after another.
struct ProtoField {
  std::uint32_t number = 0;
  std::uint64_t value = 0;   // of a varint field
  std::string_view message;  // of a length-prefixed field
  std::string_view raw;      // tag and all
};

std::optional<ProtoField> NextField(std::string_view& proto, const ByteReader& origin) {
  if (proto.empty()) return std::nullopt;
  ByteReader reader(proto);
  ProtoField field;
  const std::uint64_t tag = reader.ReadVarint();
  field.number = static_cast<std::uint32_t>(tag >> 3);
  switch (tag & 7) {
    case kVarint:
      field.value = reader.ReadVarint();
      break;
    case kFixed64:
      reader.ReadBytes(8);
      break;
    case kLengthPrefixed:
      field.message = reader.ReadLengthPrefixed();
      break;
    case kFixed32:
      reader.ReadBytes(4);
      break;
    default:
      origin.Fail("a schema has a field of an unknown wire type");
  }
  field.raw = proto.substr(0, reader.position());
  proto.remove_prefix(reader.position());
  return field;
}

// `budget` bounds how deep types lie in types; it is never read from.
Schema ParseSchema(std::string_view proto, ByteReader& budget);
FieldType ParseType(std::string_view proto, ByteReader& budget);

// The types in a message at the field numbers from 1: of an array, an iterable or a map.
std::vector<FieldType> ParseArguments(std::string_view proto, std::size_t count, ByteReader& budget) {
  std::vector<FieldType> arguments(count);
  while (const auto field = NextField(proto, budget)) {
    if (field->number >= 1 && field->number <= count) {
      arguments[field->number - 1] = ParseType(field->message, budget);
    }
  }
  return arguments;
}

void ParseLogical(std::string_view proto, FieldType& type, ByteReader& budget) {
  while (const auto field = NextField(proto, budget)) {
    if (field->number == kLogicalUrn) type.logical_urn = field->message;
    if (field->number == kLogicalRepresentation) type.arguments.assign(1, ParseType(field->message, budget));
    if (field->number == kLogicalArgumentType || field->number == kLogicalArgument) type.logical_argument += field->raw;
  }
  if (type.arguments.empty()) budget.Fail("a logical type of a schema has no representation");
}

void ParseRow(std::string_view proto, FieldType& type, ByteReader& budget) {
  while (const auto field = NextField(proto, budget)) {
    if (field->number == kRowSchema) type.row.assign(1, ParseSchema(field->message, budget));
  }
  if (type.row.empty()) budget.Fail("a row type of a schema has no schema");
}

FieldType ParseType(std::string_view proto, ByteReader& budget) {
  const ByteReader::Nesting nesting(budget);
  FieldType type;
  const auto begin = [&](TypeKind kind) {
    const bool nullable = type.nullable;
    type = FieldType();
    type.nullable = nullable;
    type.kind = kind;
  };
  while (const auto field = NextField(proto, budget)) {
    switch (field->number) {
      case kTypeNullable:
        type.nullable = field->value != 0;
        break;
      case kTypeAtomic:
        if (field->value > static_cast<std::uint64_t>(TypeKind::kBytes))
          budget.Fail("a schema has an unknown atomic type");
        begin(static_cast<TypeKind>(field->value));
        break;
      case kTypeArray:
        begin(TypeKind::kArray), type.arguments = ParseArguments(field->message, 1, budget);
        break;
      case kTypeIterable:
        begin(TypeKind::kIterable), type.arguments = ParseArguments(field->message, 1, budget);
        break;
      case kTypeMap:
        begin(TypeKind::kMap), type.arguments = ParseArguments(field->message, 2, budget);
        break;
      case kTypeRow:
        begin(TypeKind::kRow), ParseRow(field->message, type, budget);
        break;
      case kTypeLogical:
        begin(TypeKind::kLogical), ParseLogical(field->message, type, budget);
        break;
      default:
        break;
    }
  }
  return type;
}

SchemaField ParseField(std::string_view proto, ByteReader& budget) {
  SchemaField parsed;
  while (const auto field = NextField(proto, budget)) {
    if (field->number == kFieldName) parsed.name = field->message;
    if (field->number == kFieldType) parsed.type = ParseType(field->message, budget);
    if (field->number == kFieldId) parsed.id = static_cast<std::int32_t>(field->value);
    if (field->number == kFieldEncodingPosition) parsed.encoding_position = static_cast<std::int32_t>(field->value);
  }
  return parsed;
}

void RequirePermutation(const Schema& schema, const ByteReader& origin) {
  std::vector<bool> taken(schema.fields.size());
  for (const SchemaField& field : schema.fields) {
    const auto position = static_cast<std::size_t>(field.encoding_position);
    if (position >= taken.size() || taken[position]) {
      origin.Fail("the encoding positions of a schema must be a permutation of its fields");
    }
    taken[position] = true;
  }
}

Schema ParseSchema(std::string_view proto, ByteReader& budget) {
  const ByteReader::Nesting nesting(budget);
  Schema schema;
  while (const auto field = NextField(proto, budget)) {
    if (field->number == kSchemaFields) {
      budget.ChargeBytes(sizeof(SchemaField));
      schema.fields.push_back(ParseField(field->message, budget));
    }
    if (field->number == kSchemaId) schema.id = field->message;
    if (field->number == kSchemaPositionsSet) schema.encoding_positions_set = field->value != 0;
  }
  if (schema.encoding_positions_set) RequirePermutation(schema, budget);
  return schema;
}

}  // namespace

std::string SchemaToProto(const Schema& schema) {
  std::string proto = FieldsToProto(schema);
  const std::string id = schema.id.empty() ? UuidOf(proto) : schema.id;
  ByteWriter writer(proto);
  PutMessage(kSchemaId, id, writer);
  PutNumber(kSchemaPositionsSet, schema.encoding_positions_set ? 1 : 0, writer);
  return proto;
}

Schema SchemaFromProto(std::string_view proto, DecodeBudget budget) {
  ByteReader reader(proto, budget);
  return ParseSchema(proto, reader);
}

}  // namespace beam
