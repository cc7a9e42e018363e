#include "beam/event_time/key_windows.h"

#include <algorithm>

namespace beam::internal {

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
  // The hold of the latest element moves on; all others only come down.
  if (rules_->windowing().timestamps == TimestampCombiner::kLatest) {
    NoteAllTimes(clocks);
  } else {
    NoteTimesOf(state, clocks);
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
  const std::size_t place = table_.Insert(window);
  WindowState& state = table_[place];
  state.end_seen = !rules_->machine().watches_end() || HasPassed(clocks.watermark, window.max_timestamp());
  return place;
}

// Lets the window function merge the new window with those that are here, and returns the place where the new one ends up.
std::size_t KeyWindows::MergeAll(const Window& window, const Clocks& clocks, WindowContents& contents) {
  std::vector<Window> windows = {window};
  for (std::size_t i = 0; i < table_.size(); ++i) {
    if (!table_[i].closed) windows.push_back(table_[i].window);
  }
  Window result = window;
  if (windows.size() > 1) {
    std::sort(windows.begin(), windows.end());
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

void KeyWindows::Merge(const WindowMerge& merge, const Clocks& clocks, WindowContents& contents) {
  const std::vector<std::size_t> places = PlacesOf(merge);
  if (places.empty()) return;
  WindowState merged = MergedState(places, merge.into, clocks);
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
  table_[table_.Insert(merge.into)] = std::move(merged);
  if (touched_ != kNoneTouched) touched_ = kManyTouched;
  NoteAllTimes(clocks);
}

WindowState KeyWindows::MergedState(const std::vector<std::size_t>& places, const Window& into,
                                    const Clocks& clocks) const {
  const TriggerTime time = TimeOf(into, clocks);
  const WindowState& first = table_[places.front()];
  WindowState merged;
  merged.window = into;
  merged.end_seen = !rules_->machine().watches_end() || time.end_passed;
  const bool goes_on = first.window == into;
  if (goes_on) {
    merged.panes = first.panes;
    merged.panes_after_early = first.panes_after_early;
    merged.end_seen = first.end_seen;
  }
  std::vector<const TriggerState*> triggers;
  for (const std::size_t place : places) {
    const WindowState& source = table_[place];
    triggers.push_back(&source.trigger);
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
  if (touched_ == kNoneTouched) return;
  bool fired = false;
  if (touched_ == kManyTouched) {
    fired = FireAllTouched(clocks, contents);
  } else {
    WindowState& state = table_[touched_];
    state.touched = false;
    fired = FireIfReady(state, Cause::kElementOrClock, clocks, contents);
  }
  touched_ = kNoneTouched;
  if (fired) NoteAllTimes(clocks);
}

bool KeyWindows::FireAllTouched(const Clocks& clocks, WindowContents& contents) {
  std::vector<Event> touched;
  for (std::size_t i = 0; i < table_.size(); ++i) {
    WindowState& state = table_[i];
    if (state.touched) touched.push_back({state.window.max_timestamp(), state.window});
    state.touched = false;
  }
  return FireInOrder(touched, clocks, contents);
}

bool KeyWindows::FireInOrder(std::vector<Event>& events, const Clocks& clocks, WindowContents& contents) {
  std::sort(events.begin(), events.end());
  bool fired = false;
  for (const Event& event : events) {
    WindowState& state = table_[table_.Find(event.window)];
    fired = FireIfReady(state, Cause::kElementOrClock, clocks, contents) || fired;
  }
  return fired;
}

void KeyWindows::Advance(const Clocks& clocks, WindowContents& contents) {
  if (clocks.watermark >= next_event_time_) AdvanceWatermark(clocks, contents);
  if (clocks.processing_time >= next_processing_time_ ||
      clocks.synchronized_processing_time >= next_synchronized_time_) {
    AdvanceProcessingTime(clocks, contents);
  }
}

void KeyWindows::AdvanceWatermark(const Clocks& clocks, WindowContents& contents) {
  std::vector<Event> events;
  for (std::size_t i = 0; i < table_.size(); ++i) {
    const WindowState& state = table_[i];
    const Timestamp expiry = rules_->ExpiryOf(state.window);
    const Timestamp next = NextEventOf(state);
    if (next != expiry && HasPassed(clocks.watermark, next)) events.push_back({next, state.window});
    if (HasPassed(clocks.watermark, expiry)) events.push_back({expiry, state.window, true});
  }
  std::sort(events.begin(), events.end());
  for (const Event& event : events) {
    WindowState& state = table_[table_.Find(event.window)];
    if (event.expires) {
      Expire(state, clocks, contents);
    } else {
      state.end_seen = true;
      FireIfReady(state, Cause::kEnd, clocks, contents);
    }
  }
  NoteAllTimes(clocks);
}

void KeyWindows::Expire(WindowState& state, const Clocks& clocks, WindowContents& contents) {
  if (!state.closed) {
    const bool at_end = rules_->ExpiryOf(state.window) == state.window.max_timestamp();
    EmitPane(state, true, at_end ? Cause::kEnd : Cause::kElementOrClock, clocks, contents);
    contents.Free(state.content);
  }
  table_.Remove(table_.Find(state.window));
  if (touched_ != kNoneTouched) touched_ = kManyTouched;
}

void KeyWindows::AdvanceProcessingTime(const Clocks& clocks, WindowContents& contents) {
  const TriggerMachine& machine = rules_->machine();
  std::vector<Event> due;
  for (std::size_t i = 0; i < table_.size(); ++i) {
    const WindowState& state = table_[i];
    if (state.closed) continue;
    const Timestamp moment = machine.EarliestMoment(state.trigger, false);
    const Timestamp synchronized = machine.EarliestMoment(state.trigger, true);
    if (moment <= clocks.processing_time || synchronized <= clocks.synchronized_processing_time) {
      due.push_back({std::min(moment, synchronized), state.window});
    }
  }
  FireInOrder(due, clocks, contents);
  NoteAllTimes(clocks);
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

void KeyWindows::NoteTimesOf(const WindowState& state, const Clocks& clocks) {
  next_event_time_ = std::min(next_event_time_, Later(NextEventOf(state), Duration(1)));
  hold_ = std::min(hold_, HoldOf(state));
  if (!rules_->machine().waits() || state.closed) return;
  const TriggerMachine& machine = rules_->machine();
  next_processing_time_ =
      std::min(next_processing_time_, machine.NextMoment(state.trigger, false, clocks.processing_time));
  next_synchronized_time_ =
      std::min(next_synchronized_time_, machine.NextMoment(state.trigger, true, clocks.synchronized_processing_time));
}

void KeyWindows::NoteAllTimes(const Clocks& clocks) {
  next_event_time_ = next_processing_time_ = next_synchronized_time_ = hold_ = Timestamp::Max();
  for (std::size_t i = 0; i < table_.size(); ++i) NoteTimesOf(table_[i], clocks);
}

}  // namespace beam::internal
