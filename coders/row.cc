#include "coders/row.h"

#include <numeric>

#include "beam/base/error.h"
#include "coders/bytes.h"
#include "coders/iterable.h"
#include "coders/numbers.h"
#include "coders/row_field.h"

namespace beam {

bool Row::operator==(const Row& other) const { return fields == other.fields; }
bool MapEntries::operator==(const MapEntries& other) const { return keys == other.keys && values == other.values; }

namespace {

// The indices of the fields in the order in which they are encoded.
std::vector<std::size_t> EncodingOrder(const Schema& schema) {
  std::vector<std::size_t> order(schema.fields.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (!schema.encoding_positions_set) return order;
  for (std::size_t field = 0; field < order.size(); ++field) {
    order.at(static_cast<std::size_t>(schema.fields[field].encoding_position)) = field;
  }
  return order;
}

[[noreturn]] void FailToEncode(const std::string& problem) {
  throw Error(StatusCode::kInvalidArgument, "A row does not fit its schema: " + problem);
}

template <class T>
const T& Get(const FieldValue& value, const char* expected) {
  const T* held = std::get_if<T>(&value.value);
  if (held == nullptr) {
    FailToEncode(std::string("a value of the C++ type ") + expected +
                 " was expected; FieldValue::value.index() = " + std::to_string(value.value.index()));
  }
  return *held;
}

// Encodes as the C++ type T, whose form in a row is the right one.
template <class T>
void EncodeInteger(const FieldValue& value, ByteWriter& writer) {
  const std::int64_t number = Get<std::int64_t>(value, "std::int64_t");
  if (static_cast<T>(number) != number) {
    FailToEncode("a number does not fit its field; value = " + std::to_string(number));
  }
  internal::RowField<T>::Encode(static_cast<T>(number), writer);
}

// The two logical types that are not written as their representation says.
bool IsMillisInstant(const FieldType& type) { return type.logical_urn == kMillisInstantUrn; }
bool IsDecimal(const FieldType& type) { return type.logical_urn == kDecimalUrn; }

// A value that may be null anywhere but in a row itself, which has marked its nulls already.
void EncodeValue(const FieldType& type, const FieldValue& value, ByteWriter& writer);
void EncodeMarked(const FieldType& type, const FieldValue& value, ByteWriter& writer) {
  if (type.nullable) writer.PutByte(value.is_null() ? 0 : 1);
  if (!type.nullable || !value.is_null()) EncodeValue(type, value, writer);
}

void EncodeList(const FieldType& type, const FieldValue& value, ByteWriter& writer) {
  const auto& list = Get<std::vector<FieldValue>>(value, "std::vector<beam::FieldValue>");
  internal::WriteIterableBegin(list.size(), writer);
  for (const FieldValue& element : list) EncodeMarked(type.arguments.at(0), element, writer);
  internal::WriteIterableEnd(list.size(), writer);
}

void EncodeMap(const FieldType& type, const FieldValue& value, ByteWriter& writer) {
  const auto& map = Get<MapEntries>(value, "beam::MapEntries");
  if (map.keys.size() != map.values.size()) FailToEncode("a map has not as many keys as values");
  internal::WriteIterableBegin(map.keys.size(), writer);
  for (std::size_t i = 0; i < map.keys.size(); ++i) {
    EncodeMarked(type.arguments.at(0), map.keys[i], writer);
    EncodeMarked(type.arguments.at(1), map.values[i], writer);
  }
  internal::WriteIterableEnd(map.keys.size(), writer);
}

void EncodeLogical(const FieldType& type, const FieldValue& value, ByteWriter& writer) {
  if (IsMillisInstant(type)) {
    internal::WriteTimestamp(Timestamp::Millis(Get<std::int64_t>(value, "std::int64_t")), writer);
  } else if (IsDecimal(type)) {
    const Decimal& decimal = Get<Decimal>(value, "beam::Decimal");
    writer.PutVarint(static_cast<std::uint64_t>(decimal.scale));
    writer.PutLengthPrefixed(decimal.unscaled);
  } else {
    EncodeMarked(type.arguments.at(0), value, writer);
  }
}

void EncodeValue(const FieldType& type, const FieldValue& value, ByteWriter& writer) {
  switch (type.kind) {
    case TypeKind::kByte:
      return EncodeInteger<std::int8_t>(value, writer);
    case TypeKind::kInt16:
      return EncodeInteger<std::int16_t>(value, writer);
    case TypeKind::kInt32:
      return EncodeInteger<std::int32_t>(value, writer);
    case TypeKind::kInt64:
      return EncodeInteger<std::int64_t>(value, writer);
    case TypeKind::kFloat:
      return internal::EncodeNested(static_cast<float>(Get<double>(value, "double")), writer);
    case TypeKind::kDouble:
      return internal::EncodeNested(Get<double>(value, "double"), writer);
    case TypeKind::kString:
    case TypeKind::kBytes:
      return writer.PutLengthPrefixed(Get<std::string>(value, "std::string"));
    case TypeKind::kBoolean:
      return internal::EncodeNested(Get<bool>(value, "bool"), writer);
    case TypeKind::kArray:
    case TypeKind::kIterable:
      return EncodeList(type, value, writer);
    case TypeKind::kMap:
      return EncodeMap(type, value, writer);
    case TypeKind::kRow:
      return EncodeRow(type.row.at(0), Get<Row>(value, "beam::Row"), writer);
    case TypeKind::kLogical:
      return EncodeLogical(type, value, writer);
    case TypeKind::kUnspecified:
      break;
  }
  FailToEncode("its schema leaves the type of a field open");
}

FieldValue DecodeValue(const FieldType& type, ByteReader& reader);
FieldValue DecodeMarked(const FieldType& type, ByteReader& reader) {
  if (type.nullable && !internal::ReadPresence(reader)) return {};
  return DecodeValue(type, reader);
}

FieldValue DecodeList(const FieldType& type, ByteReader& reader) {
  std::vector<FieldValue> list;
  internal::ReadIterable(
      reader, [](std::uint64_t) {},
      [&] {
        const std::size_t start = reader.position();
        list.push_back(DecodeMarked(type.arguments.at(0), reader));
        reader.ChargeElement(start, sizeof(FieldValue));
      });
  return {std::move(list)};
}

FieldValue DecodeMap(const FieldType& type, ByteReader& reader) {
  MapEntries map;
  internal::ReadIterable(
      reader, [](std::uint64_t) {},
      [&] {
        const std::size_t start = reader.position();
        map.keys.push_back(DecodeMarked(type.arguments.at(0), reader));
        map.values.push_back(DecodeMarked(type.arguments.at(1), reader));
        reader.ChargeElement(start, 2 * sizeof(FieldValue));
      });
  return {std::move(map)};
}

FieldValue DecodeLogical(const FieldType& type, ByteReader& reader) {
  if (IsMillisInstant(type)) return {internal::ReadTimestamp(reader).millis()};
  if (IsDecimal(type)) {
    const auto scale = static_cast<std::int64_t>(reader.ReadVarint());
    return {Decimal{scale, std::string(reader.ReadLengthPrefixed())}};
  }
  return DecodeMarked(type.arguments.at(0), reader);
}

template <class T>
FieldValue DecodeInteger(ByteReader& reader) {
  return {static_cast<std::int64_t>(internal::RowField<T>::Decode(reader))};
}

FieldValue DecodeValue(const FieldType& type, ByteReader& reader) {
  switch (type.kind) {
    case TypeKind::kByte:
      return DecodeInteger<std::int8_t>(reader);
    case TypeKind::kInt16:
      return DecodeInteger<std::int16_t>(reader);
    case TypeKind::kInt32:
      return DecodeInteger<std::int32_t>(reader);
    case TypeKind::kInt64:
      return DecodeInteger<std::int64_t>(reader);
    case TypeKind::kFloat:
      return {static_cast<double>(internal::DecodeNested<float>(reader))};
    case TypeKind::kDouble:
      return {internal::DecodeNested<double>(reader)};
    case TypeKind::kString:
    case TypeKind::kBytes:
      return {std::string(reader.ReadLengthPrefixed())};
    case TypeKind::kBoolean:
      return {internal::DecodeNested<bool>(reader)};
    case TypeKind::kArray:
    case TypeKind::kIterable:
      return DecodeList(type, reader);
    case TypeKind::kMap:
      return DecodeMap(type, reader);
    case TypeKind::kRow:
      return {DecodeRow(type.row.at(0), reader)};
    case TypeKind::kLogical:
      return DecodeLogical(type, reader);
    case TypeKind::kUnspecified:
      break;
  }
  reader.Fail("the schema leaves the type of a field open");
}

}  // namespace

void EncodeRow(const Schema& schema, const Row& row, ByteWriter& writer) {
  const std::size_t count = schema.fields.size();
  if (row.fields.size() != count) {
    FailToEncode("the numbers of fields differ; row = " + std::to_string(row.fields.size()) +
                 ", schema = " + std::to_string(count));
  }
  const std::vector<std::size_t> order = EncodingOrder(schema);
  std::string nulls(count / 8 + 1, '\0');
  for (std::size_t position = 0; position < count; ++position) {
    if (!row.fields[order[position]].is_null()) continue;
    if (!schema.fields[order[position]].type.nullable) {
      FailToEncode("a field that is not nullable is null; field = " + schema.fields[order[position]].name);
    }
    nulls[position / 8] = static_cast<char>(nulls[position / 8] | 1 << position % 8);
  }
  internal::WriteRowHead(count, nulls, writer);
  for (const std::size_t field : order) {
    if (!row.fields[field].is_null()) EncodeValue(schema.fields[field].type, row.fields[field], writer);
  }
}

Row DecodeRow(const Schema& schema, ByteReader& reader) {
  const ByteReader::Nesting nesting(reader);
  const internal::RowHead head = internal::ReadRowHead(reader, schema.fields.size());
  const std::vector<std::size_t> order = EncodingOrder(schema);
  reader.ChargeBytes(order.size() * sizeof(FieldValue));
  Row row;
  row.fields.resize(order.size());
  for (std::size_t position = 0; position < order.size(); ++position) {
    const SchemaField& field = schema.fields[order[position]];
    if (!head.IsNull(position)) {
      row.fields[order[position]] = DecodeValue(field.type, reader);
    } else if (!field.type.nullable) {
      reader.Fail("a row lacks the value of a field that is not nullable; field = " + field.name);
    }
  }
  return row;
}

Row DecodeRow(const Schema& schema, std::string_view bytes, DecodeBudget budget) {
  ByteReader reader(bytes, budget);
  return reader.WithLimit(bytes.size(), [&] { return DecodeRow(schema, reader); });
}

}  // namespace beam
