// Side input views: the elements of a side input, decoded once for all threads of a run, as a DoFn's parameter wants
// them.
#pragma once

#include <concepts>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

#include "beam/base/error.h"
#include "beam/exec/element_blocks.h"
#include "beam/exec/operator_context.h"
#include "beam/fn/binding.h"
#include "beam/iter.h"
#include "beam/side_input.h"

namespace beam::internal {

struct WindowHash {
  std::size_t operator()(const Window& window) const {
    return std::hash<std::int64_t>()(window.start().millis() * 31 + window.end().millis());
  }
};

/// The values of a side input in one window, in an array. A vector of bool is none, so bool has its own.
template <class S>
struct StoredValues {
  std::vector<S> values;
  void Add(S value) { values.push_back(std::move(value)); }
  const S* data() const { return values.data(); }
  std::size_t size() const { return values.size(); }
};
template <std::same_as<bool> S>
struct StoredValues<S> {
  std::vector<S> values;
  ValueVector<S> array;
  void Add(S value) {
    values.push_back(value);
    array.push_back(value);
  }
  const S* data() const { return reinterpret_cast<const S*>(array.data()); }
  std::size_t size() const { return values.size(); }
};

/// What stands behind a parameter of one form.
template <class S, SideForm kForm>
struct SideStorage {
  StoredValues<S> stored;
  void Add(S value, const ElementMeta&, std::size_t) { stored.Add(std::move(value)); }
};
/// Values with their event times, for those who ask for them.
template <class S>
struct SideStorage<S, SideForm::kTimestampedIter> {
  StoredValues<Timestamped<S>> stored;
  void Add(S value, const ElementMeta& meta, std::size_t) {
    stored.Add(Timestamped<S>{std::move(value), meta.timestamp});
  }
};
template <class K, class V, SideForm kForm>
  requires(kForm == SideForm::kMap || kForm == SideForm::kMultiMap)
struct SideStorage<KV<K, V>, kForm> {
  KeyedValues<K, V> stored;
  void Add(KV<K, V> kv, const ElementMeta&, std::size_t number) {
    if (kForm == SideForm::kMap && stored.Find(kv.key) != nullptr) {
      throw Error(
          StatusCode::kFailedPrecondition,
          "a side input taken as beam::MapView has two values for one key; take beam::MultiMapView, or combine the "
          "values first; side input = " +
              std::to_string(number));
    }
    stored.Add(kv.key, std::move(kv.value));
  }
};

/// All windows of a side input.
template <class Storage>
struct SideWindows {
  static constexpr char kKey = 0;  ///< Its address stands for the type.
  std::unordered_map<Window, Storage, WindowHash> windows;
  Storage none;
};

[[noreturn]] void FailSingleton(std::size_t number, std::size_t elements);

/// What `decode` made of the elements of side input `number`, one view for each `key`. The first thread that asks decodes; the
/// others wait for it.
using DecodeSideInput = std::shared_ptr<void> (*)(BlockStore& blocks, std::size_t number);
std::shared_ptr<void> SharedView(SideInputCell& cell, const void* key, DecodeSideInput decode, std::size_t number);

/// The elements of one window, where they are brought a window at a time; null where all of them are in the view.
BlockStore* BringWindow(SideInputCell& cell, const Window& window);

/// The window of a side input that belongs to a window of the main input: the one with its last moment.
Window SideWindowOf(const Window& main, const Windowing& side);

/// One side input of one operator. Select() before the elements of another window, then Get() for each call.
template <class S, class Param, SideForm kForm>
class SideInputView {
 public:
  using Storage = SideStorage<S, kForm>;

  /// `index` counts the operator's side inputs from 0. To be called in each bundle, because the cell may have another view then.
  void Open(const OperatorContext& context, std::size_t index) {
    cell_ = context.side_inputs[index];
    windowing_ = &context.SideWindowing(index);
    number_ = index + 1;
    all_ = nullptr;
    current_ = nullptr;
  }

  void Select(const Window& main) {
    if (current_ != nullptr && main == main_window_) return;
    if (all_ == nullptr) TakeView();
    const Storage& storage = In(SideWindowOf(main, *windowing_));
    if constexpr (kForm == SideForm::kSingleton) {
      if (storage.stored.size() != 1) FailSingleton(number_, storage.stored.size());
    }
    current_ = &storage;
    main_window_ = main;
  }

  decltype(auto) Get() const {
    if constexpr (kForm == SideForm::kSingleton) {
      return (*current_->stored.data());
    } else if constexpr (kForm == SideForm::kList) {
      return (current_->stored.values);
    } else if constexpr (kForm == SideForm::kIter || kForm == SideForm::kTimestampedIter) {
      const ValueChunk chunk{current_->stored.data(), current_->stored.size(), ValueChunk::Form::kValues};
      return std::remove_cvref_t<Param>(chunk);
    } else {
      return std::remove_cvref_t<Param>(&current_->stored);
    }
  }

 private:
  using Windows = SideWindows<Storage>;

  void TakeView() {
    owner_ = SharedView(*cell_, &Windows::kKey, &Decode, number_);
    all_ = static_cast<Windows*>(owner_.get());
  }
  const Storage& In(const Window& window) {
    const auto found = all_->windows.find(window);
    if (found != all_->windows.end()) return found->second;
    BlockStore* const brought = BringWindow(*cell_, window);
    if (brought == nullptr) return all_->none;
    Storage& storage = all_->windows[window];
    AddElements(*brought, number_, *all_);
    return storage;
  }
  static std::shared_ptr<void> Decode(BlockStore& blocks, std::size_t number) {
    auto* const all = new Windows();
    std::shared_ptr<void> owner(all);
    AddElements(blocks, number, *all);
    return owner;
  }
  static void AddElements(BlockStore& blocks, std::size_t number, Windows& all) {
    ForEachElement<S>(blocks, [&](S value, const ElementMeta& meta) {
      all.windows[meta.window].Add(std::move(value), meta, number);
    });
  }

  SideInputCell* cell_ = nullptr;
  const Windowing* windowing_ = nullptr;
  std::size_t number_ = 0;
  std::shared_ptr<void> owner_;
  Windows* all_ = nullptr;
  const Storage* current_ = nullptr;
  Window main_window_;
};

}  // namespace beam::internal
