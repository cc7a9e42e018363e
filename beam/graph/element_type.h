// ElementType: what the engine may do with the elements of a collection without knowing their C++ type.
#pragma once

#include <string>
#include <string_view>

#include "beam/base/owned.h"

namespace beam {
class ByteWriter;
}

namespace beam::internal {

class BatchBase;
class BatchTap;
class ExchangeFactory;
struct WireForm;

class ElementType {
 public:
  virtual ~ElementType() = default;
  /// The C++ type as the compiler spells it; for people only.
  virtual std::string_view name() const = 0;
  /// True for KV<K, V>.
  virtual bool is_pair() const = 0;
  /// How elements are stored between stages as they are; null for types that have no coder.
  virtual const ExchangeFactory* element_exchange() const = 0;
  /// A tap that replaces a batch by its encoded and decoded self; null where there is no coder or no assignment.
  virtual Owned<BatchTap> MakeEncodingTap() const = 0;
  /// How elements travel to a runner far away; null for types that cannot.
  virtual const WireForm* wire_form() const = 0;
  /// Writes what ReadElementType (beam/exec/shipment.h) finds this object by in another process of the program.
  virtual void Ship(ByteWriter& out) const = 0;
};

}  // namespace beam::internal
