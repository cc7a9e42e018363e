// Side input views: the elements of a side input, decoded once for all threads of a run, as a DoFn's parameter wants
// them.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

#include "beam/base/make_shared.h"
#include "beam/exec/element_blocks.h"
#include "beam/exec/operator_context.h"
#include "beam/exec/side_contents.h"
#include "beam/exec/side_storage.h"
#include "beam/exec/unread_keys.h"
#include "beam/exec/window_hash.h"
#include "beam/fn/binding.h"
#include "beam/iter.h"

namespace beam::internal {

/// All windows of a side input.
template <class Storage>
struct SideWindows {
  static constexpr char kKey = 0;  ///< Its address stands for the type.
  std::unordered_map<Window, Storage, WindowHash> windows;
  Storage none;
  std::vector<std::shared_ptr<void>> unread;  ///< UnreadKeys of windows.
};

/// A window of a side input without end, as it was when its version was that.
template <class Storage>
struct GrowingWindow {
  Storage storage;
  std::uint64_t version = 0;
};

[[noreturn]] void FailSingleton(std::size_t number, std::size_t elements);

/// What `decode` made of the elements of side input `number`, one view for each `key`. The first thread that asks decodes; the
/// others wait for it.
using DecodeSideInput = std::shared_ptr<void> (*)(BlockStore& blocks, std::size_t number);
std::shared_ptr<void> SharedView(SideInputCell& cell, const void* key, DecodeSideInput decode, std::size_t number);

/// The elements of one window, where they are brought a window at a time; null where all of them are in the view.
BlockStore* BringWindow(SideInputCell& cell, const Window& window);

/// Whether the values of single keys can be brought.
bool BringsKeys(const SideInputCell& cell);

/// Whether the side input has no end, and what it has in a window then.
bool Grows(const SideInputCell& cell);
SideContents GrowingContents(const SideInputCell& cell, const Window& window);
/// Whether what comes later into a window takes the place of what can be there once only: where a trigger lets elements out one by one.
bool LaterValuesReplace(const Windowing& side);

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
    place_ = {context.run, context.node, cell_, index + 1, Window()};
    all_ = nullptr;
    current_ = nullptr;
    grows_ = Grows(*cell_);
    if (grows_) ForgetChanged();
  }

  void Select(const Window& main) {
    if (current_ != nullptr && main == main_window_) return;
    const Storage& storage = In(SideWindowOf(main, *windowing_));
    if constexpr (kForm == SideForm::kSingleton) {
      if (storage.stored.size() != 1) FailSingleton(place_.number, storage.stored.size());
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
    owner_ = SharedView(*cell_, &Windows::kKey, &Decode, place_.number);
    all_ = static_cast<Windows*>(owner_.get());
  }
  const Storage& In(const Window& window) {
    if (grows_) return InGrowing(window);
    if (all_ == nullptr) TakeView();
    const auto found = all_->windows.find(window);
    if (found != all_->windows.end()) return found->second;
    if constexpr (kCanBringKeys<S, kForm>) {
      if (BringsKeys(*cell_)) return WithKeysUnread(window);
    }
    BlockStore* const brought = BringWindow(*cell_, window);
    if (brought == nullptr) return all_->none;
    Storage& storage = all_->windows[window];
    AddElements(*brought, place_.number, *all_);
    return storage;
  }
  const Storage& WithKeysUnread(const Window& window) {
    Storage& storage = all_->windows[window];
    SideInputPlace place = place_;
    place.window = window;
    auto unread = MakeShared<UnreadKeys<typename S::Key, typename S::Value, kForm>>(place, storage.stored);
    storage.stored.set_unread(unread.get());
    all_->unread.push_back(std::move(unread));
    return storage;
  }
  // Each thread has decoded what it looks at, because it may change for one while the other is in the middle of it. For a bundle it
  // stays what it was when the bundle first looked.
  const Storage& InGrowing(const Window& window) {
    const auto [found, is_new] = growing_.try_emplace(window);
    GrowingWindow<Storage>& mine = found->second;
    if (!is_new) return mine.storage;
    const SideContents contents = GrowingContents(*cell_, window);
    if (contents.elements == nullptr) return mine.storage;
    mine.version = contents.version;
    const bool replaces = LaterValuesReplace(*windowing_);
    ForEachElement<S>(*contents.elements, [&](S value, const ElementMeta& meta) {
      mine.storage.Add(std::move(value), meta, place_.number, replaces);
    });
    return mine.storage;
  }
  void ForgetChanged() {
    std::erase_if(growing_, [&](const auto& entry) {
      const std::uint64_t version = entry.second.version;
      return version == 0 || version != GrowingContents(*cell_, entry.first).version;
    });
  }
  static std::shared_ptr<void> Decode(BlockStore& blocks, std::size_t number) {
    auto* const all = new Windows();
    std::shared_ptr<void> owner(all);
    AddElements(blocks, number, *all);
    return owner;
  }
  static void AddElements(BlockStore& blocks, std::size_t number, Windows& all) {
    ForEachElement<S>(blocks, [&](S value, const ElementMeta& meta) {
      all.windows[meta.window].Add(std::move(value), meta, number, false);
    });
  }

  SideInputCell* cell_ = nullptr;
  const Windowing* windowing_ = nullptr;
  SideInputPlace place_;
  std::shared_ptr<void> owner_;
  Windows* all_ = nullptr;
  std::unordered_map<Window, GrowingWindow<Storage>, WindowHash> growing_;
  const Storage* current_ = nullptr;
  bool grows_ = false;
  Window main_window_;
};

}  // namespace beam::internal
