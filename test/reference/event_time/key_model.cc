#include "test/reference/event_time/key_model.h"

#include <algorithm>
#include <tuple>

namespace beam::testing {

namespace {

const char* NameOf(PaneTiming timing) {
  return timing == PaneTiming::kEarly    ? "early"
         : timing == PaneTiming::kOnTime ? "on time"
         : timing == PaneTiming::kLate   ? "late"
                                         : "of unknown timing";
}

}  // namespace

std::string ToString(const Pane& pane) {
  std::string text = "pane {";
  for (const std::int64_t value : pane.values) text += (text.back() == '{' ? "" : ", ") + std::to_string(value);
  const PaneInfo& info = pane.meta.pane;
  text += "} of " + ToString(pane.meta.window) + " at " + ToString(pane.meta.timestamp) + ", " + NameOf(info.timing) +
          ", index " + std::to_string(info.index) + "/" + std::to_string(info.on_time_index);
  return text + (info.is_first ? ", first" : "") + (info.is_last ? ", last" : "");
}

KeyModel::KeyModel(const Stream& stream, Mistake mistake)
    : stream_(stream), mistake_(mistake), windowing_(WindowingOf(stream)) {}

KeyModel::OpenWindow* KeyModel::Find(const Window& window) {
  for (OpenWindow& open : windows_) {
    if (open.window == window) return &open;
  }
  return nullptr;
}

Place KeyModel::PlaceOf(const OpenWindow& open, const Moment& now) const {
  Place place{now, open.window, windowing_.merging()};
  if (mistake_ == Mistake::kWaitsOneMore) place.now.processing_time = now.processing_time - Duration(1);
  return place;
}

// No window outlives the global one.
Timestamp KeyModel::ExpiryOf(const Window& window) const {
  const Timestamp end_of_time = Window::Global().max_timestamp();
  const Duration lateness(mistake_ == Mistake::kForgetsAllowedLateness ? 0 : stream_.allowed_lateness);
  return std::min(end_of_time, window.max_timestamp() + std::min(lateness, end_of_time - window.max_timestamp()));
}

bool KeyModel::Add(const Window& window, Timestamp time, std::int64_t value, const Moment& now,
                   std::vector<Pane>& panes) {
  if (HasExpired(window, now)) return false;
  const Window target = windowing_.merging() ? MergeNew(window, now) : window;
  if (Find(target) == nullptr) windows_.push_back({target, TriggerModel(stream_.trigger), {}, {}});
  OpenWindow& open = *Find(target);
  if (open.finished && mistake_ != Mistake::kReopensFinishedWindows) return false;
  open.finished = false;
  open.elements.push_back({value, time, IsInTime(open, time, now)});
  open.trigger.OnElement(PlaceOf(open, now));
  Ask(open, Cause::kOther, now, panes);
  before_ = now;
  return true;
}

// What is late holds until its window expires, so that what comes after does not find it too late. So does a last pane that will
// come in any case.
Timestamp KeyModel::Hold() const {
  Timestamp hold = Timestamp::Max();
  for (const OpenWindow& open : windows_) {
    if (open.finished) continue;
    const bool has_late = std::any_of(open.elements.begin(), open.elements.end(),
                                      [](const Element& element) { return !element.fired && !element.in_time; });
    if (mistake_ == Mistake::kForgetsToHoldForLateElements && has_late) continue;
    if (IsHeld(open)) hold = std::min(hold, TimestampOf(open));
    if (has_late || (open.has_fired && stream_.closing == ClosingBehavior::kFireAlways))
      hold = std::min(hold, ExpiryOf(open.window));
  }
  return hold;
}

// What has been held back until now can be held back further, even where the watermark has gone on.
bool KeyModel::IsInTime(const OpenWindow& open, Timestamp time, const Moment& now) const {
  const Timestamp end = open.window.max_timestamp();
  if (now.watermark > end) return false;
  const bool at_end = stream_.timestamps == TimestampCombiner::kEndOfWindow;
  return (at_end ? end : time) >= now.watermark || (IsHeld(open) && time >= TimestampOf(open));
}

bool KeyModel::IsHeld(const OpenWindow& open) {
  return std::any_of(open.elements.begin(), open.elements.end(),
                     [](const Element& element) { return !element.fired && element.in_time; });
}

// Ends and expiries in the order of time, each of which sees the clocks as they are now; then what waits in processing time and has not
// been asked yet.
void KeyModel::Advance(const Moment& now, std::vector<Pane>& panes) {
  const auto passed = [&](Timestamp time) { return now.watermark > time && before_.watermark <= time; };
  std::vector<std::tuple<Timestamp, bool, Window>> due;
  for (const OpenWindow& open : windows_) {
    const Timestamp end = open.window.max_timestamp();
    // A window whose end and expiry are passed together only closes.
    const Timestamp expiry = passed(end) && HasExpired(open.window, now) ? end : ExpiryOf(open.window);
    if (end != expiry && passed(end)) due.emplace_back(end, false, open.window);
    if (passed(expiry)) due.emplace_back(expiry, true, open.window);
  }
  std::sort(due.begin(), due.end(), [](const auto& a, const auto& b) {
    return std::tuple(std::get<0>(a), std::get<2>(a), std::get<1>(a)) <
           std::tuple(std::get<0>(b), std::get<2>(b), std::get<1>(b));
  });
  std::vector<Window> asked;
  for (const auto& [time, expires, window] : due) {
    OpenWindow& open = *Find(window);
    if (!expires) {
      asked.push_back(window);
      Ask(open, Cause::kEnd, now, panes);
    } else if (!open.finished) {
      FirePane(open, true, time == window.max_timestamp() ? Cause::kEnd : Cause::kOther, now, panes);
    }
  }
  std::erase_if(windows_, [&](const OpenWindow& open) { return HasExpired(open.window, now); });
  for (OpenWindow& open : windows_) {
    if (std::find(asked.begin(), asked.end(), open.window) != asked.end()) continue;
    std::vector<Alarm> alarms;
    open.trigger.AppendAlarms(alarms);
    const auto has_come = [&](const Alarm& alarm) { return alarm.HasPassed(now) && !alarm.HasPassed(before_); };
    if (std::any_of(alarms.begin(), alarms.end(), has_come)) Ask(open, Cause::kOther, now, panes);
  }
  before_ = now;
}

void KeyModel::Ask(OpenWindow& open, Cause cause, const Moment& now, std::vector<Pane>& panes) {
  const Place place = PlaceOf(open, now);
  if (open.finished || !open.trigger.ShouldFire(place)) return;
  open.trigger.OnFire(place);
  open.finished = open.trigger.finished();
  FirePane(open, open.finished, cause, now, panes);
}

void KeyModel::FirePane(OpenWindow& open, bool is_last, Cause cause, const Moment& now, std::vector<Pane>& panes) {
  const bool has_news =
      std::any_of(open.elements.begin(), open.elements.end(), [](const Element& e) { return !e.fired; });
  const PaneInfo info = NextPane(open, is_last, cause, now);
  open.has_fired = true;
  if (has_news || (info.timing == PaneTiming::kOnTime && stream_.on_time == OnTimeBehavior::kFireAlways) ||
      (is_last && stream_.closing == ClosingBehavior::kFireAlways)) {
    Pane pane{{}, {TimestampOf(open), open.window, info}};
    for (const Element& element : open.elements) pane.values.push_back(element.value);
    panes.push_back(std::move(pane));
    open.panes.push_back(info);
  }
  for (Element& element : open.elements) element.fired = true;
  const bool discards = stream_.accumulation == AccumulationMode::kDiscarding && mistake_ != Mistake::kKeepsFiredValues;
  if (discards || is_last) open.elements.clear();
}

PaneInfo KeyModel::NextPane(const OpenWindow& open, bool is_last, Cause cause, const Moment& now) const {
  PaneInfo info;
  info.is_first = open.panes.empty();
  info.is_last = is_last;
  info.index = static_cast<std::int64_t>(open.panes.size());
  info.on_time_index = open.panes.empty() ? 0 : open.panes.back().on_time_index + 1;
  const bool only_early_so_far = open.panes.empty() || open.panes.back().timing == PaneTiming::kEarly;
  const bool end_is_past = now.watermark > open.window.max_timestamp();
  if (!end_is_past && only_early_so_far) {
    info.timing = PaneTiming::kEarly;
    info.on_time_index = -1;
  } else if (mistake_ == Mistake::kRepeatsOnTime || (only_early_so_far && (cause == Cause::kEnd || IsHeld(open)))) {
    info.timing = PaneTiming::kOnTime;
  } else {
    info.timing = PaneTiming::kLate;
  }
  return info;
}

Timestamp KeyModel::TimestampOf(const OpenWindow& open) const {
  std::vector<Timestamp> times;
  for (const Element& element : open.elements) {
    if (!element.fired && (element.in_time || mistake_ == Mistake::kTakesTimeOfLateElements))
      times.push_back(element.time);
  }
  if (times.empty() || stream_.timestamps == TimestampCombiner::kEndOfWindow) return open.window.max_timestamp();
  return stream_.timestamps == TimestampCombiner::kEarliest ? *std::min_element(times.begin(), times.end())
                                                            : *std::max_element(times.begin(), times.end());
}

// A finished window takes no part in merging.
Window KeyModel::MergeNew(const Window& window, const Moment& now) {
  std::vector<Window> all{window};
  for (const OpenWindow& open : windows_) {
    if (!open.finished && open.window != window) all.push_back(open.window);
  }
  std::sort(all.begin(), all.end());
  Window target = window;
  for (const WindowMerge& merge : windowing_.fn->Merge(all)) {
    Merge(merge, now);
    if (std::find(merge.from.begin(), merge.from.end(), window) != merge.from.end()) target = merge.into;
  }
  return target;
}

void KeyModel::Merge(const WindowMerge& merge, const Moment& now) {
  const auto takes_part = [&](const OpenWindow& open) {
    return !open.finished && std::find(merge.from.begin(), merge.from.end(), open.window) != merge.from.end();
  };
  std::vector<OpenWindow> merged;
  std::copy_if(windows_.begin(), windows_.end(), std::back_inserter(merged), takes_part);
  if (merged.empty()) return;
  OpenWindow result{merge.into, TriggerModel(stream_.trigger), {}, {}};
  std::vector<const TriggerModel*> triggers;
  for (const OpenWindow& open : merged) {
    triggers.push_back(&open.trigger);
    if (open.window != merge.into) continue;
    // A window that takes others in goes on, and its panes are counted on.
    result.trigger = open.trigger;
    if (mistake_ != Mistake::kCountsPanesFromTheMerge) result.panes = open.panes;
  }
  for (const OpenWindow& open : merged)
    result.elements.insert(result.elements.end(), open.elements.begin(), open.elements.end());
  result.has_fired = std::any_of(merged.begin(), merged.end(), [](const OpenWindow& open) { return open.has_fired; });
  result.trigger.OnMerge(triggers, PlaceOf(result, now));
  std::erase_if(windows_, [&](const OpenWindow& open) { return takes_part(open) || open.window == merge.into; });
  windows_.push_back(std::move(result));
}

}  // namespace beam::testing
