#include "beam/exec/typed_element.h"

#include "coders/coders.h"

namespace beam::internal {

namespace {

/// The forced setting that shows a wrong coder.
class EncodingTap final : public BatchTap {
 public:
  explicit EncodingTap(RecodeBatch recode) : recode_(recode) {}
  void Apply(BatchBase& batch) override { recode_(batch, bytes_); }

 private:
  RecodeBatch recode_;
  std::string bytes_;
};

}  // namespace

template <>
const ElementType* ElementTypeOf<std::string>() {
  return TypedElementOf<std::string>();
}
template <>
const ElementType* ElementTypeOf<std::int32_t>() {
  return TypedElementOf<std::int32_t>();
}
template <>
const ElementType* ElementTypeOf<std::int64_t>() {
  return TypedElementOf<std::int64_t>();
}
template <>
const ElementType* ElementTypeOf<double>() {
  return TypedElementOf<double>();
}
template <>
const ElementType* ElementTypeOf<KV<std::string, std::string>>() {
  return TypedElementOf<KV<std::string, std::string>>();
}
template <>
const ElementType* ElementTypeOf<KV<std::string, std::int64_t>>() {
  return TypedElementOf<KV<std::string, std::int64_t>>();
}
template <>
const ElementType* ElementTypeOf<bool>() {
  return TypedElementOf<bool>();
}
template <>
const ElementType* ElementTypeOf<std::uint64_t>() {
  return TypedElementOf<std::uint64_t>();
}
template <>
const ElementType* ElementTypeOf<KV<std::string, std::int32_t>>() {
  return TypedElementOf<KV<std::string, std::int32_t>>();
}
template <>
const ElementType* ElementTypeOf<KV<std::int32_t, std::int32_t>>() {
  return TypedElementOf<KV<std::int32_t, std::int32_t>>();
}
template <>
const ElementType* ElementTypeOf<KV<std::int64_t, std::int64_t>>() {
  return TypedElementOf<KV<std::int64_t, std::int64_t>>();
}
template <>
const ElementType* ElementTypeOf<KV<std::string, Iter<std::string>>>() {
  return TypedElementOf<KV<std::string, Iter<std::string>>>();
}
template <>
const ElementType* ElementTypeOf<KV<std::string, Iter<std::int32_t>>>() {
  return TypedElementOf<KV<std::string, Iter<std::int32_t>>>();
}
template <>
const ElementType* ElementTypeOf<KV<std::string, Iter<std::int64_t>>>() {
  return TypedElementOf<KV<std::string, Iter<std::int64_t>>>();
}
template <>
const ElementType* ElementTypeOf<KV<std::int32_t, Iter<std::int32_t>>>() {
  return TypedElementOf<KV<std::int32_t, Iter<std::int32_t>>>();
}
template <>
const ElementType* ElementTypeOf<KV<std::int64_t, Iter<std::int64_t>>>() {
  return TypedElementOf<KV<std::int64_t, Iter<std::int64_t>>>();
}

std::string_view TypedElement::name() const { return name_; }

const ExchangeFactory* TypedElement::element_exchange() const { return exchange_; }

Owned<BatchTap> TypedElement::MakeEncodingTap() const {
  return recode_ == nullptr ? Owned<BatchTap>() : Owned<BatchTap>(new EncodingTap(recode_));
}

const WireForm* TypedElement::wire_form() const { return wire_form_; }

void TypedElement::Ship(ByteWriter& out) const { WriteFunction(listed_->function(), out); }

}  // namespace beam::internal
