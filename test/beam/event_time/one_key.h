// OneKey: the life of one key's windows as a test tells it. Values are the timestamps of the elements.
#pragma once

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <vector>

#include "beam/event_time/key_windows.h"
#include "test/beam/event_time/recorded_contents.h"

namespace beam::testing {

inline std::string TimingName(PaneTiming timing) {
  switch (timing) {
    case PaneTiming::kEarly:
      return "early";
    case PaneTiming::kOnTime:
      return "on time";
    case PaneTiming::kLate:
      return "late";
    case PaneTiming::kUnknown:
      break;
  }
  return "unknown";
}

inline std::string WindowName(const Window& window) {
  if (window.is_global()) return "global";
  return "[" + std::to_string(window.start().millis()) + "," + std::to_string(window.end().millis()) + ")";
}

/// For example "[0,10) 1 2 at 9 on time 0/0 first last": the window, the values, the timestamp, the timing, the index and the
/// on-time index.
inline std::string PaneText(const RecordedPane& pane) {
  std::string text = WindowName(pane.meta.window);
  for (const std::int64_t value : pane.values) text += " " + std::to_string(value);
  const bool at_end = pane.meta.window.is_global() && pane.meta.timestamp == Window::Global().max_timestamp();
  text += " at " + (at_end ? "end" : std::to_string(pane.meta.timestamp.millis()));
  const PaneInfo& info = pane.meta.pane;
  text += " " + TimingName(info.timing) + " " + std::to_string(info.index) + "/" + std::to_string(info.on_time_index);
  return text + (info.is_first ? " first" : "") + (info.is_last ? " last" : "");
}

class OneKey {
 public:
  using Panes = std::vector<std::string>;

  explicit OneKey(const internal::Windowing& windowing) : rules_(windowing), windows_(rules_) {}

  /// One element after the other; the panes that come out.
  Panes Elements(std::initializer_list<std::int64_t> timestamps) {
    for (const std::int64_t timestamp : timestamps) {
      Put(timestamp);
      windows_.Fire(clocks_, contents_);
    }
    return TakePanes();
  }
  /// All elements before the triggers are asked.
  Panes Together(const std::vector<std::int64_t>& timestamps) { return TextsOf(RecordTogether(timestamps)); }
  Panes Watermark(Timestamp watermark) {
    clocks_.watermark = watermark;
    return Advance();
  }
  Panes Watermark(std::int64_t watermark) { return Watermark(Timestamp::Millis(watermark)); }
  Panes ProcessingTime(std::int64_t time) {
    clocks_.processing_time = Timestamp::Millis(time);
    return Advance();
  }
  Panes SynchronizedProcessingTime(std::int64_t time) {
    clocks_.synchronized_processing_time = Timestamp::Millis(time);
    return Advance();
  }
  /// The watermark at infinity, after which nothing must be left.
  Panes End() {
    Panes panes = Watermark(Timestamp::Max());
    CHECK(windows_.empty());
    CHECK(contents_.size() == 0);
    CHECK(windows_.hold() == Timestamp::Max());
    return panes;
  }

  /// The same as Together and Watermark, with the panes as they are.
  std::vector<RecordedPane> RecordTogether(const std::vector<std::int64_t>& timestamps) {
    for (const std::int64_t timestamp : timestamps) Put(timestamp);
    windows_.Fire(clocks_, contents_);
    return contents_.TakePanes();
  }
  std::vector<RecordedPane> RecordWatermark(std::int64_t watermark) {
    clocks_.watermark = Timestamp::Millis(watermark);
    windows_.Advance(clocks_, contents_);
    return contents_.TakePanes();
  }
  std::int64_t dropped() const { return dropped_; }
  const internal::KeyWindows& windows() const { return windows_; }
  std::size_t live_contents() const { return contents_.size(); }

 private:
  void Put(std::int64_t timestamp) {
    std::vector<Window> windows;
    if (rules_.windowing().is_global()) {
      windows.push_back(Window::Global());
    } else {
      rules_.windowing().fn->Assign(Timestamp::Millis(timestamp), windows);
    }
    for (const Window& window : windows) {
      const std::uint32_t content = windows_.Add(window, Timestamp::Millis(timestamp), clocks_, contents_);
      if (content == internal::KeyWindows::kDropped) {
        ++dropped_;
      } else {
        contents_.Append(content, timestamp);
      }
    }
  }
  Panes Advance() {
    windows_.Advance(clocks_, contents_);
    return TakePanes();
  }
  Panes TakePanes() { return TextsOf(contents_.TakePanes()); }
  static Panes TextsOf(const std::vector<RecordedPane>& panes) {
    Panes texts;
    for (const RecordedPane& pane : panes) texts.push_back(PaneText(pane));
    return texts;
  }

  internal::WindowRules rules_;
  internal::Clocks clocks_;
  RecordedContents contents_;
  internal::KeyWindows windows_;
  std::int64_t dropped_ = 0;
};

}  // namespace beam::testing
