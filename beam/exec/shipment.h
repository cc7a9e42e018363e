// Shipment: the typed objects of a graph on their way to another process of the same program. Each is written as the place of
// the function that makes it again, and what that function reads.
#pragma once

#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "beam/base/owned.h"
#include "beam/base/type_name.h"
#include "beam/event_time/window_fn.h"
#include "beam/fn/registry.h"
#include "beam/fn/shipping.h"

namespace beam::internal {

class ElementType;
class ExchangeFactory;
class Graph;
class OperatorFactory;

template <class Make>
inline constexpr ListedKind kKindOf = ListedKind::kElementType;
template <>
inline constexpr ListedKind kKindOf<Owned<const OperatorFactory> (*)(ByteReader&)> = ListedKind::kOperatorFactory;
template <>
inline constexpr ListedKind kKindOf<Owned<const ExchangeFactory> (*)(ByteReader&)> = ListedKind::kExchangeFactory;

template <>
inline constexpr ListedKind kKindOf<WindowFnRef (*)(ByteReader&)> = ListedKind::kWindowFn;

/// The listing of a function that makes something again; `Named` is the type that people know it by.
template <auto kMake, class Named>
inline const Listed kListed(kKindOf<decltype(kMake)>, reinterpret_cast<const void*>(kMake), TypeName<Named>());

/// Begins the shipment of an object that `Maker::Read` makes again.
template <class Maker, class Named>
void StartShipment(ByteWriter& out) {
  WriteFunction(kListed<&Maker::Read, Named>.function(), out);
}

/// Throws beam::Error (kFailedPrecondition): the function must stay in this process, because of `problem`.
[[noreturn]] void ThrowUnshippable(const std::string& problem);

/// Throws beam::Error (kInvalidArgument): a step's exchange was made for another function than the step has.
[[noreturn]] void ThrowOtherFunction();

/// Begins the shipment of an object that `Maker::Read` makes again, first of all out of a user's function. Throws as ThrowUnshippable does
/// where the function cannot leave.
template <class Maker, bool kRemote, class Fn>
void StartFunctionShipment(const Fn& fn, ByteWriter& out) {
  if constexpr (!kRemote) {
    ThrowUnshippable("was compiled for this process only; link beam_portable to the target that builds the pipeline");
  } else if constexpr (!Shipping<Fn>::kPossible) {
    ThrowUnshippable(Shipping<Fn>::Problem());
  } else {
    StartShipment<Maker, Fn>(out);
    Shipping<Fn>::Write(fn, out);
  }
}

/// The shipment of an object that is nothing but a user's function. `Maker` may be made of an `Fn`.
template <class Maker, class Base, class Fn, bool kRemote>
struct FunctionShipment {
  static void Write(const Fn& fn, ByteWriter& out) { StartFunctionShipment<FunctionShipment, kRemote>(fn, out); }
  static Owned<const Base> Read(ByteReader& in) { return Owned<const Base>(new Maker(Shipping<Fn>::Read(in))); }
};

/// Throw beam::Error for bytes that no object of this program wrote.
Owned<const OperatorFactory> ReadOperatorFactory(ByteReader& in);
Owned<const ExchangeFactory> ReadExchangeFactory(ByteReader& in);
const ElementType* ReadElementType(ByteReader& in);

/// The URN of window functions that users wrote.
inline constexpr char kCustomWindowFnUrn[] = "beam:window_fn:cpp:v1";
/// Writes a window function, which may be null. Throws beam::Error (kFailedPrecondition) that says why it must stay here.
void ShipWindowFn(const WindowFnRef& fn, ByteWriter& out);
/// Makes it again. Throws beam::Error for bytes that no object of this program wrote.
WindowFnRef ReadWindowFn(ByteReader& in);
WindowFnRef ReadWindowFn(std::string_view urn, std::string_view payload);

/// The graph with the factories of every operator and exchange replaced by what another process would have of them, where they can
/// be sent: the forced setting that shows what is lost on the way.
Graph ShipFunctions(const Graph& graph);

}  // namespace beam::internal
