#include "beam/event_time/sliding_windows.h"

#include "beam/base/bytes.h"
#include "beam/event_time/interval.h"

namespace beam {

SlidingWindows::SlidingWindows(Duration size, Duration period, Duration offset)
    : size_(size), period_(period), offset_(offset) {
  internal::RequireLength(size, "SlidingWindows needs a size");
  internal::RequireLength(period, "SlidingWindows needs a period");
  internal::RequireOffset(offset, period, "SlidingWindows needs");
}

SlidingWindows::operator internal::WindowFnRef() const { return std::make_shared<SlidingWindows>(*this); }

std::string SlidingWindows::payload() const {
  std::string bytes;
  ByteWriter out(bytes);
  for (const Duration part : {size_, period_, offset_}) out.PutVarint(static_cast<std::uint64_t>(part.count()));
  return bytes;
}

SlidingWindows SlidingWindows::OfPayload(std::string_view payload) {
  ByteReader in(payload);
  Duration parts[3];
  for (Duration& part : parts) part = Duration(static_cast<std::int64_t>(in.ReadVarint()));
  in.RequireEmpty();
  return SlidingWindows(parts[0], parts[1], parts[2]);
}

void SlidingWindows::Assign(Timestamp timestamp, std::vector<Window>& windows) const {
  const std::int64_t time = timestamp.millis();
  const std::int64_t size = size_.count();
  const std::int64_t period = period_.count();
  const std::int64_t last = internal::FloorToMultiple(time, period, offset_.count());
  if (time - last >= size) return;
  // From the one that began first: the windows that begin after time - size.
  const std::int64_t earlier = (size - 1 - (time - last)) / period;
  for (std::int64_t i = earlier; i >= 0; --i) {
    const std::int64_t start = last - i * period;
    windows.push_back(internal::IntervalInTimeDomain(start, start + size));
  }
}

Window SlidingWindows::SideWindow(const Window& main) const {
  // The first one that ends after the main window's last moment: what runners wait for, and what the other SDKs read.
  const std::int64_t before = main.max_timestamp().millis() - size_.count();
  const std::int64_t first = internal::FloorToMultiple(before, period_.count(), offset_.count()) + period_.count();
  return internal::IntervalInTimeDomain(first, first + size_.count());
}

bool SlidingWindows::SameAs(const WindowFn& other) const {
  const auto* const sliding = dynamic_cast<const SlidingWindows*>(&other);
  return sliding != nullptr && sliding->size_ == size_ && sliding->period_ == period_ && sliding->offset_ == offset_;
}

}  // namespace beam
