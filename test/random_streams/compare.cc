#include "test/random_streams/compare.h"

#include <algorithm>
#include <utility>

namespace beam::testing {

namespace {

struct Answer {
  bool added = true;
  std::vector<Pane> panes;
  Timestamp hold;
  bool operator==(const Answer&) const = default;
};

// The order of a pane's values means nothing. That of windows does only where the watermark alone has made them due.
void Order(Answer& answer, bool windows_in_order) {
  for (Pane& pane : answer.panes) std::sort(pane.values.begin(), pane.values.end());
  if (windows_in_order) return;
  std::stable_sort(answer.panes.begin(), answer.panes.end(),
                   [](const Pane& a, const Pane& b) { return a.meta.window < b.meta.window; });
}

std::string ToString(const Answer& answer) {
  std::string text = answer.added ? "" : "    dropped\n";
  for (const Pane& pane : answer.panes) text += "    " + ToString(pane) + "\n";
  return (text.empty() ? "    nothing\n" : text) + "    and holds " + testing::ToString(answer.hold) + "\n";
}

class Comparison {
 public:
  Comparison(const Stream& stream, const MakeKey& make)
      : stream_(stream), windowing_(WindowingOf(stream)), model_(stream), key_(make(stream)) {}

  std::string Run() {
    for (const StreamEvent& event : stream_.events) {
      log_ += "  " + ToString(event) + "\n";
      if (event.kind == StreamEvent::Kind::kElement) {
        AddElement(event);
      } else {
        MoveClocks(event);
      }
      if (!difference_.empty()) return "\n" + log_ + difference_;
    }
    if (now_.watermark == Timestamp::Max() && !key_->empty()) return "\n" + log_ + "  something is left at the end\n";
    return {};
  }

 private:
  void AddElement(const StreamEvent& event) {
    std::vector<Window> windows;
    if (windowing_.fn == nullptr) {
      windows.push_back(Window::Global());
    } else {
      windowing_.fn->Assign(event.time, windows);
    }
    for (const Window& window : windows) {
      Answer expected;
      Answer found;
      expected.added = model_.Add(window, event.time, event.value, now_, expected.panes);
      expected.hold = model_.Hold();
      found.added = key_->Add(window, event.time, event.value, now_, found.panes);
      found.hold = key_->Hold();
      Check(std::move(expected), std::move(found), true);
      if (!difference_.empty()) return;
    }
  }

  void MoveClocks(const StreamEvent& event) {
    const Moment before = now_;
    const auto move = [](Timestamp& clock, Timestamp to) { clock = std::max(clock, to); };
    move(now_.watermark, event.time);
    move(now_.processing_time, Timestamp::Millis(event.processing_time));
    move(now_.synchronized_processing_time, Timestamp::Millis(event.synchronized_processing_time));
    Answer expected;
    Answer found;
    model_.Advance(now_, expected.panes);
    key_->Advance(now_, found.panes);
    expected.hold = model_.Hold();
    found.hold = key_->Hold();
    const bool only_watermark = before.processing_time == now_.processing_time &&
                                before.synchronized_processing_time == now_.synchronized_processing_time;
    Check(std::move(expected), std::move(found), only_watermark);
  }

  void Check(Answer expected, Answer found, bool windows_in_order) {
    Order(expected, windows_in_order);
    Order(found, windows_in_order);
    if (expected != found) difference_ = "  expected:\n" + ToString(expected) + "  found:\n" + ToString(found);
    if (const std::string broken = key_->BrokenPromise(); !broken.empty())
      difference_ += "  broken promise: " + broken + "\n";
    if (difference_.empty() && !expected.panes.empty()) log_ += ToString(expected);
  }

  const Stream& stream_;
  beam::internal::Windowing windowing_;
  KeyModel model_;
  std::unique_ptr<KeyUnderTest> key_;
  Moment now_;
  std::string log_;
  std::string difference_;
};

}  // namespace

std::string CompareStream(const Stream& stream, const MakeKey& make) { return Comparison(stream, make).Run(); }

}  // namespace beam::testing
