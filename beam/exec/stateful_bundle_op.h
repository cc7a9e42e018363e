// StatefulBundleOp: a ParDo with state and timers in bundles of a runner, which keeps them from bundle to bundle.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

#include "beam/exec/bundle_timers.h"
#include "beam/exec/copy_of.h"
#include "beam/exec/keyed_batch.h"
#include "beam/exec/par_do_op.h"
#include "beam/exec/state_binder.h"
#include "beam/exec/stateful_form.h"
#include "beam/exec/stored_cell.h"
#include "beam/exec/time_order.h"

namespace beam::internal {

/// What a runner is told of a DoFn.
template <class DoFn, class K>
StatefulForm MakeStatefulForm() {
  using Stateful = StatefulMembers<DoFn>;
  using Members = DoFnMembers<DoFn>;
  StatefulForm form;
  form.key = CoderSpecOf<K>();
  form.ends_windows = HasOnWindowExpiration<DoFn>();
  form.time_sorted = kWantsTimeOrder<DoFn>;
  const auto add = [&]<std::size_t I>() {
    using M = typename Members::template Type<I>;
    if constexpr (Stateful::template IsState<I>()) {
      using Element = typename CellElements<typename M::Cell>::Element;
      form.states.push_back({M::kStateName, I, kIsValueCell<typename M::Cell>, CoderSpecOf<Element>()});
    } else if constexpr (Stateful::template IsTimer<I>()) {
      form.timers.push_back({M::kTimerName, I, M::kDomain});
    }
  };
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    (add.template operator()<I>(), ...);
  }(std::make_index_sequence<Members::kCount>());
  return form;
}

template <class DoFn, class K, class V, class... Side>
class StatefulBundleOp final : public StatefulOperator, private KeyLink {
 public:
  using Function = ParDoOp<DoFn, KV<K, V>, Side...>;
  static constexpr bool kRequestsFinalization = Function::kRequestsFinalization;
  static bool LooksUp(std::size_t side_input) { return Function::LooksUp(side_input); }

  static const StatefulForm& Form() {
    static const StatefulForm form = MakeStatefulForm<DoFn, K>();
    return form;
  }

  StatefulBundleOp(const DoFn& prototype, const OperatorContext& context)
      : context_(context), function_(prototype, context), batch_(function_) {
    for (OutputBase* output : function_.outputs()) AddOutput(output);
    function_.SetLink(this);
  }

  void Setup() override { function_.Setup(); }
  void Open(KeyedStore& store) override { store_ = &store; }
  void StartBundle() override { function_.StartBundle(); }
  void Teardown() override { function_.Teardown(); }

  // Elements of one key that follow each other are one batch of the function.
  void Process(std::size_t, BatchBase& base) override {
    auto& batch = static_cast<Batch<KV<K, V>>&>(base);
    MeetKeys(batch);
    Key* current = nullptr;
    for (std::size_t i = 0; i < batch.size(); ++i) {
      Key& key = *keys_of_batch_[i];
      if (&key != current) batch_.Flush();
      current = &key;
      Append(key, batch[i], batch.meta(i));
    }
    batch_.Flush();
  }

  void FireTimer(std::string_view bytes, const SetTimer& timer) override {
    Key& key = Select(bytes);
    // Those of the key that the bundle has set for earlier times have come too.
    while (const std::optional<SetTimer> earlier = key.timers.TakeBefore(timer.domain, timer.fires_at)) {
      function_.FireTimer(key.key, *earlier);
    }
    // What the bundle has made of this one meanwhile is what counts.
    if (!key.timers.Has(timer)) function_.FireTimer(key.key, timer);
  }

  void EndWindow(std::string_view bytes, const Window& window) override {
    Key& key = Select(bytes);
    while (const std::optional<SetTimer> last = key.timers.TakeOf(window, key.state.LastTime(window))) {
      function_.FireTimer(key.key, *last);
    }
    InWindow& ending = In(key, window);
    function_.EndWindow(key.key, window);
    key.timers.ClearWindow(window);
    ending.awaits_end = false;
    ForEachLink(ending, [](auto& link) { link.Forget(); });
  }

  void FinishBundle() override {
    function_.FinishBundle();
    for (const auto& [bytes, key] : keys_) WriteBack(*key);
    keys_.clear();
    current_ = nullptr;
  }

 private:
  template <class Member>
  struct LinkOfMember {
    struct None {};
    using Type = None;
  };
  template <StateLike Member>
  struct LinkOfMember<Member> {
    using Type = StoredCell<typename Member::Cell>;
  };
  using Members = DoFnMembers<DoFn>;
  using Indices = std::make_index_sequence<Members::kCount>;
  template <class I>
  struct LinksImpl;
  template <std::size_t... I>
  struct LinksImpl<std::index_sequence<I...>> {
    using Type = std::tuple<typename LinkOfMember<typename Members::template Type<I>>::Type...>;
  };

