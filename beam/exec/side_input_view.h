// Side input views: the elements of a side input, decoded once for all threads of a run, as a DoFn's parameter wants
// them.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
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
template <>
struct StoredValues<bool> {
  std::vector<bool> values;
  std::unique_ptr<bool[]> array;
  std::size_t capacity = 0;
  void Add(bool value) {
    if (values.size() == capacity) {
      capacity = 2 * capacity + 16;
      auto larger = std::make_unique<bool[]>(capacity);
      for (std::size_t i = 0; i < values.size(); ++i) larger[i] = array[i];
      array = std::move(larger);
    }
    array[values.size()] = value;
    values.push_back(value);
  }
  const bool* data() const { return array.get(); }
  std::size_t size() const { return values.size(); }
};

/// What stands behind a parameter of one form.
template <class S, SideForm kForm>
struct SideStorage {
  StoredValues<S> stored;
  void Add(S value, std::size_t) { stored.Add(std::move(value)); }
};
template <class K, class V, SideForm kForm>
  requires(kForm == SideForm::kMap || kForm == SideForm::kMultiMap)
struct SideStorage<KV<K, V>, kForm> {
  KeyedValues<K, V> stored;
  void Add(KV<K, V> kv, std::size_t number) {
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
  std::unordered_map<Window, Storage, WindowHash> windows;
  Storage none;
};

[[noreturn]] void FailSingleton(std::size_t number, std::size_t elements);

/// The window of a side input that belongs to a window of the main input: the one with its last moment.
Window SideWindowOf(const Window& main, const Windowing& side);

/// One side input of one operator. Select() before the elements of another window, then Get() for each call.
template <class S, class Param, SideForm kForm>
class SideInputView {
 public:
  using Storage = SideStorage<S, kForm>;

  /// `index` counts the operator's side inputs from 0.
  void Open(const OperatorContext& context, std::size_t index) {
    cell_ = context.side_inputs[index];
    windowing_ = &context.graph->windowing_of(context.node->side_inputs[index]);
    number_ = index + 1;
  }

  void Select(const Window& main) {
    if (current_ != nullptr && main == main_window_) return;
    if (all_ == nullptr) all_ = Decoded();
    const auto found = all_->windows.find(SideWindowOf(main, *windowing_));
    const Storage& storage = found == all_->windows.end() ? all_->none : found->second;
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
    } else if constexpr (kForm == SideForm::kIter) {
      const ValueChunk chunk{current_->stored.data(), current_->stored.size(), ValueChunk::Form::kValues};
      return std::remove_cvref_t<Param>(chunk);
    } else {
      return std::remove_cvref_t<Param>(&current_->stored);
    }
  }

 private:
  using Windows = SideWindows<Storage>;

  // The first thread decodes; the others wait for it.
  std::shared_ptr<const Windows> Decoded() {
    std::lock_guard lock(cell_->mutex);
    std::shared_ptr<void>& view = cell_->views[SideInputCell::TypeKey<Windows>()];
    if (view == nullptr) {
      auto made = std::make_shared<Windows>();
      ForEachElement<S>(*cell_->blocks, [&](S value, const ElementMeta& meta) {
        made->windows[meta.window].Add(std::move(value), number_);
      });
      view = std::move(made);
    }
    return std::static_pointer_cast<const Windows>(view);
  }

  SideInputCell* cell_ = nullptr;
  const Windowing* windowing_ = nullptr;
  std::size_t number_ = 0;
  std::shared_ptr<const Windows> all_;
  const Storage* current_ = nullptr;
  Window main_window_;
};

}  // namespace beam::internal
