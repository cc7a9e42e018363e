#include "test/random_streams/key_windows.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "beam/event_time/key_windows.h"

namespace beam::testing {

namespace {

using beam::internal::Clocks;
using beam::internal::KeyWindows;
using beam::internal::WindowContents;
using beam::internal::WindowRules;

// Lists of values that check how they are used.
class ListContents final : public WindowContents {
 public:
  std::uint32_t Make() override {
    lists_[next_] = {};
    return next_++;
  }
  void Merge(std::uint32_t into, std::uint32_t from) override {
    if (into == from) Complain("merges a content into itself");
    std::vector<std::int64_t> moved = List(from);
    List(into).insert(List(into).end(), moved.begin(), moved.end());
    lists_.erase(from);
  }
  void Clear(std::uint32_t content) override { List(content).clear(); }
  void Free(std::uint32_t content) override {
    List(content);
    lists_.erase(content);
  }
  void Emit(std::uint32_t content, const ElementMeta& meta) override { panes_.push_back({List(content), meta}); }

  void Append(std::uint32_t content, std::int64_t value) { List(content).push_back(value); }
  std::vector<Pane> TakePanes() { return std::exchange(panes_, {}); }
  bool empty() const { return lists_.empty(); }
  const std::string& complaint() const { return complaint_; }

 private:
  std::vector<std::int64_t>& List(std::uint32_t content) {
    if (lists_.count(content) == 0) Complain("uses content " + std::to_string(content) + ", which is not there");
    return lists_[content];
  }
  void Complain(const std::string& text) {
    if (complaint_.empty()) complaint_ = text;
  }

  std::uint32_t next_ = 0;
  std::map<std::uint32_t, std::vector<std::int64_t>> lists_;
  std::vector<Pane> panes_;
  std::string complaint_;
};

class KeyWindowsUnderTest final : public KeyUnderTest {
 public:
  KeyWindowsUnderTest(const Stream& stream, Advancing advancing)
      : rules_(WindowingOf(stream)), key_(rules_), advancing_(advancing) {}

  bool Add(const Window& window, Timestamp time, std::int64_t value, const Moment& now,
           std::vector<Pane>& panes) override {
    clocks_ = ClocksOf(now);
    NoteOutputWatermark();
    const std::uint32_t content = key_.Add(window, time, clocks_, contents_);
    if (content != KeyWindows::kDropped) contents_.Append(content, value);
    key_.Fire(clocks_, contents_);
    TakePanes(panes);
    return content != KeyWindows::kDropped;
  }

  void Advance(const Moment& now, std::vector<Pane>& panes) override {
    NoteOutputWatermark();
    if (advancing_ == Advancing::kJustBefore) AdvanceToJustBefore(ClocksOf(now));
    clocks_ = ClocksOf(now);
    if (advancing_ != Advancing::kWhenDue || IsDue()) key_.Advance(clocks_, contents_);
    TakePanes(panes);
  }

  Timestamp Hold() const override { return key_.hold(); }
  bool empty() const override { return key_.empty() && contents_.empty(); }
  std::string BrokenPromise() const override { return broken_.empty() ? contents_.complaint() : broken_; }

 private:
  static Clocks ClocksOf(const Moment& now) {
    return {now.watermark, now.processing_time, now.synchronized_processing_time};
  }

  bool IsDue() const {
    const auto reached = [](Timestamp now, Timestamp next) { return now >= next && next < Timestamp::Max(); };
    return reached(clocks_.watermark, key_.next_event_time()) ||
           reached(clocks_.processing_time, key_.next_processing_time()) ||
           reached(clocks_.synchronized_processing_time, key_.next_synchronized_processing_time()) ||
           (clocks_.watermark == Timestamp::Max() && !key_.empty());
  }

  // Each clock goes as far as it may while nothing is due.
  void AdvanceToJustBefore(const Clocks& to) {
    const auto before = [](Timestamp from, Timestamp to, Timestamp next) {
      return next > from && next <= to ? next - Duration(1) : next <= from ? from : to;
    };
    const Clocks stop{before(clocks_.watermark, to.watermark, key_.next_event_time()),
                      before(clocks_.processing_time, to.processing_time, key_.next_processing_time()),
                      before(clocks_.synchronized_processing_time, to.synchronized_processing_time,
                             key_.next_synchronized_processing_time())};
    clocks_ = stop;
    if (IsDue()) return;
    key_.Advance(clocks_, contents_);
    if (!contents_.TakePanes().empty()) Break("a pane came before the times that next_..._time() told");
    NoteOutputWatermark();
  }

  // As far as an engine may let the output watermark go now.
  void NoteOutputWatermark() {
    output_watermark_ = std::max(output_watermark_, std::min(clocks_.watermark, key_.hold()));
  }

  void TakePanes(std::vector<Pane>& panes) {
    for (Pane& pane : contents_.TakePanes()) {
      const ElementMeta& meta = pane.meta;
      const bool behind = meta.timestamp < output_watermark_;
      if (behind && meta.pane.timing != PaneTiming::kLate)
        Break("a pane comes that is not late and behind what hold() allowed: " + ToString(pane));
      if (behind && meta.window.max_timestamp() >= output_watermark_)
        Break("a pane has a timestamp behind what hold() allowed, and could have had a later one: " + ToString(pane));
      panes.push_back(std::move(pane));
    }
    if (IsDue()) Break("it asks for an Advance to a time at which it has just been asked");
  }

  void Break(const std::string& text) {
    if (broken_.empty()) broken_ = text;
  }

  WindowRules rules_;
  KeyWindows key_;
  ListContents contents_;
  Advancing advancing_;
  Clocks clocks_;
  Timestamp output_watermark_ = Timestamp::Min();
  std::string broken_;
};

}  // namespace

std::unique_ptr<KeyUnderTest> MakeKeyWindows(const Stream& stream, Advancing advancing) {
  return std::make_unique<KeyWindowsUnderTest>(stream, advancing);
}

}  // namespace beam::testing