  /// What is known of a key in a window while the bundle lasts.
  struct InWindow {
    Window window;
    bool awaits_end = false;
    typename LinksImpl<Indices>::Type links;
  };
  struct Key {
    Key(std::string key_bytes, K value, Duration lateness)
        : bytes(std::move(key_bytes)), key(std::move(value)), state(lateness) {}
    // Windows are few; they stay where they are.
    InWindow* Find(const Window& window) const {
      for (const auto& held : windows) {
        if (held->window == window) return held.get();
      }
      return nullptr;
    }
    const std::string bytes;
    const K key;
    KeyState<DoFn> state;
    BundleTimers timers;
    std::vector<std::unique_ptr<InWindow>> windows;
  };

  template <std::size_t I>
  static constexpr bool kIsState = StatefulMembers<DoFn>::template IsState<I>();
  template <class Visit>
  static void ForEachIndex(Visit&& visit) {
    [&]<std::size_t... I>(std::index_sequence<I...>) { (visit.template operator()<I>(), ...); }(Indices());
  }
  template <class Visit>
  static void ForEachLink(InWindow& in, Visit&& visit) {
    ForEachIndex([&]<std::size_t I>() {
      if constexpr (kIsState<I>) visit(std::get<I>(in.links));
    });
  }

  InWindow& In(Key& key, const Window& window) {
    if (InWindow* const held = key.Find(window)) return *held;
    InWindow& added = *key.windows.emplace_back(std::make_unique<InWindow>());
    added.window = window;
    Attach(key, added);
    return added;
  }
  // The cells of the window are there again, or for the first time.
  void Attach(Key& key, InWindow& in) {
    auto& cells = key.state.In(in.window).cells;
    ForEachIndex([&]<std::size_t I>() {
      if constexpr (kIsState<I>) {
        std::get<I>(in.links).Open({store_, key.bytes, in.window, I, &reads_[I]}, std::get<I>(cells));
      }
    });
  }

  // Finds the key of each element. States that are read for most keys are asked for now, all at once.
  void MeetKeys(const Batch<KV<K, V>>& batch) {
    std::array<bool, Members::kCount> expects;
    for (std::size_t member = 0; member < expects.size(); ++member) expects[member] = 2 * reads_[member] > met_;
    keys_of_batch_.clear();
    for (std::size_t i = 0; i < batch.size(); ++i) {
      Key& key = KeyAt(EncodedStateKey<K>(batch[i].key), [&] { return CopyOf(batch[i].key); });
      keys_of_batch_.push_back(&key);
      const Window& window = batch.meta(i).window;
      if (key.Find(window) != nullptr) continue;
      In(key, window);
      ++met_;
      for (std::size_t member = 0; member < expects.size(); ++member) {
        if (expects[member]) store_->Expect(key.bytes, window, member);
      }
    }
  }

  template <class Make>
  Key& KeyAt(std::string bytes, Make&& make) {
    std::unique_ptr<Key>& key = keys_[bytes];
    if (key == nullptr) key = std::make_unique<Key>(std::move(bytes), make(), context_.AllowedLateness());
    return *key;
  }
  Key& Select(std::string_view bytes) {
    Key& key = KeyAt(std::string(bytes), [&] { return DecodeKey(bytes); });
    SetCurrent(key);
    return key;
  }
  static K DecodeKey(std::string_view bytes) {
    ByteReader reader(bytes);
    return DecodeNested<K>(reader);
  }
  void SetCurrent(Key& key) {
    current_ = &key;
    function_.SetKey(key.state, context_.processing_time());
  }

  void Append(Key& key, const KV<K, V>& element, const ElementMeta& meta) {
    if (batch_.empty()) SetCurrent(key);
    if constexpr (HasOnWindowExpiration<DoFn>()) In(key, meta.window).awaits_end = true;
    batch_.Append(element.key, element.value, meta);
  }

  void WriteBack(Key& key) {
    for (const auto& in : key.windows) {
      ForEachLink(*in, [](auto& link) { link.WriteBack(); });
      if (in->awaits_end) store_->AwaitEnd(key.bytes, in->window, key.state.LastTime(in->window));
    }
    key.timers.ForEach([&](const SetTimer& timer, bool is_set) {
      if (is_set) {
        store_->Set(key.bytes, timer);
      } else {
        store_->ClearTimer(key.bytes, timer);
      }
    });
  }

  // KeyLink, of the current key.
  CellLink* LinkOf(const Window& window, std::size_t member) override {
    InWindow& in = In(*current_, window);
    Attach(*current_, in);
    CellLink* link = nullptr;
    ForEachIndex([&]<std::size_t I>() {
      if constexpr (kIsState<I>) {
        if (member == I) link = &std::get<I>(in.links);
      }
    });
    return link;
  }
  void Set(SetTimer timer) override { current_->timers.Set(std::move(timer)); }
  void Clear(std::size_t declaration, std::string_view tag, const Window& window) override {
    current_->timers.Clear(declaration, tag, window);
  }

  OperatorContext context_;
  Function function_;
  KeyedBatch<K, V, Function> batch_;
  KeyedStore* store_ = nullptr;
  std::unordered_map<std::string, std::unique_ptr<Key>> keys_;  // those that the bundle has met
  Key* current_ = nullptr;
  std::vector<Key*> keys_of_batch_;
  // Windows of keys that all bundles have met, and how often they read each member for one.
  std::size_t met_ = 0;
  std::array<std::size_t, Members::kCount> reads_{};
};

}  // namespace beam::internal
