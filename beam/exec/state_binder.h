// StateBinder: makes the state and timer members of a DoFn those of the key and window being processed.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <tuple>
#include <utility>
#include <vector>

#include "beam/base/window.h"
#include "beam/event_time/expiry.h"
#include "beam/event_time/key_timers.h"
#include "beam/exec/key_link.h"
#include "beam/exec/no_state.h"
#include "beam/exec/operator_context.h"
#include "beam/exec/timer_member.h"
#include "beam/fn/stateful.h"

namespace beam::internal {

template <class Member>
struct CellOf {
  struct None {};
  using Type = None;
};
template <StateLike Member>
struct CellOf<Member> {
  using Type = typename Member::Cell;
};

/// What a DoFn keeps for one key: a set of cells for each window, and the timers.
template <class DoFn>
class KeyState {
 public:
  using Members = DoFnMembers<DoFn>;
  template <class Indices>
  struct CellsOf;
  template <std::size_t... I>
  struct CellsOf<std::index_sequence<I...>> {
    using Type = std::tuple<typename CellOf<typename Members::template Type<I>>::Type...>;
  };
  using Cells = typename CellsOf<std::make_index_sequence<Members::kCount>>::Type;
  struct InWindow {
    Window window;
    Cells cells;
  };

  explicit KeyState(Duration allowed_lateness) : allowed_lateness_(allowed_lateness) {}

  /// Stays where it is until Forget.
  InWindow& In(const Window& window) {
    for (const std::unique_ptr<InWindow>& held : windows_) {
      if (held->window == window) return *held;
    }
    windows_.push_back(std::make_unique<InWindow>(InWindow{window, Cells()}));
    return *windows_.back();
  }
  /// The window that ends first; null where nothing is kept.
  const InWindow* FirstToEnd() const {
    const InWindow* first = nullptr;
    for (const std::unique_ptr<InWindow>& held : windows_) {
      if (first == nullptr || held->window.max_timestamp() < first->window.max_timestamp()) first = held.get();
    }
    return first;
  }
  void Forget(const Window& window) {
    std::erase_if(windows_, [&](const std::unique_ptr<InWindow>& held) { return held->window == window; });
    timers.ClearWindow(window);
  }
  bool empty() const { return windows_.empty() && timers.empty(); }

  /// The last moment at which a window's state is of use.
  Timestamp LastTime(const Window& window) const { return ExpiryOf(window, allowed_lateness_); }
  /// When event time has something to do here: a timer, or the end of a window (which ends when it is passed).
  Timestamp next_event_time() const {
    Timestamp next = timers.next(TimeDomain::kEventTime);
    if (const InWindow* first = FirstToEnd()) next = std::min(next, Later(LastTime(first->window), Duration(1)));
    return next;
  }
  Timestamp next_processing_time() const { return timers.next(TimeDomain::kProcessingTime); }
  /// OnWindowExpiration emits at the end of its window.
  Timestamp hold() const {
    Timestamp hold = timers.hold().value_or(Timestamp::Max());
    if constexpr (HasOnWindowExpiration<DoFn>()) {
      if (const InWindow* first = FirstToEnd()) hold = std::min(hold, first->window.max_timestamp());
    }
    return hold;
  }

  KeyTimers timers;

 private:
  Duration allowed_lateness_;
  std::vector<std::unique_ptr<InWindow>> windows_;
};

template <class DoFn>
class StateBinder<DoFn, true> {
 public:
  explicit StateBinder(const OperatorContext&) {}

  /// The runner keeps state and timers; `link` is always that of the key of the last SetKey.
  void SetLink(KeyLink* link) { scope_.link = link; }
  /// What follows is of this key.
  void SetKey(KeyState<DoFn>& key, Timestamp processing_time) {
    key_ = &key;
    bound_ = nullptr;
    scope_.timers = &key.timers;
    scope_.processing_time = processing_time;
  }
  /// What follows is of this window and time.
  void Select(DoFn& fn, const ElementMeta& meta) {
    if (bound_ == nullptr || bound_->window != meta.window) Bind(fn, key_->In(meta.window));
    scope_.element_time = meta.timestamp;
    scope_.fired = nullptr;
  }
  void SetFired(const SetTimer& timer) { scope_.fired = &timer; }
  /// Forgets a window of the key, which is over.
  void Forget(const Window& window) {
    bound_ = nullptr;
    key_->Forget(window);
  }
  /// Of the key.
  Timestamp LastTime(const Window& window) const { return key_->LastTime(window); }

 private:
  using InWindow = typename KeyState<DoFn>::InWindow;

  void Bind(DoFn& fn, InWindow& window) {
    bound_ = &window;
    scope_.window = window.window;
    scope_.last_time = LastTime(window.window);
    StatefulMembers<DoFn>::ForEach(fn, [&]<std::size_t I>(auto& member) {
      if constexpr (StateLike<std::remove_reference_t<decltype(member)>>) {
        member.BindState(&std::get<I>(window.cells),
                         scope_.link == nullptr ? nullptr : scope_.link->LinkOf(window.window, I));
      } else {
        member.BindTimer(&scope_, I);
      }
    });
  }

  KeyState<DoFn>* key_ = nullptr;
  InWindow* bound_ = nullptr;
  TimerScope scope_;
};

}  // namespace beam::internal
