// FixedWindows: event time cut into pieces of one length.
#pragma once

#include "beam/event_time/window_fn.h"

namespace beam {

/// [offset, offset + size), [offset + size, offset + 2 * size), ... and the same before the epoch: every moment lies in one of
/// them. Errors: beam::Error (kInvalidArgument) unless 0 < size and 0 <= offset < size. At the ends of the time domain windows
/// are shorter. Source: beam:window_fn:fixed_windows:v1.
///
///   auto by_minute = beam::WindowInto(events, beam::FixedWindows(1min));
class FixedWindows final : public internal::WindowFn {
 public:
  static constexpr std::string_view kUrn = "beam:window_fn:fixed_windows:v1";

  explicit FixedWindows(Duration size, Duration offset = Duration(0));

  Duration size() const { return size_; }
  Duration offset() const { return offset_; }
  // NOLINTNEXTLINE(google-explicit-constructor): made at the call of WindowInto
  operator internal::WindowFnRef() const;

  std::string_view urn() const override { return kUrn; }
  std::string payload() const override;
  /// Throws beam::Error for bytes that payload() did not write.
  static FixedWindows OfPayload(std::string_view payload);
  void Assign(Timestamp timestamp, std::vector<Window>& windows) const override;
  bool partitions() const override { return true; }
  bool SameAs(const WindowFn& other) const override;

 private:
  Duration size_;
  Duration offset_;
};

}  // namespace beam
