#include "beam/event_time/sessions.h"

#include <algorithm>
#include <utility>

#include "beam/base/bytes.h"
#include "beam/event_time/interval.h"

namespace beam {

Sessions::Sessions(Duration gap) : gap_(gap) { internal::RequireLength(gap, "Sessions needs a gap"); }

Sessions::operator internal::WindowFnRef() const { return std::make_shared<Sessions>(*this); }

std::string Sessions::payload() const {
  std::string bytes;
  ByteWriter(bytes).PutVarint(static_cast<std::uint64_t>(gap_.count()));
  return bytes;
}

Sessions Sessions::OfPayload(std::string_view payload) {
  ByteReader in(payload);
  const Duration gap(static_cast<std::int64_t>(in.ReadVarint()));
  in.RequireEmpty();
  return Sessions(gap);
}

void Sessions::Assign(Timestamp timestamp, std::vector<Window>& windows) const {
  windows.push_back(internal::IntervalInTimeDomain(timestamp.millis(), timestamp.millis() + gap_.count()));
}

// Windows that only touch stay two: the second session began when the gap was over.
std::vector<WindowMerge> Sessions::Merge(const std::vector<Window>& windows) const {
  std::vector<WindowMerge> merges;
  WindowMerge open;
  const auto close = [&] {
    WindowMerge closed = std::exchange(open, WindowMerge());
    if (closed.from.size() > 1) merges.push_back(std::move(closed));
  };
  for (const Window& window : windows) {
    if (!open.from.empty() && window.start() < open.into.end()) {
      open.into = Window(open.into.start(), std::max(open.into.end(), window.end()));
    } else {
      close();
      open.into = window;
    }
    open.from.push_back(window);
  }
  close();
  return merges;
}

bool Sessions::SameAs(const WindowFn& other) const {
  const auto* const sessions = dynamic_cast<const Sessions*>(&other);
  return sessions != nullptr && sessions->gap_ == gap_;
}

}  // namespace beam
