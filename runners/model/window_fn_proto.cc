#include "runners/model/window_fn_proto.h"

#include <org/apache/beam/model/pipeline/v1/standard_window_fns.pb.h>

#include "beam/base/error.h"
#include "beam/event_time/calendar_windows.h"
#include "beam/event_time/fixed_windows.h"
#include "beam/event_time/sessions.h"
#include "beam/event_time/sliding_windows.h"
#include "runners/model/proto_time.h"

namespace beam::runners {

namespace {

namespace model = org::apache::beam::model::pipeline::v1;

constexpr char kGlobalUrn[] = "beam:window_fn:global_windows:v1";

template <class Moment>
Duration MillisOf(const Moment& from) {
  // Beyond any duration that the time domain has room for, and far from overflowing.
  constexpr std::int64_t kMost = std::int64_t{1} << 50;
  if (from.seconds() < -kMost || from.seconds() > kMost) {
    throw Error(StatusCode::kInvalidArgument,
                "a pipeline holds a window function of durations longer than the time domain; seconds = " +
                    std::to_string(from.seconds()));
  }
  return Duration(from.seconds() * 1000 + from.nanos() / 1'000'000);
}

template <class Payload>
model::FunctionSpec SpecOf(std::string_view urn, const Payload& payload) {
  model::FunctionSpec spec;
  spec.set_urn(std::string(urn));
  spec.set_payload(payload.SerializeAsString());
  return spec;
}
template <class Payload>
Payload PayloadOf(const model::FunctionSpec& spec) {
  Payload payload;
  if (payload.ParseFromString(spec.payload())) return payload;
  throw Error(StatusCode::kInvalidArgument,
              "a pipeline holds a window function whose payload does not decode; urn = " + spec.urn());
}

model::FunctionSpec Spec(const FixedWindows& fixed) {
  model::FixedWindowsPayload payload;
  SetMillis(fixed.size(), *payload.mutable_size());
  SetMillis(fixed.offset(), *payload.mutable_offset());
  return SpecOf(FixedWindows::kUrn, payload);
}
model::FunctionSpec Spec(const SlidingWindows& sliding) {
  model::SlidingWindowsPayload payload;
  SetMillis(sliding.size(), *payload.mutable_size());
  SetMillis(sliding.offset(), *payload.mutable_offset());
  SetMillis(sliding.period(), *payload.mutable_period());
  return SpecOf(SlidingWindows::kUrn, payload);
}
model::FunctionSpec Spec(const Sessions& sessions) {
  model::SessionWindowsPayload payload;
  SetMillis(sessions.gap(), *payload.mutable_gap_size());
  return SpecOf(Sessions::kUrn, payload);
}

}  // namespace

std::optional<model::FunctionSpec> WindowFnToProto(const internal::WindowFnRef& fn) {
  if (fn == nullptr) {
    model::FunctionSpec spec;
    spec.set_urn(kGlobalUrn);
    return spec;
  }
  if (const auto* fixed = dynamic_cast<const FixedWindows*>(fn.get())) return Spec(*fixed);
  if (const auto* sliding = dynamic_cast<const SlidingWindows*>(fn.get())) return Spec(*sliding);
  if (const auto* sessions = dynamic_cast<const Sessions*>(fn.get())) return Spec(*sessions);
  if (fn->urn() != CalendarWindows::kUrn) return std::nullopt;
  model::FunctionSpec spec;
  spec.set_urn(std::string(fn->urn()));
  spec.set_payload(fn->payload());
  return spec;
}

std::optional<internal::WindowFnRef> WindowFnFromProto(const model::FunctionSpec& proto) {
  if (proto.urn() == kGlobalUrn) return internal::WindowFnRef();
  if (proto.urn() == FixedWindows::kUrn) {
    const auto payload = PayloadOf<model::FixedWindowsPayload>(proto);
    return FixedWindows(MillisOf(payload.size()), MillisOf(payload.offset()));
  }
  if (proto.urn() == SlidingWindows::kUrn) {
    const auto payload = PayloadOf<model::SlidingWindowsPayload>(proto);
    return SlidingWindows(MillisOf(payload.size()), MillisOf(payload.period()), MillisOf(payload.offset()));
  }
  if (proto.urn() == Sessions::kUrn) {
    return Sessions(MillisOf(PayloadOf<model::SessionWindowsPayload>(proto).gap_size()));
  }
  if (proto.urn() == CalendarWindows::kUrn) return CalendarWindows::OfPayload(proto.payload());
  return std::nullopt;
}

}  // namespace beam::runners
