// ElementTypeOf<T>(): the one ElementType object of a C++ type.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

#include "beam/base/type_name.h"
#include "beam/exec/element_exchange.h"
#include "beam/exec/shipment.h"
#include "beam/exec/wire_form.h"
#include "beam/graph/element_type.h"
#include "beam/iter.h"

namespace beam::internal {

/// Replaces every value of a batch by what decoding its encoding gives; `bytes` is working memory.
using RecodeBatch = void (*)(BatchBase& batch, std::string& bytes);

template <class T>
void Recode(BatchBase& base, std::string& bytes) {
  for (T& value : static_cast<Batch<T>&>(base)) {
    bytes.clear();
    ByteWriter writer(bytes);
    EncodeNested(value, writer);
    ByteReader reader(bytes);
    value = DecodeNested<T>(reader);
  }
}

class TypedElement final : public ElementType {
 public:
  TypedElement(std::string_view name, const ElementExchange* exchange, RecodeBatch recode, const WireForm* wire_form,
               const Listed& listed, bool is_pair)
      : name_(name), exchange_(exchange), recode_(recode), wire_form_(wire_form), listed_(&listed), is_pair_(is_pair) {}
  std::string_view name() const override;
  bool is_pair() const override { return is_pair_; }
  const ExchangeFactory* element_exchange() const override;
  Owned<BatchTap> MakeEncodingTap() const override;
  const WireForm* wire_form() const override;
  void Ship(ByteWriter& out) const override;

 private:
  std::string_view name_;
  const ElementExchange* exchange_;
  RecodeBatch recode_;
  const WireForm* wire_form_;
  const Listed* listed_;
  bool is_pair_;
};

template <class T>
const ElementType* TypedElementOf() {
  const ElementExchange* stored_by = nullptr;
  RecodeBatch recode = nullptr;
  if constexpr (kIsPackable<T>) {
    static const ElementExchange exchange(kPackingOf<T>);
    stored_by = &exchange;
  }
  if constexpr (kHasCoder<T> && std::is_move_assignable_v<T>) recode = &Recode<T>;
  static const TypedElement type(TypeName<T>(), stored_by, recode, WireFormOf<T>(), kListed<&TypedElementOf<T>, T>,
                                 kIsKV<T>);
  return &type;
}

template <class T>
const ElementType* ElementTypeOf() {
  return TypedElementOf<T>();
}

// The types that many programs have are compiled once, in the library.
template <>
const ElementType* ElementTypeOf<std::string>();
template <>
const ElementType* ElementTypeOf<std::int32_t>();
template <>
const ElementType* ElementTypeOf<std::int64_t>();
template <>
const ElementType* ElementTypeOf<double>();
template <>
const ElementType* ElementTypeOf<KV<std::string, std::string>>();
template <>
const ElementType* ElementTypeOf<KV<std::string, std::int64_t>>();
template <>
const ElementType* ElementTypeOf<bool>();
template <>
const ElementType* ElementTypeOf<std::uint64_t>();
template <>
const ElementType* ElementTypeOf<KV<std::string, std::int32_t>>();
template <>
const ElementType* ElementTypeOf<KV<std::int32_t, std::int32_t>>();
template <>
const ElementType* ElementTypeOf<KV<std::int64_t, std::int64_t>>();
template <>
const ElementType* ElementTypeOf<KV<std::string, Iter<std::string>>>();
template <>
const ElementType* ElementTypeOf<KV<std::string, Iter<std::int32_t>>>();
template <>
const ElementType* ElementTypeOf<KV<std::string, Iter<std::int64_t>>>();
template <>
const ElementType* ElementTypeOf<KV<std::int32_t, Iter<std::int32_t>>>();
template <>
const ElementType* ElementTypeOf<KV<std::int64_t, Iter<std::int64_t>>>();

}  // namespace beam::internal
