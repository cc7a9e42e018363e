// SlidingWindows: pieces of event time of one length that begin at a shorter distance and overlap.
#pragma once

#include "beam/event_time/window_fn.h"

namespace beam {

/// A window of length `size` begins at offset, offset + period, offset + 2 * period, ... and the same before the epoch; an element
/// is in each window that holds its timestamp: size / period of them, or, where the period is longer than the size, one or
/// none, and then it is dropped. A side input in sliding windows is read in the one that began last. Errors: beam::Error
/// (kInvalidArgument) unless 0 < size, 0 < period and 0 <= offset < period. Source: beam:window_fn:sliding_windows:v1.
///
///   auto last_hour_each_minute = beam::WindowInto(events, beam::SlidingWindows(1h, 1min));
class SlidingWindows final : public internal::WindowFn {
 public:
  static constexpr std::string_view kUrn = "beam:window_fn:sliding_windows:v1";

  SlidingWindows(Duration size, Duration period, Duration offset = Duration(0));

  Duration size() const { return size_; }
  Duration period() const { return period_; }
  Duration offset() const { return offset_; }
  // NOLINTNEXTLINE(google-explicit-constructor): made at the call of WindowInto
  operator internal::WindowFnRef() const;

  std::string_view urn() const override { return kUrn; }
  std::string payload() const override;
  /// Throws beam::Error for bytes that payload() did not write.
  static SlidingWindows OfPayload(std::string_view payload);
  void Assign(Timestamp timestamp, std::vector<Window>& windows) const override;
  bool partitions() const override { return size_ == period_; }
  Window SideWindow(const Window& main) const override;
  bool SameAs(const WindowFn& other) const override;

 private:
  Duration size_;
  Duration period_;
  Duration offset_;
};

}  // namespace beam
