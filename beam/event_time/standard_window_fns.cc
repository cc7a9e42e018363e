#include "beam/event_time/standard_window_fns.h"

#include "beam/base/error.h"
#include "beam/event_time/calendar_windows.h"
#include "beam/event_time/fixed_windows.h"
#include "beam/event_time/sessions.h"
#include "beam/event_time/sliding_windows.h"

namespace beam::internal {

namespace {

struct KnownFn {
  std::string_view urn;
  WindowFnRef (*read)(std::string_view payload);
};

template <class Fn>
WindowFnRef Read(std::string_view payload) {
  return Fn::OfPayload(payload);
}

constexpr KnownFn kKnown[] = {
    {FixedWindows::kUrn, &Read<FixedWindows>},
    {SlidingWindows::kUrn, &Read<SlidingWindows>},
    {Sessions::kUrn, &Read<Sessions>},
    {CalendarWindows::kUrn, &Read<CalendarWindows>},
};

const KnownFn* Find(std::string_view urn) {
  for (const KnownFn& known : kKnown) {
    if (known.urn == urn) return &known;
  }
  return nullptr;
}

}  // namespace

bool IsStandardWindowFn(std::string_view urn) { return Find(urn) != nullptr; }

WindowFnRef ReadStandardWindowFn(std::string_view urn, std::string_view payload) {
  const KnownFn* const known = Find(urn);
  if (known != nullptr) return known->read(payload);
  throw Error(StatusCode::kInvalidArgument,
              "this program was asked for a window function that it does not have; urn = " + std::string(urn));
}

}  // namespace beam::internal
