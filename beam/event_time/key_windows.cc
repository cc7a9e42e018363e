#include "beam/event_time/key_windows.h"

#include <algorithm>
#include <utility>

#include "beam/event_time/trigger_machine.h"

namespace beam::internal {

namespace {

Window Span(const Window& a, const Window& b) {
  return Window(std::min(a.start(), b.start()), std::max(a.end(), b.end()));
}

}  // namespace

TriggerTime KeyWindows::TimeOf(const Window& window, const Clocks& clocks) const {
  return {HasPassed(clocks.watermark, window.max_timestamp()), clocks.processing_time,
          clocks.synchronized_processing_time};
}

std::uint32_t KeyWindows::Add(const Window& window, Timestamp timestamp, const Clocks& clocks,
                              WindowContents& contents) {
  if (HasPassed(clocks.watermark, rules_->ExpiryOf(window))) return kDropped;
  const std::size_t place = PlaceOf(window, clocks, contents);
  WindowState& state = table_[place];
  if (state.closed) return kDropped;
  if (state.content == WindowContents::kNone) state.content = contents.Make();
  state.has_news = true;
  HoldFor(state, timestamp, clocks);
  rules_->machine().OnElement(state.trigger, TimeOf(state.window, clocks));
  Touch(place);
  // The hold of the latest element moves on; all other times only come down.
  if (rules_->windowing().timestamps == TimestampCombiner::kLatest) {
    Note(place, clocks);
  } else {
    NoteEarlier(place, clocks);
  }
  return state.content;
}

// The place of an element's window, which is made or merged first where that is needed.
std::size_t KeyWindows::PlaceOf(const Window& window, const Clocks& clocks, WindowContents& contents) {
  const std::size_t place = table_.Find(window);
  // Windows that lie here have been merged already. A finished one may come back by a merge with others.
  if (place != WindowTable::kNone && !(rules_->merging() && table_[place].closed)) return place;
  if (rules_->merging()) return MergeAll(window, clocks, contents);
  return Open(window, clocks);
}

std::size_t KeyWindows::Open(const Window& window, const Clocks& clocks) {
  const std::size_t place = Insert(window, clocks);
  WindowState& state = table_[place];
  state.end_seen = HasPassed(clocks.watermark, window.max_timestamp());
  return place;
}

// A window and those that may merge because it has come, in order. Finished ones are not among them.
std::vector<Window> KeyWindows::WindowsToMerge(const Window& window) const {
  std::vector<Window> windows = {window};
  if (rules_->windowing().fn->merges_overlaps_only()) {
    table_.AddOverlapping(window, windows);
  } else {
    for (std::size_t i = 0; i < table_.size(); ++i) {
      if (!table_[i].closed) windows.push_back(table_[i].window);
    }
  }
  std::sort(windows.begin(), windows.end());
  return windows;
}

// Lets the window function merge the new window with those that are here, and returns the place where the new one ends up.
std::size_t KeyWindows::MergeAll(const Window& window, const Clocks& clocks, WindowContents& contents) {
  if (rules_->windowing().fn->merges_overlaps_only()) {
    const std::size_t place = table_.FindOnlyOverlapping(window);
    if (place != WindowTable::kNone && Widen(place, Span(table_[place].window, window), clocks)) return place;
  }
  const std::vector<Window> windows = WindowsToMerge(window);
  Window result = window;
  if (windows.size() > 1) {
    for (const WindowMerge& merge : rules_->windowing().fn->Merge(windows)) {
      Merge(merge, clocks, contents);
      if (std::find(merge.from.begin(), merge.from.end(), window) != merge.from.end()) result = merge.into;
    }
  }
  const std::size_t place = table_.Find(result);
  return place != WindowTable::kNone ? place : Open(result, clocks);
}

// The places of those windows that have a state, first that of the window which the merge results in. Finished windows are not
// among them, nor is the new one.
std::vector<std::size_t> KeyWindows::PlacesOf(const WindowMerge& merge) const {
  std::vector<std::size_t> places;
  const auto add = [&](const Window& window) {
    const std::size_t place = table_.Find(window);
    if (place == WindowTable::kNone || table_[place].closed) return;
    if (std::find(places.begin(), places.end(), place) == places.end()) places.push_back(place);
  };
  add(merge.into);
  for (const Window& window : merge.from) add(window);
  return places;
}

// Merges a window that stays at its place with such as have no state, which is what most elements of a session do. Returns false
// where it cannot stay.
bool KeyWindows::Widen(std::size_t place, const Window& into, const Clocks& clocks) {
  WindowState& state = table_[place];
  const TriggerState* const triggers[] = {&state.trigger};
  if (state.window == into) {
    state.trigger = rules_->machine().Merge(triggers, &state.trigger, TimeOf(into, clocks));
    if (rules_->machine().waits()) Note(place, clocks);
    return true;
  }
  if (table_.crowded() || table_.Find(into) != WindowTable::kNone) return false;
  WindowState widened = MergedState({&place, 1}, triggers, into, clocks);
  widened.content = state.content;
  state = std::move(widened);
  Note(place, clocks);
  return true;
}

void KeyWindows::Merge(const WindowMerge& merge, const Clocks& clocks, WindowContents& contents) {
  const std::vector<std::size_t> places = PlacesOf(merge);
  if (places.empty()) return;
  std::vector<const TriggerState*> triggers;
  triggers.reserve(places.size());
  for (const std::size_t place : places) triggers.push_back(&table_[place].trigger);
  WindowState merged = MergedState(places, triggers, merge.into, clocks);
  merged.content = table_[places.front()].content;
  std::vector<Window> gone = {merge.into};
  for (const std::size_t place : places) {
    const WindowState& source = table_[place];
    if (source.content != merged.content) contents.Merge(merged.content, source.content);
    if (source.window != merge.into) gone.push_back(source.window);
  }
  for (const Window& window : gone) {
    const std::size_t place = table_.Find(window);
    if (place != WindowTable::kNone) table_.Remove(place);
  }
  const std::size_t place = Insert(merge.into, clocks);
  table_[place] = std::move(merged);
  if (touched_ != kNoneTouched) touched_ = kManyTouched;
  Note(place, clocks);
}

WindowState KeyWindows::MergedState(std::span<const std::size_t> places, std::span<const TriggerState* const> triggers,
                                    const Window& into, const Clocks& clocks) const {
  const TriggerTime time = TimeOf(into, clocks);
  const WindowState& first = table_[places.front()];
  WindowState merged;
  merged.window = into;
  merged.end_seen = time.end_passed;
  const bool goes_on = first.window == into;
  if (goes_on) {
    merged.panes = first.panes;
    merged.panes_after_early = first.panes_after_early;
    merged.end_seen = first.end_seen;
  }
  for (const std::size_t place : places) {
    const WindowState& source = table_[place];
    merged.has_news = merged.has_news || source.has_news;
    merged.touched = merged.touched || source.touched;
    merged.has_expiry_hold = merged.has_expiry_hold || source.has_expiry_hold;
    if (source.has_element_hold) AddHold(merged, source.element_hold);
  }
  merged.trigger = rules_->machine().Merge(triggers, goes_on ? &first.trigger : nullptr, time);
  if (rules_->windowing().timestamps == TimestampCombiner::kEndOfWindow) merged.element_hold = into.max_timestamp();
  return merged;
}

void KeyWindows::AddHold(WindowState& state, Timestamp time) const {
  const bool latest = rules_->windowing().timestamps == TimestampCombiner::kLatest;
  if (!state.has_element_hold || (latest ? time > state.element_hold : time < state.element_hold)) {
    state.element_hold = time;
  }
  state.has_element_hold = true;
}

void KeyWindows::HoldFor(WindowState& state, Timestamp timestamp, const Clocks& clocks) {
  const Timestamp end = state.window.max_timestamp();
  const bool at_end = rules_->windowing().timestamps == TimestampCombiner::kEndOfWindow;
  const Timestamp time = at_end ? end : std::min(timestamp, end);
  const bool reachable = time >= clocks.watermark || (state.has_element_hold && time >= state.element_hold);
  if (reachable && !HasPassed(clocks.watermark, end)) {
    AddHold(state, time);
  } else {
    state.has_expiry_hold = true;
  }
}

void KeyWindows::Touch(std::size_t place) {
  table_[place].touched = true;
  if (touched_ == kNoneTouched) {
    touched_ = static_cast<std::uint32_t>(place);
  } else if (touched_ != place) {
    touched_ = kManyTouched;
  }
}

void KeyWindows::Fire(const Clocks& clocks, WindowContents& contents) {
  const std::uint32_t touched = std::exchange(touched_, kNoneTouched);
  if (touched == kNoneTouched) return;
  if (touched == kManyTouched) return FireAllTouched(clocks, contents);
  WindowState& state = table_[touched];
  state.touched = false;
  if (FireIfReady(state, Cause::kElementOrClock, clocks, contents)) Note(touched, clocks);
}

void KeyWindows::FireAllTouched(const Clocks& clocks, WindowContents& contents) {
  std::vector<Window> touched;
  for (std::size_t i = 0; i < table_.size(); ++i) {
    if (table_[i].touched) touched.push_back(table_[i].window);
    table_[i].touched = false;
  }
  std::sort(touched.begin(), touched.end(), [](const Window& a, const Window& b) {
    return std::pair(a.max_timestamp(), a) < std::pair(b.max_timestamp(), b);
  });
  FireAll(touched, clocks, contents);
}

void KeyWindows::FireAll(const std::vector<Window>& windows, const Clocks& clocks, WindowContents& contents) {
  for (const Window& window : windows) {
    const std::size_t place = table_.Find(window);
    if (place == WindowTable::kNone) continue;
    FireIfReady(table_[place], Cause::kElementOrClock, clocks, contents);
    Note(place, clocks);
  }
}

void KeyWindows::Advance(const Clocks& clocks, WindowContents& contents) {
  std::vector<Window> due;
  if (HasPassed(clocks.processing_time, times_.processing_time) ||
      HasPassed(clocks.synchronized_processing_time, times_.synchronized_processing_time)) {
    // Asked first: what is noted of windows in the meantime leaves out the moments that have passed.
    due = DueByProcessingTime(clocks);
  }
  const Timestamp event = times_.event;
  if (HasPassed(clocks.watermark, event)) {
    AdvanceWatermark(clocks, contents);
    // All clocks have been seen by a trigger that was asked at the end of its window.
    std::erase_if(due, [&](const Window& window) {
      return window.max_timestamp() >= event && HasPassed(clocks.watermark, window.max_timestamp());
    });
  }
  FireAll(due, clocks, contents);
}

void KeyWindows::AdvanceWatermark(const Clocks& clocks, WindowContents& contents) {
  while (!empty()) {
    const std::size_t place = table_.Find(FirstByEvent());
    WindowState& state = table_[place];
    const Timestamp time = NextEventOf(state);
    if (!HasPassed(clocks.watermark, time)) break;
    if (HasPassed(clocks.watermark, rules_->ExpiryOf(state.window))) {
      Expire(place, clocks, contents);
    } else {
      state.end_seen = true;
      FireIfReady(state, Cause::kEnd, clocks, contents);
      Note(place, clocks);
    }
  }
}

Window KeyWindows::FirstByEvent() const {
  if (table_.crowded()) return table_.FirstByEvent();
  std::pair<Timestamp, Window> first = {NextEventOf(table_[0]), table_[0].window};
  for (std::size_t i = 1; i < table_.size(); ++i) first = std::min(first, {NextEventOf(table_[i]), table_[i].window});
  return first.second;
}

void KeyWindows::Expire(std::size_t place, const Clocks& clocks, WindowContents& contents) {
  WindowState& state = table_[place];
  if (!state.closed) {
    EmitPane(state, true, state.end_seen ? Cause::kElementOrClock : Cause::kEnd, clocks, contents);
    contents.Free(state.content);
  }
  table_.Remove(place);
  if (touched_ != kNoneTouched) touched_ = kManyTouched;
  NoteAll(clocks);
}

// In the order of the moments that have come. Those before `times_` had come earlier, and their windows were asked then.
std::vector<Window> KeyWindows::DueByProcessingTime(const Clocks& clocks) const {
  std::vector<Window> windows;
  if (table_.crowded()) {
    table_.AddDue(clocks.processing_time, clocks.synchronized_processing_time, windows);
    return windows;
  }
  const TriggerMachine& machine = rules_->machine();
  std::vector<std::pair<Timestamp, Window>> due;
  for (std::size_t i = 0; i < table_.size(); ++i) {
    const WindowState& state = table_[i];
    const Timestamp moment = machine.NextMoment(state.trigger, false, times_.processing_time);
    const Timestamp synchronized = machine.NextMoment(state.trigger, true, times_.synchronized_processing_time);
    if (HasPassed(clocks.processing_time, moment) || HasPassed(clocks.synchronized_processing_time, synchronized)) {
      due.emplace_back(std::min(moment, synchronized), state.window);
    }
  }
  std::sort(due.begin(), due.end());
  for (const auto& [moment, window] : due) windows.push_back(window);
  return windows;
}

bool KeyWindows::FireIfReady(WindowState& state, Cause cause, const Clocks& clocks, WindowContents& contents) {
  const TriggerMachine& machine = rules_->machine();
  const TriggerTime time = TimeOf(state.window, clocks);
  if (state.closed || !machine.ShouldFire(state.trigger, time)) return false;
  machine.OnFire(state.trigger, time);
  const bool finished = machine.finished(state.trigger);
  const bool had_news = state.has_news;
  EmitPane(state, finished, cause, clocks, contents);
  if (finished) {
    CloseTrigger(state, contents);
  } else if (had_news && !rules_->accumulates()) {
    contents.Clear(state.content);
  }
  return true;
}

void KeyWindows::EmitPane(WindowState& state, bool last, Cause cause, const Clocks& clocks, WindowContents& contents) {
  const Windowing& windowing = rules_->windowing();
  const Timestamp end = state.window.max_timestamp();
  const ElementMeta meta = {state.has_element_hold ? std::min(state.element_hold, end) : end, state.window,
                            NextPane(state, last, cause, clocks)};
  const bool wanted = state.has_news ||
                      (meta.pane.timing == PaneTiming::kOnTime && windowing.on_time == OnTimeBehavior::kFireAlways) ||
                      (last && windowing.closing == ClosingBehavior::kFireAlways);
  state.has_news = false;
  state.has_element_hold = false;
  state.has_expiry_hold = !last && windowing.closing == ClosingBehavior::kFireAlways;
  if (!wanted) return;
  ++state.panes;
  if (meta.pane.timing != PaneTiming::kEarly) ++state.panes_after_early;
  contents.Emit(state.content, meta);
}

PaneInfo KeyWindows::NextPane(const WindowState& state, bool last, Cause cause, const Clocks& clocks) const {
  PaneTiming timing = PaneTiming::kLate;
  if (state.panes_after_early == 0) {
    if (!HasPassed(clocks.watermark, state.window.max_timestamp())) {
      timing = PaneTiming::kEarly;
    } else if (cause == Cause::kEnd || state.has_element_hold) {
      timing = PaneTiming::kOnTime;
    }
  }
  const std::int64_t on_time_index = timing == PaneTiming::kEarly ? -1 : state.panes_after_early;
  return {state.panes == 0, last, timing, state.panes, on_time_index};
}

void KeyWindows::CloseTrigger(WindowState& state, WindowContents& contents) {
  contents.Free(state.content);
  state.content = WindowContents::kNone;
  state.trigger = TriggerState();
  state.closed = true;
}

// The time whose passing the window waits for.
Timestamp KeyWindows::NextEventOf(const WindowState& state) const {
  return state.closed || state.end_seen ? rules_->ExpiryOf(state.window) : state.window.max_timestamp();
}

Timestamp KeyWindows::HoldOf(const WindowState& state) const {
  if (state.closed) return Timestamp::Max();
  const Timestamp expiry = state.has_expiry_hold ? rules_->ExpiryOf(state.window) : Timestamp::Max();
  return state.has_element_hold ? std::min(state.element_hold, expiry) : expiry;
}

WindowTimes KeyWindows::TimesOf(const WindowState& state, const Clocks& clocks) const {
  const TriggerMachine& machine = rules_->machine();
  WindowTimes times = {NextEventOf(state), HoldOf(state)};
  if (machine.waits() && !state.closed) {
    times.processing_time = machine.NextMoment(state.trigger, false, clocks.processing_time);
    times.synchronized_processing_time = machine.NextMoment(state.trigger, true, clocks.synchronized_processing_time);
  }
  return times;
}

std::size_t KeyWindows::Insert(const Window& window, const Clocks& clocks) {
  const bool was_crowded = table_.crowded();
  const std::size_t place = table_.Insert(window);
  if (table_.crowded() && !was_crowded) {
    for (std::size_t i = 0; i < table_.size(); ++i) table_.Note(i, TimesOf(table_[i], clocks));
  }
  return place;
}

// To be called when anything about a window has changed that its times depend on.
void KeyWindows::Note(std::size_t place, const Clocks& clocks) {
  if (table_.crowded()) table_.Note(place, TimesOf(table_[place], clocks));
  NoteAll(clocks);
}

// The same when no time of the window is later than before.
void KeyWindows::NoteEarlier(std::size_t place, const Clocks& clocks) {
  if (table_.crowded()) return Note(place, clocks);
  times_.Lower(TimesOf(table_[place], clocks));
}

void KeyWindows::NoteAll(const Clocks& clocks) {
  if (table_.crowded()) {
    times_ = table_.Earliest();
    return;
  }
  times_ = WindowTimes();
  for (std::size_t i = 0; i < table_.size(); ++i) times_.Lower(TimesOf(table_[i], clocks));
}

}  // namespace beam::internal
