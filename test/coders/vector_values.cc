#include "test/coders/vector_values.h"

#include <algorithm>

namespace beam::testing {

Decimal DecimalFrom(const std::string& text) {
  const std::size_t point = text.find('.');
  std::string digits = text;
  Decimal decimal;
  if (point != std::string::npos) {
    digits.erase(point, 1);
    decimal.scale = static_cast<std::int64_t>(text.size() - point - 1);
  }
  const std::int64_t unscaled = std::stoll(digits);
  int size = 1;
  while (size < 8 && unscaled >> (8 * size - 1) != unscaled >> 63) ++size;
  for (int i = size - 1; i >= 0; --i) decimal.unscaled += static_cast<char>(unscaled >> (8 * i));
  return decimal;
}

namespace {

MapEntries MapFrom(const FieldType& type, const Node& node) {
  MapEntries map;
  for (std::size_t i = 0; i < node.keys.size(); ++i) {
    map.keys.push_back({node.keys[i]});
    map.values.push_back(FieldFrom(type.arguments[1], node.items[i]));
  }
  return map;
}

FieldValue LogicalFrom(const FieldType& type, const Node& node) {
  if (type.logical_urn == kDecimalUrn) return {DecimalFrom(node.text)};
  // The vector gives the eight bytes as a number, with the sign bit still turned over.
  if (type.logical_urn == kMillisInstantUrn) return {std::int64_t(std::uint64_t(node.number) ^ std::uint64_t{1} << 63)};
  return FieldFrom(type.arguments[0], node);
}

}  // namespace

FieldValue FieldFrom(const FieldType& type, const Node& node) {
  if (node.kind == Node::Kind::kNull) return {};
  switch (type.kind) {
    case TypeKind::kBoolean:
      return {node.number != 0};
    case TypeKind::kByte:
    case TypeKind::kInt16:
    case TypeKind::kInt32:
    case TypeKind::kInt64:
      return {node.number};
    case TypeKind::kFloat:
      return {double(std::strtof(node.text.c_str(), nullptr))};
    case TypeKind::kDouble:
      return {std::strtod(node.text.c_str(), nullptr)};
    case TypeKind::kString:
    case TypeKind::kBytes:
      return {node.text};
    case TypeKind::kMap:
      return {MapFrom(type, node)};
    case TypeKind::kRow:
      return {RowFrom(type.row[0], node)};
    case TypeKind::kLogical:
      return LogicalFrom(type, node);
    case TypeKind::kArray:
    case TypeKind::kIterable:
      break;
    case TypeKind::kUnspecified:
      throw std::runtime_error("a vector's schema leaves a type open");
  }
  std::vector<FieldValue> list;
  for (const Node& item : node.items) list.push_back(FieldFrom(type.arguments[0], item));
  return {std::move(list)};
}

Row RowFrom(const Schema& schema, const Node& node) {
  Row row;
  for (const SchemaField& field : schema.fields) row.fields.push_back(FieldFrom(field.type, node.At(field.name)));
  return row;
}

}  // namespace beam::testing
