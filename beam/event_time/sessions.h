// Sessions: the activity of one key, as long as it does not pause.
#pragma once

#include "beam/event_time/window_fn.h"

namespace beam {

/// Each element opens a window of length `gap` at its timestamp; a grouping merges those of a key that overlap, so that a window
/// ends when the key has been silent for `gap`. Until a grouping, elements are in the windows that they opened. A collection in
/// sessions is no side input. Errors: beam::Error (kInvalidArgument) unless 0 < gap. Source: beam:window_fn:session_windows:v1.
///
///   auto visits = beam::GroupByKey(beam::WindowInto(clicks_by_user, beam::Sessions(30min)));
class Sessions final : public internal::WindowFn {
 public:
  static constexpr std::string_view kUrn = "beam:window_fn:session_windows:v1";

  explicit Sessions(Duration gap);

  Duration gap() const { return gap_; }
  // NOLINTNEXTLINE(google-explicit-constructor): made at the call of WindowInto
  operator internal::WindowFnRef() const;

  std::string_view urn() const override { return kUrn; }
  std::string payload() const override;
  /// Throws beam::Error for bytes that payload() did not write.
  static Sessions OfPayload(std::string_view payload);
  void Assign(Timestamp timestamp, std::vector<Window>& windows) const override;
  bool assigns_one() const override { return true; }
  bool merging() const override { return true; }
  std::vector<WindowMerge> Merge(const std::vector<Window>& windows) const override;
  bool merges_overlaps_only() const override { return true; }
  bool SameAs(const WindowFn& other) const override;

 private:
  Duration gap_;
};

}  // namespace beam
