#include "test/reference/event_time/stream.h"

#include <algorithm>

namespace beam::testing {

namespace {

using beam::internal::WindowFn;

std::int64_t FloorTo(std::int64_t period, std::int64_t n) {
  const std::int64_t rest = n % period;
  return n - (rest < 0 ? rest + period : rest);
}

Window Between(std::int64_t start, std::int64_t end) { return {Timestamp::Millis(start), Timestamp::Millis(end)}; }

class Fixed final : public WindowFn {
 public:
  explicit Fixed(std::int64_t size) : size_(size) {}
  std::string_view urn() const override { return "test:fixed"; }
  void Assign(Timestamp timestamp, std::vector<Window>& windows) const override {
    const std::int64_t start = FloorTo(size_, timestamp.millis());
    windows.push_back(Between(start, start + size_));
  }

 private:
  std::int64_t size_;
};

class Sliding final : public WindowFn {
 public:
  Sliding(std::int64_t size, std::int64_t step) : size_(size), step_(step) {}
  std::string_view urn() const override { return "test:sliding"; }
  void Assign(Timestamp timestamp, std::vector<Window>& windows) const override {
    const std::int64_t last = FloorTo(step_, timestamp.millis());
    for (std::int64_t start = last; start + size_ > timestamp.millis(); start -= step_)
      windows.push_back(Between(start, start + size_));
  }

 private:
  std::int64_t size_;
  std::int64_t step_;
};

// Both merging functions make the hull of each run of windows that belong together; windows come in order of their starts.
class FromElementOn : public WindowFn {
 public:
  explicit FromElementOn(std::int64_t size) : size_(size) {}
  void Assign(Timestamp timestamp, std::vector<Window>& windows) const override {
    windows.push_back(Between(timestamp.millis(), timestamp.millis() + size_));
  }
  bool merging() const override { return true; }
  std::vector<WindowMerge> Merge(const std::vector<Window>& windows) const override {
    std::vector<WindowMerge> merges;
    for (std::size_t i = 0; i < windows.size();) {
      WindowMerge merge{windows[i], {windows[i]}};
      for (++i; i < windows.size() && Belongs(windows[i], merge.into); ++i) {
        merge.from.push_back(windows[i]);
        merge.into = Window(merge.into.start(), std::max(merge.into.end(), windows[i].end()));
      }
      if (merge.from.size() > 1) merges.push_back(std::move(merge));
    }
    return merges;
  }

 private:
  virtual bool Belongs(const Window& window, const Window& earlier) const = 0;

  std::int64_t size_;
};

class Sessions final : public FromElementOn {
 public:
  using FromElementOn::FromElementOn;
  std::string_view urn() const override { return "test:sessions"; }
  bool merges_overlaps_only() const override { return true; }

 private:
  bool Belongs(const Window& window, const Window& earlier) const override { return window.start() < earlier.end(); }
};

class ByStart final : public FromElementOn {
 public:
  ByStart(std::int64_t size, std::int64_t step) : FromElementOn(size), step_(step) {}
  std::string_view urn() const override { return "test:by_start"; }

 private:
  bool Belongs(const Window& window, const Window& earlier) const override {
    return FloorTo(step_, window.start().millis()) == FloorTo(step_, earlier.start().millis());
  }

  std::int64_t step_;
};

std::string NameOf(const WindowsOf& windows) {
  const std::string size = std::to_string(windows.size) + "ms";
  switch (windows.kind) {
    case WindowsOf::Kind::kGlobal:
      return "GlobalWindow()";
    case WindowsOf::Kind::kFixed:
      return "FixedWindows(" + size + ")";
    case WindowsOf::Kind::kSliding:
      return "SlidingWindows(" + size + ", every " + std::to_string(windows.step) + "ms)";
    case WindowsOf::Kind::kSessions:
      return "Sessions(" + size + ")";
    case WindowsOf::Kind::kByStart:
      return "WindowsByStart(" + size + ", those of " + std::to_string(windows.step) + "ms merge)";
  }
  return {};
}

const char* NameOf(TimestampCombiner combiner) {
  return combiner == TimestampCombiner::kEndOfWindow ? "kEndOfWindow"
         : combiner == TimestampCombiner::kEarliest  ? "kEarliest"
                                                     : "kLatest";
}

}  // namespace

std::shared_ptr<const WindowFn> WindowFnOf(const WindowsOf& windows) {
  switch (windows.kind) {
    case WindowsOf::Kind::kGlobal:
      return nullptr;
    case WindowsOf::Kind::kFixed:
      return std::make_shared<Fixed>(windows.size);
    case WindowsOf::Kind::kSliding:
      return std::make_shared<Sliding>(windows.size, windows.step);
    case WindowsOf::Kind::kSessions:
      return std::make_shared<Sessions>(windows.size);
    case WindowsOf::Kind::kByStart:
      return std::make_shared<ByStart>(windows.size, windows.step);
  }
  return nullptr;
}

beam::internal::Windowing WindowingOf(const Stream& stream) {
  beam::internal::Windowing windowing;
  windowing.fn = WindowFnOf(stream.windows);
  windowing.trigger = stream.trigger;
  windowing.allowed_lateness = Duration(stream.allowed_lateness);
  windowing.accumulation = stream.accumulation;
  windowing.closing = stream.closing;
  windowing.on_time = stream.on_time;
  windowing.timestamps = stream.timestamps;
  return windowing;
}

std::string ToString(Timestamp timestamp) {
  if (timestamp == Timestamp::Max()) return "Max";
  if (timestamp == Timestamp::Min()) return "Min";
  if (timestamp == Window::Global().max_timestamp()) return "the global window's last moment";
  return std::to_string(timestamp.millis());
}

std::string ToString(const Window& window) {
  if (window.is_global()) return "[global]";
  return "[" + ToString(window.start()) + ", " + ToString(window.end()) + ")";
}

std::string ToString(const StreamEvent& event) {
  if (event.kind == StreamEvent::Kind::kElement)
    return "Element(" + std::to_string(event.value) + ", at " + ToString(event.time) + ");";
  return "Clocks(watermark " + ToString(event.time) + ", processing time " + std::to_string(event.processing_time) +
         ", synchronized " + std::to_string(event.synchronized_processing_time) + ");";
}

std::string ToString(const Stream& stream) {
  std::string text = NameOf(stream.windows);
  text += "\n  .trigger = " + stream.trigger.ToString();
  text += "\n  .allowed_lateness = " + std::to_string(stream.allowed_lateness) + "ms";
  text += stream.accumulation == AccumulationMode::kDiscarding ? ", kDiscarding" : ", kAccumulating";
  text += stream.closing == ClosingBehavior::kFireAlways ? ", closing: kFireAlways" : ", closing: kFireIfNonEmpty";
  text += stream.on_time == OnTimeBehavior::kFireAlways ? ", on time: kFireAlways" : ", on time: kFireIfNonEmpty";
  text += std::string(", ") + NameOf(stream.timestamps) + "\n";
  for (const StreamEvent& event : stream.events) text += "  " + ToString(event) + "\n";
  return text;
}

}  // namespace beam::testing
