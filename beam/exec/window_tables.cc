#include "beam/exec/window_tables.h"

#include <unordered_map>
#include <utility>

#include "beam/exec/window_hash.h"

namespace beam::internal {

struct WindowTables::Index {
  std::unordered_map<Window, Open*, WindowHash> of_window;
};

WindowTables::WindowTables(bool fixed_key, AccumulatorOps ops, KeyHasher hasher)
    : fixed_key_(fixed_key), ops_(ops), hasher_(hasher), index_(std::make_unique<Index>()) {}
WindowTables::~WindowTables() = default;

AccumulatorTable* WindowTables::Switch(const Window& window) {
  if (before_ != nullptr && window == before_->window) return MakeRecent(*before_);
  if (const auto found = index_->of_window.find(window); found != index_->of_window.end()) {
    return MakeRecent(*found->second);
  }
  full_ = open_.size() >= kMost;
  if (full_) return nullptr;
  open_.reserve(open_.size() + 1);
  std::unique_ptr<Open> open = TakeSpare();
  open->window = window;
  index_->of_window.emplace(window, open.get());
  bytes_ += open->table.bytes();
  open_.push_back(std::move(open));
  return MakeRecent(*open_.back());
}

AccumulatorTable* WindowTables::MakeRecent(Open& open) {
  if (recent_ != &open) before_ = std::exchange(recent_, &open);
  return &recent_->table;
}

std::unique_ptr<WindowTables::Open> WindowTables::TakeSpare() {
  if (spare_.empty()) return std::make_unique<Open>(fixed_key_, ops_, hasher_);
  std::unique_ptr<Open> spare = std::move(spare_.back());
  spare_.pop_back();
  return spare;
}

void WindowTables::Clear(bool release) {
  recent_ = before_ = nullptr;
  full_ = false;
  bytes_ = 0;
  index_->of_window.clear();
  if (release) spare_.clear();
  spare_.reserve(spare_.size() + open_.size());
  for (std::unique_ptr<Open>& open : open_) {
    // A table that was nearly empty would make its next window's few entries as dear to walk over as many.
    open->table.Clear(release || open->table.IsSparse());
    if (!release) spare_.push_back(std::move(open));
  }
  open_.clear();
}

}  // namespace beam::internal
