// ElementTypeOf<T>(): the one ElementType object of a C++ type.
#pragma once

#include <string>
#include <string_view>

#include "beam/exec/element_exchange.h"
#include "beam/graph/element_type.h"
#include "beam/iter.h"

namespace beam::internal {

/// The spelling of T in the compiler's own words.
template <class T>
constexpr std::string_view TypeName() {
  const std::string_view text = __PRETTY_FUNCTION__;
  const std::size_t begin = text.find("T = ") + 4;
  const std::size_t end = text.find_first_of(";]", begin);
  return text.substr(begin, end - begin);
}

/// Replaces every value of a batch by what decoding its encoding gives: the forced setting that shows a wrong coder.
template <class T>
class EncodingTap final : public BatchTap {
 public:
  void Apply(BatchBase& base) override {
    auto& batch = static_cast<Batch<T>&>(base);
    for (T& value : batch) {
      bytes_.clear();
      ByteWriter writer(bytes_);
      EncodeNested(value, writer);
      ByteReader reader(bytes_);
      value = DecodeNested<T>(reader);
    }
  }

 private:
  std::string bytes_;
};

template <class T>
class TypedElement final : public ElementType {
 public:
  std::string_view name() const override { return TypeName<T>(); }
  const ExchangeFactory* element_exchange() const override {
    if constexpr (kIsPackable<T>) {
      static const ElementExchange<T> exchange;
      return &exchange;
    } else {
      return nullptr;
    }
  }
  Owned<BatchTap> MakeEncodingTap() const override {
    if constexpr (kHasCoder<T> && std::is_move_assignable_v<T>) {
      return Owned<BatchTap>(new EncodingTap<T>());
    } else {
      return nullptr;
    }
  }
};

template <class T>
const ElementType* ElementTypeOf() {
  static const TypedElement<T> type;
  return &type;
}

}  // namespace beam::internal
