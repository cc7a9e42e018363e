#include "runners/harness/shipped_windowing.h"

#include <optional>
#include <string>

#include "beam/base/error.h"
#include "beam/exec/shipment.h"
#include "runners/harness/found_window_fn.h"
#include "runners/model/window_fn_proto.h"
#include "runners/model/windowing_proto.h"

namespace beam::runners {

namespace {

namespace model = org::apache::beam::model::pipeline::v1;

model::FunctionSpec SpecOf(const internal::WindowFnRef& fn) {
  if (const std::optional<model::FunctionSpec> known = WindowFnToProto(fn)) return *known;
  if (fn->urn() != internal::kCustomWindowFnUrn) {
    internal::ThrowUnshippable(
        "has a window function that is no value; give WindowInto a struct with AssignWindow; urn = " +
        std::string(fn->urn()));
  }
  model::FunctionSpec spec;
  spec.set_urn(internal::kCustomWindowFnUrn);
  spec.set_payload(fn->payload());
  return spec;
}

}  // namespace

model::FunctionSpec ShipWindowFn(const internal::Graph& graph, internal::WindowingId windowing) {
  try {
    return SpecOf(graph.windowing(windowing).fn);
  } catch (const Error& error) {
    for (const internal::Collection& collection : graph.collections()) {
      if (collection.windowing != windowing) continue;
      throw Error(error.status().code(), "the window function of " + graph.node(collection.producer).Describe() +
                                             " cannot run in another process: it " + error.status().message());
    }
    throw;
  }
}

void WriteWindowing(const internal::Windowing& windowing, ByteWriter& out) {
  const model::FunctionSpec function = SpecOf(windowing.fn);
  out.PutLengthPrefixed(function.urn());
  out.PutLengthPrefixed(function.payload());
  out.PutLengthPrefixed(WindowingToProto(windowing).SerializeAsString());
}

internal::Windowing ReadWindowing(ByteReader& in) {
  model::FunctionSpec function;
  function.set_urn(std::string(in.ReadLengthPrefixed()));
  function.set_payload(std::string(in.ReadLengthPrefixed()));
  const std::string_view bytes = in.ReadLengthPrefixed();
  model::WindowingStrategy proto;
  if (!proto.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
    in.Fail("a step's windowing does not decode");
  internal::Windowing windowing = WindowingFromProto(proto);
  windowing.fn = FindWindowFn(function);
  return windowing;
}

}  // namespace beam::runners
