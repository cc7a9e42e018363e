#include "coders/row_field.h"

namespace beam::internal {

RowHead ReadRowHead(ByteReader& reader, std::size_t known) {
  RowHead head;
  head.count = reader.ReadVarint();
  if (head.count > known) reader.Fail("a row has more fields than its schema");
  head.nulls = reader.ReadLengthPrefixed();
  for (std::size_t byte = 0; byte < head.nulls.size(); ++byte) {
    const auto bits = static_cast<unsigned char>(head.nulls[byte]);
    const std::size_t first = byte * 8;
    const unsigned known_bits = first >= head.count       ? 0u
                                : head.count - first >= 8 ? 0xffu
                                                          : (1u << (head.count - first)) - 1;
    if ((bits & ~known_bits) != 0) reader.Fail("a row marks a field as null that it does not have");
  }
  return head;
}

FieldType RowField<Timestamp>::Type() {
  FieldType type{TypeKind::kLogical, false, {}, {}, std::string(kMillisInstantUrn), {}};
  type.arguments.push_back({TypeKind::kInt64, false, {}, {}, {}, {}});
  return type;
}

void WriteRowHead(std::size_t count, std::string_view nulls, ByteWriter& writer) {
  writer.PutVarint(count);
  while (!nulls.empty() && nulls.back() == 0) nulls.remove_suffix(1);
  writer.PutLengthPrefixed(nulls);
}

}  // namespace beam::internal
