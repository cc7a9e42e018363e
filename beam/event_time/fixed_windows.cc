#include "beam/event_time/fixed_windows.h"

#include "beam/base/bytes.h"
#include "beam/event_time/interval.h"

namespace beam {

FixedWindows::FixedWindows(Duration size, Duration offset) : size_(size), offset_(offset) {
  internal::RequireLength(size, "FixedWindows needs a size");
  internal::RequireOffset(offset, size, "FixedWindows needs");
}

FixedWindows::operator internal::WindowFnRef() const { return std::make_shared<FixedWindows>(*this); }

std::string FixedWindows::payload() const {
  std::string bytes;
  ByteWriter out(bytes);
  out.PutVarint(static_cast<std::uint64_t>(size_.count()));
  out.PutVarint(static_cast<std::uint64_t>(offset_.count()));
  return bytes;
}

FixedWindows FixedWindows::OfPayload(std::string_view payload) {
  ByteReader in(payload);
  const Duration size(static_cast<std::int64_t>(in.ReadVarint()));
  const Duration offset(static_cast<std::int64_t>(in.ReadVarint()));
  in.RequireEmpty();
  return FixedWindows(size, offset);
}

void FixedWindows::Assign(Timestamp timestamp, std::vector<Window>& windows) const {
  const std::int64_t start = internal::FloorToMultiple(timestamp.millis(), size_.count(), offset_.count());
  windows.push_back(internal::IntervalInTimeDomain(start, start + size_.count()));
}

bool FixedWindows::SameAs(const WindowFn& other) const {
  const auto* const fixed = dynamic_cast<const FixedWindows*>(&other);
  return fixed != nullptr && fixed->size_ == size_ && fixed->offset_ == offset_;
}

}  // namespace beam
