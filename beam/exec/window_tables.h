// WindowTables: the accumulators of an input in windows. Each window has a table of plain keys, because a key that has its window in it
// is three times as long and does not fit into a slot, and because the windows that a stream is at are few: their tables stay in the
// caches, however many windows have been before.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "beam/base/window.h"
#include "beam/exec/accumulator_table.h"

namespace beam::internal {

class WindowTables {
 public:
  /// How many windows may have a table: each takes a page of memory at least, and all are walked over in the end.
  static constexpr std::size_t kMost = 1024;

  /// `fixed_key`, `ops` and `hasher` are those of every window's table.
  WindowTables(bool fixed_key, AccumulatorOps ops, KeyHasher hasher);
  WindowTables(const WindowTables&) = delete;
  WindowTables& operator=(const WindowTables&) = delete;
  ~WindowTables();

  /// The table of a window, which gets one if it has none; null when kMost others have one. Valid until Clear.
  AccumulatorTable* At(const Window& window) {
    if (recent_ != nullptr && window == recent_->window) [[likely]]
      return &recent_->table;
    return Switch(window);
  }
  /// Whether the last window that At was asked for could not get a table.
  bool full() const { return full_; }
  std::size_t size() const { return open_.size(); }
  /// What the windows' tables take. Their user says what a table has grown by.
  std::size_t bytes() const { return bytes_; }
  void AddBytes(std::size_t bytes) { bytes_ += bytes; }
  /// What the table that was asked for last will grow by when `more` keys are added.
  std::size_t GrowthFor(std::size_t more) const { return recent_ == nullptr ? 0 : recent_->table.GrowthFor(more); }
  /// Ends all accumulators; keeps the memory of tables that were in use unless `release`.
  void Clear(bool release);

  /// Calls `f(window, entry)` for every entry, window by window.
  template <class F>
  void ForEach(F&& f) {
    for (const std::unique_ptr<Open>& open : open_) {
      open->table.ForEach([&](const AccumulatorTable::EntryRef& entry) { f(open->window, entry); });
    }
  }

 private:
  struct Open {
    Open(bool fixed_key, const AccumulatorOps& ops, const KeyHasher& hasher) : table(fixed_key, ops, hasher) {}
    Window window;
    AccumulatorTable table;
  };
  struct Index;

  AccumulatorTable* Switch(const Window& window);
  AccumulatorTable* MakeRecent(Open& open);
  std::unique_ptr<Open> TakeSpare();

  bool fixed_key_;
  AccumulatorOps ops_;
  KeyHasher hasher_;
  bool full_ = false;
  std::size_t bytes_ = 0;
  Open* recent_ = nullptr;
  Open* before_ = nullptr;  // the one that was recent before; streams go back and forth at the border of two windows
  std::vector<std::unique_ptr<Open>> open_;
  std::vector<std::unique_ptr<Open>> spare_;
  std::unique_ptr<Index> index_;
};

}  // namespace beam::internal
